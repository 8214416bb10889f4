//! What the forms of a whistle carry.

use changxiao_app::AppError;
use changxiao_domain::{
    ids::{ConsultationId, UnitId},
    whistles::{Action, Command, StreetRating, UnitRating, Whistle},
};
use changxiao_web_kit::procedure::{PageRequest, ProcedurePage};
use changxiao_words::{Key, keys, say};

use super::{WhistleForms, narration::NARRATION, rating_key, show};
use crate::{
    acted::Acted,
    acting::{Answer, Steps},
    form::Form,
    shell::Section,
    timeline::Narration,
};

impl ProcedurePage for WhistleForms {
    type Procedure = Whistle;

    const LIST: &'static str = "/whistles";
    const NAME: Key = keys::whistles_nav;
    const SECTION: Section = Section::Whistles;
    const FORMS: Steps<Self> = &[
        ("/whistles/{number}/approval-request", Action::AskApproval),
        ("/whistles/{number}/approval", Action::Blow),
        ("/whistles/{number}/refusal", Action::Refuse),
        ("/whistles/{number}/arrival", Action::ReportIn),
        ("/whistles/{number}/absence", Action::DeclareAbsence),
        ("/whistles/{number}/objection", Action::Object),
        ("/whistles/{number}/referral", Action::Refer),
        ("/whistles/{number}/plan", Action::Plan),
        ("/whistles/{number}/result", Action::Conclude),
        ("/whistles/{number}/unit-rating", Action::RateUnit),
        ("/whistles/{number}/call-rating", Action::RateStreet),
        ("/whistles/{number}/closure", Action::Close),
        ("/whistles/{number}/withdrawal", Action::Withdraw),
    ];
    const HAS_SHEET: bool = true;
    const NARRATION: &'static Narration<Action> = &NARRATION;

    async fn command(request: &Acted, action: Action) -> Result<Command, AppError> {
        let reason = || request.reason();
        Ok(match action {
            Action::AskApproval => Command::AskApproval,
            Action::Blow => Command::Blow,
            Action::Refuse => Command::Refuse { reason: reason() },
            Action::ReportIn => Command::ReportIn,
            Action::DeclareAbsence => Command::DeclareAbsence { reason: reason() },
            Action::Object => Command::Object { reason: reason() },
            Action::Refer => Command::Refer { consultation: request.app().new_id(ConsultationId), reason: reason() },
            Action::Plan => plan_of(request)?,
            Action::Conclude => Command::Conclude { text: request.text() },
            Action::RateUnit => unit_rating(request)?,
            Action::RateStreet => call_rating(request)?,
            Action::Close => Command::Close,
            Action::Withdraw => Command::Withdraw { reason: reason() },
            // They have no such form: a draft has a page of its own, the consultation rules, and what ends hands over.
            Action::Draft | Action::Revise | Action::Rule | Action::HandOver => return Err(AppError::NotFound("page")),
        })
    }

    /// The form of a rating stands once for each unit.
    fn key(action: Action, form: &Form) -> String {
        match action {
            Action::RateUnit => rating_key(form.text("unit")),
            _ => action.code().to_owned(),
        }
    }

    fn render(request: PageRequest) -> impl Future<Output = Answer> + Send {
        show::render(request)
    }
}

fn unit_rating(request: &Acted) -> Result<Command, AppError> {
    let stars = |name: &'static str| {
        let unread = || AppError::field(name, say!(whistles_choose_1_5));
        request.form.number(name).ok_or_else(unread)
    };
    let rating = UnitRating { response: stars("response")?, solution: stars("solution")?, text: request.text() };
    Ok(Command::RateUnit { unit: request.unit()?, rating })
}

fn call_rating(request: &Acted) -> Result<Command, AppError> {
    let justified = match request.form.text("justified") {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::field("justified", say!(whistles_say_whether_call_justified))),
    };
    Ok(Command::RateStreet { rating: StreetRating { justified, text: request.text() } })
}

fn plan_of(request: &Acted) -> Result<Command, AppError> {
    let unknown = |_| AppError::field("units", say!(whistles_there_no_such_unit));
    let task = |(unit, task): (&str, &str)| Ok((unit.parse::<UnitId>().map_err(unknown)?, task.to_owned()));
    let tasks = request.form.starting_with("task_").map(task).collect::<Result<_, AppError>>()?;
    Ok(Command::Plan { text: request.text(), tasks })
}
