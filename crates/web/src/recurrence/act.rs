//! What the forms of a chronic problem and of an alarm do.

use axum::{http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    recurrence::{
        answer_alarm::answer_alarm, approve as approving, assign as assigning, confirm as confirming,
        dismiss as dismissing, end as ending, make_plan as planning, record_observation as observing,
        report_done as reporting,
    },
};
use changxiao_domain::{
    ids::AlarmId,
    recurrence::{Plan, Problem},
    time::Day,
};
use changxiao_words::{fill, say, texts};

use super::show::{self, LOOK_FIELDS, Typed};
use crate::{
    acted::Acted,
    answer::{WebError, redirect_with_notice},
    pages,
    shell::Section,
};

type Answer = Result<Response, WebError>;

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

async fn answer_with(request: Acted, key: &'static str, done: Result<Problem, AppError>) -> Answer {
    let lang = request.who.lang();
    match done {
        Ok(problem) => {
            let words = [("number", &problem.number as &dyn std::fmt::Display), ("state", &problem.state.words(lang))];
            let notice = fill(texts(lang).recurrence_done, &words);
            Ok(redirect_with_notice(request.jar, &format!("/recurrence/{}", problem.number), notice))
        }
        Err(problem @ (AppError::Chronic(_) | AppError::Invalid(_) | AppError::Conflict)) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let typed = Typed::of(key, &request.form, &problem, lang);
            let shell = pages::shell(&request.state, &request.who, Section::Recurrence, None).await;
            show::render(&request.state, &request.who, &request.number, shell, typed, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

macro_rules! handlers {
    ($($name:ident as $key:literal = |$request:ident| $body:expr;)*) => {$(
        pub(super) async fn $name($request: Acted) -> Answer {
            let done = async { $body }.await;
            answer_with($request, $key, done).await
        }
    )*};
}

handlers! {
    confirm as "confirm" = |request| confirming::confirm(request.app(), request.actor(), &request.target(), request.unit()?).await;
    dismiss as "dismiss" = |request| dismissing::dismiss(request.app(), request.actor(), &request.target(), request.text()).await;
    assign as "assign" = |request| assigning::assign(request.app(), request.actor(), &request.target(), request.unit()?, request.text()).await;
    plan as "make_plan" = |request| planning::make_plan(request.app(), request.actor(), &request.target(), plan_of(&request)?).await;
    approve as "approve" = |request| approving::approve(request.app(), request.actor(), &request.target(), request.text()).await;
    send_back as "send_back" = |request| approving::send_back(request.app(), request.actor(), &request.target(), request.text()).await;
    report_done as "report_done" = |request| reporting::report_done(request.app(), request.actor(), &request.target(), request.text()).await;
    observe as "observe" = |request| {
        let clean = match request.form.text("clean") {
            "yes" => true,
            "no" => false,
            _ => return Err(AppError::field("clean", say!(recurrence_say_whether_there_again))),
        };
        observing::record_observation(request.app(), request.actor(), &request.target(), clean, request.text()).await
    };
    end as "end" = |request| ending::end(request.app(), request.actor(), &request.target(), request.text()).await;
}

/// Writes what is done about an alarm.
pub(super) async fn answer(request: Acted) -> Answer {
    let id: AlarmId = request.number.parse().map_err(|_| AppError::NotFound("alarm"))?;
    answer_alarm(request.app(), request.actor(), id, request.form.text("text")).await?;
    let notice = texts(request.who.lang()).recurrence_answered.to_owned();
    Ok(redirect_with_notice(request.jar, "/recurrence?tab=alarms", notice))
}
