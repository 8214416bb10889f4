//! What the forms of a whistle do. Each handler reads its fields and calls one action; all of them answer alike: the whistle with
//! what was done, or the whistle with the refusal and everything that was typed.

use axum::{http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    whistles::{
        ask_approval as ask, blow as blowing, close as closing, conclude as concluding, declare_absence as absence,
        object as objecting, plan as planning, rate_street as call_rating, rate_unit as unit_rating,
        refer as referring, refuse as refusing, report_in as reporting, withdraw as withdrawing,
    },
};
use changxiao_domain::{
    ids::UnitId,
    whistles::{StreetRating, UnitRating, Whistle},
};
use changxiao_words::{fill, say, texts};

use super::show::{self, Typed};
use crate::{
    acted::Acted,
    answer::{WebError, redirect_with_notice},
    pages,
    shell::Section,
};

type Answer = Result<Response, WebError>;

async fn answer(request: Acted, key: &str, done: Result<Whistle, AppError>) -> Answer {
    let lang = request.who.lang();
    match done {
        Ok(whistle) => {
            let words = [("number", &whistle.number as &dyn std::fmt::Display), ("state", &whistle.state.words(lang))];
            let notice = fill(texts(lang).whistles_done, &words);
            Ok(redirect_with_notice(request.jar, &format!("/whistles/{}", whistle.number), notice))
        }
        Err(
            problem @ (AppError::Whistle(_) | AppError::Consultation(_) | AppError::Invalid(_) | AppError::Conflict),
        ) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let typed = Typed::of(key, &request.form, &problem, lang);
            let shell = pages::shell(&request.state, &request.who, Section::Whistles, None).await;
            show::render(&request.state, &request.who, &request.number, shell, typed, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

macro_rules! handlers {
    ($($name:ident as $key:literal = |$request:ident| $body:expr;)*) => {$(
        pub(super) async fn $name($request: Acted) -> Answer {
            let done = $body.await;
            answer($request, $key, done).await
        }
    )*};
}

handlers! {
    ask_approval as "ask_approval" = |request| ask::ask_approval(request.app(), request.actor(), &request.target());
    blow as "blow" = |request| blowing::blow(request.app(), request.actor(), &request.target());
    refuse as "refuse" = |request| refusing::refuse(request.app(), request.actor(), &request.target(), request.reason());
    report_in as "report_in" = |request| reporting::report_in(request.app(), request.actor(), &request.target());
    declare_absence as "declare_absence" = |request| absence::declare_absence(request.app(), request.actor(), &request.target(), request.reason());
    object as "object" = |request| objecting::object(request.app(), request.actor(), &request.target(), request.reason());
    refer as "refer" = |request| referring::refer(request.app(), request.actor(), &request.target(), request.reason());
    plan as "plan" = |request| plan_now(&request);
    conclude as "conclude" = |request| concluding::conclude(request.app(), request.actor(), &request.target(), request.text());
    rate_street as "rate_street" = |request| rate_call(&request);
    close as "close" = |request| closing::close(request.app(), request.actor(), &request.target());
    withdraw as "withdraw" = |request| withdrawing::withdraw(request.app(), request.actor(), &request.target(), request.reason());
}

/// Its form stands once for each unit, so its key names the unit.
pub(super) async fn rate_unit(request: Acted) -> Answer {
    let done = rate_now(&request).await;
    let key = format!("rate_unit-{}", request.form.text("unit"));
    answer(request, &key, done).await
}

async fn rate_now(request: &Acted) -> Result<Whistle, AppError> {
    let stars = |name: &'static str| {
        let unread = || AppError::field(name, say!(whistles_choose_1_5));
        request.form.number(name).ok_or_else(unread)
    };
    let rating = UnitRating { response: stars("response")?, solution: stars("solution")?, text: request.text() };
    unit_rating::rate_unit(request.app(), request.actor(), &request.target(), request.unit()?, rating).await
}

async fn rate_call(request: &Acted) -> Result<Whistle, AppError> {
    let justified = match request.form.text("justified") {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::field("justified", say!(whistles_say_whether_call_justified))),
    };
    let rating = StreetRating { justified, text: request.text() };
    call_rating::rate_street(request.app(), request.actor(), &request.target(), rating).await
}

async fn plan_now(request: &Acted) -> Result<Whistle, AppError> {
    let mut tasks = Vec::new();
    for (unit, task) in request.form.starting_with("task_") {
        let unknown = |_| AppError::field("units", say!(whistles_there_no_such_unit));
        tasks.push((unit.parse::<UnitId>().map_err(unknown)?, task.to_owned()));
    }
    planning::plan(request.app(), request.actor(), &request.target(), request.text(), tasks).await
}
