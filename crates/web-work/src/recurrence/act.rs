//! What the forms of a chronic problem and of an alarm carry.

use axum::http::StatusCode;
use changxiao_app::{AppError, recurrence::answer_alarm::answer_alarm, workflow::carry_out};
use changxiao_domain::{
    ids::AlarmId,
    recurrence::{Action, Command, Plan, Problem},
    time::Day,
};
use changxiao_words::{Lang, fill, say, texts};

use super::show::{self, LOOK_FIELDS, Typed};
use crate::{
    acted::Acted,
    acting::{Answer, Forms, Steps},
    answer::redirect_with_notice,
    pages,
    shell::Section,
};

/// The forms of a chronic problem.
pub(super) struct ProblemForms;

impl Forms for ProblemForms {
    type Thing = Problem;
    type Action = Action;

    const STEPS: Steps<Self> = &[
        ("/recurrence/{number}/confirmation", Action::Confirm),
        ("/recurrence/{number}/dismissal", Action::Dismiss),
        ("/recurrence/{number}/assignment", Action::Assign),
        ("/recurrence/{number}/plan", Action::MakePlan),
        ("/recurrence/{number}/approval", Action::Approve),
        ("/recurrence/{number}/sending-back", Action::SendBack),
        ("/recurrence/{number}/completion", Action::ReportDone),
        ("/recurrence/{number}/observation", Action::Observe),
        ("/recurrence/{number}/end", Action::End),
    ];

    async fn carried(request: &Acted, action: Action) -> Result<Problem, AppError> {
        carry_out(request.app(), request.actor(), &request.target(), command(request, action)?).await
    }

    fn page(problem: &Problem, _: &Acted) -> String {
        format!("/recurrence/{}", problem.number)
    }

    fn done(problem: &Problem, lang: Lang) -> String {
        fill(texts(lang).recurrence_done, &[("number", &problem.number), ("state", &problem.state.words(lang))])
    }

    async fn again(request: Acted, action: Action, problem: AppError, status: StatusCode) -> Answer {
        let typed = Typed::of(action.code(), &request.form, &problem, request.who.lang());
        let shell = pages::shell(&request.state, &request.who, Section::Recurrence, None).await;
        show::render(&request.state, &request.who, &request.number, shell, typed, status).await
    }
}

fn command(request: &Acted, action: Action) -> Result<Command, AppError> {
    let text = || request.text();
    Ok(match action {
        Action::Confirm => Command::Confirm { unit: request.unit()? },
        Action::Dismiss => Command::Dismiss { reason: text() },
        Action::Assign => Command::Assign { unit: request.unit()?, reason: text() },
        Action::MakePlan => Command::MakePlan(plan_of(request)?),
        Action::Approve => Command::Approve { text: text() },
        Action::SendBack => Command::SendBack { reason: text() },
        Action::ReportDone => Command::ReportDone { text: text() },
        Action::Observe => match request.form.text("clean") {
            "yes" => Command::Observe { clean: true, text: text() },
            "no" => Command::Observe { clean: false, text: text() },
            _ => return Err(AppError::field("clean", say!(recurrence_say_whether_there_again))),
        },
        Action::End => Command::End { text: text() },
        // The system's own.
        Action::Find | Action::Return => return Err(AppError::NotFound("page")),
    })
}

/// Fields for looks may stay empty.
fn plan_of(request: &Acted) -> Result<Plan, AppError> {
    let day = |name: &'static str, text: &str| -> Result<Day, AppError> {
        text.parse().map_err(|_| AppError::field(name, say!(recurrence_write_day_2026_06_16)))
    };
    let mut looks = Vec::new();
    for name in LOOK_FIELDS {
        if let Some(text) = request.form.optional(name) {
            looks.push(day(name, &text)?);
        }
    }
    Ok(Plan { measures: request.text(), end_on: day("end_on", request.form.text("end_on"))?, looks })
}

/// Writes what is done about an alarm.
pub(super) async fn answer(request: Acted) -> Answer {
    let id: AlarmId = request.number.parse().map_err(|_| AppError::NotFound("alarm"))?;
    answer_alarm(request.app(), request.actor(), id, request.form.text("text")).await?;
    let notice = texts(request.who.lang()).recurrence_answered.to_owned();
    Ok(redirect_with_notice(request.jar, "/recurrence?tab=alarms", notice))
}
