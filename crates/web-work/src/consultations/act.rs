//! What the forms of a consultation carry.

use changxiao_app::AppError;
use changxiao_domain::{
    consultations::{Action, Command, Consultation, Ruling},
    ids::UnitId,
    whistles::Answer as UnitAnswer,
};
use changxiao_web_kit::procedure::{PageRequest, ProcedurePage};
use changxiao_words::{Key, keys, say};

use super::{ConsultationForms, narration::NARRATION, show};
use crate::{
    acted::Acted,
    acting::{Answer, Steps},
    form::Form,
    shell::Section,
    timeline::Narration,
};

impl ProcedurePage for ConsultationForms {
    type Procedure = Consultation;

    const LIST: &'static str = "/consultations";
    const NAME: Key = keys::consultations_title;
    const SECTION: Section = Section::Whistles;
    const FORMS: Steps<Self> = &[
        ("/consultations/{number}/contribution", Action::Contribute),
        ("/consultations/{number}/decision", Action::Decide),
        ("/consultations/{number}/cancellation", Action::Cancel),
    ];
    const NARRATION: &'static Narration<Action> = &NARRATION;

    async fn command(request: &Acted, action: Action) -> Result<Command, AppError> {
        Ok(match action {
            Action::Contribute => Command::Contribute { text: request.text() },
            Action::Decide => decision(&request.form)?,
            Action::Cancel => Command::Cancel { reason: request.text() },
            // Convening has a page of its own, and what ends hands over.
            Action::Convene | Action::HandOver => return Err(AppError::NotFound("page")),
        })
    }

    fn render(request: PageRequest) -> impl Future<Output = Answer> + Send {
        show::render(request)
    }
}

/// Text and lead; where a whistle waits, whether it was justified and what each objecting unit has to do.
fn decision(form: &Form) -> Result<Command, AppError> {
    let unknown = |_| AppError::field("lead", say!(consultations_there_no_such_unit));
    let lead = form.optional("lead").map(|lead| lead.parse::<UnitId>().map_err(unknown)).transpose()?;
    let mut answers = Vec::new();
    for (unit, answer) in form.starting_with("answer_") {
        let answer = match answer {
            "bind" => UnitAnswer::Bind,
            "release" => UnitAnswer::Release,
            _ => continue,
        };
        answers.push((unit.parse::<UnitId>().map_err(unknown)?, answer));
    }
    let ruling = match form.text("justified") {
        "yes" => Some(Ruling { justified: true, answers }),
        // Where it ends here, nobody has to come whatever was ticked.
        "no" => Some(Ruling { justified: false, answers: Vec::new() }),
        _ => None,
    };
    Ok(Command::Decide { text: form.text("text").to_owned(), lead, ruling })
}
