//! What the forms of a consultation carry.

use axum::http::StatusCode;
use changxiao_app::{AppError, workflow::carry_out};
use changxiao_domain::{
    consultations::{Action, Command, Consultation, Ruling},
    ids::UnitId,
    whistles::Answer as UnitAnswer,
};
use changxiao_words::{Lang, fill, say, texts};

use super::show::{self, Typed};
use crate::{
    acted::Acted,
    acting::{Answer, Forms, Steps},
    form::Form,
    pages,
    shell::Section,
};

/// The forms of a consultation.
pub(super) struct ConsultationForms;

impl Forms for ConsultationForms {
    type Thing = Consultation;
    type Action = Action;

    const STEPS: Steps<Self> = &[
        ("/consultations/{number}/contribution", Action::Contribute),
        ("/consultations/{number}/decision", Action::Decide),
        ("/consultations/{number}/cancellation", Action::Cancel),
    ];

    async fn carried(request: &Acted, action: Action) -> Result<Consultation, AppError> {
        let command = match action {
            Action::Contribute => Command::Contribute { text: request.text() },
            Action::Decide => decision(&request.form)?,
            Action::Cancel => Command::Cancel { reason: request.text() },
            // Convening has a page of its own.
            Action::Convene => return Err(AppError::NotFound("page")),
        };
        carry_out(request.app(), request.actor(), &request.target(), command).await
    }

    fn page(consultation: &Consultation, _: &Acted) -> String {
        format!("/consultations/{}", consultation.number)
    }

    fn done(consultation: &Consultation, lang: Lang) -> String {
        fill(
            texts(lang).consultations_done,
            &[("number", &consultation.number), ("state", &consultation.state.words(lang))],
        )
    }

    async fn again(request: Acted, action: Action, problem: AppError, status: StatusCode) -> Answer {
        let typed = Typed::of(action.code(), request.text(), &problem, request.who.lang());
        let shell = pages::shell(&request.state, &request.who, Section::Whistles, None).await;
        show::render(&request.state, &request.who, &request.number, shell, typed, status).await
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
