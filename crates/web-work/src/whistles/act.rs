//! What the forms of a whistle carry.

use axum::http::StatusCode;
use changxiao_app::{AppError, workflow::carry_out};
use changxiao_domain::{
    ids::{ConsultationId, UnitId},
    whistles::{Action, Command, StreetRating, UnitRating, Whistle},
};
use changxiao_words::{Lang, fill, say, texts};

use super::show::{self, Typed};
use crate::{
    acted::Acted,
    acting::{Answer, Forms, Steps},
    pages,
    shell::Section,
};

/// The forms of a whistle.
pub(super) struct WhistleForms;

impl Forms for WhistleForms {
    type Thing = Whistle;
    type Action = Action;

    const STEPS: Steps<Self> = &[
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

    async fn carried(request: &Acted, action: Action) -> Result<Whistle, AppError> {
        carry_out(request.app(), request.actor(), &request.target(), command(request, action)?).await
    }

    fn page(whistle: &Whistle, _: &Acted) -> String {
        format!("/whistles/{}", whistle.number)
    }

    fn done(whistle: &Whistle, lang: Lang) -> String {
        fill(texts(lang).whistles_done, &[("number", &whistle.number), ("state", &whistle.state.words(lang))])
    }

    /// The form of a rating stands once for each unit, so its key names the unit.
    async fn again(request: Acted, action: Action, problem: AppError, status: StatusCode) -> Answer {
        let key = match action {
            Action::RateUnit => format!("rate_unit-{}", request.form.text("unit")),
            _ => action.code().to_owned(),
        };
        let typed = Typed::of(&key, &request.form, &problem, request.who.lang());
        let shell = pages::shell(&request.state, &request.who, Section::Whistles, None).await;
        show::render(&request.state, &request.who, &request.number, shell, typed, status).await
    }
}

fn command(request: &Acted, action: Action) -> Result<Command, AppError> {
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
        // They have no such form: a draft has a page of its own, and the consultation rules.
        Action::Draft | Action::Revise | Action::Rule => return Err(AppError::NotFound("page")),
    })
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
    let mut tasks = Vec::new();
    for (unit, task) in request.form.starting_with("task_") {
        let unknown = |_| AppError::field("units", say!(whistles_there_no_such_unit));
        tasks.push((unit.parse::<UnitId>().map_err(unknown)?, task.to_owned()));
    }
    Ok(Command::Plan { text: request.text(), tasks })
}
