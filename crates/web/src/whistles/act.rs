//! What the forms of a whistle do. Each handler reads its fields and calls one action; all of them answer alike: the whistle with
//! what was done, or the whistle with the refusal and everything that was typed.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    whistles::{
        Target, ask_approval as ask, blow as blowing, close as closing, conclude as concluding,
        declare_absence as absence, object as objecting, plan as planning, rate_street as call_rating,
        rate_unit as unit_rating, refer as referring, refuse as refusing, report_in as reporting,
        withdraw as withdrawing,
    },
};
use changxiao_domain::{
    ids::UnitId,
    whistles::{StreetRating, UnitRating, Whistle},
};

use super::show::{self, Typed};
use crate::{
    answer::{WebError, redirect_with_notice},
    form::Form,
    pages,
    session::Who,
    shell::Section,
    state::WebState,
    text::{fill, texts},
};

type Answer = Result<Response, WebError>;

/// What came with a request to act on a whistle.
struct Request {
    state: WebState,
    who: Who,
    jar: PrivateCookieJar,
    number: String,
    form: Form,
}

impl Request {
    /// A page always says which version it showed; without one nothing matches.
    fn target(&self) -> Target {
        Target { number: self.number.clone(), version: Some(self.form.number("version").unwrap_or(0)) }
    }

    fn reason(&self) -> String {
        self.form.text("reason").to_owned()
    }

    fn text(&self) -> String {
        self.form.text("text").to_owned()
    }

    fn unit(&self) -> Result<UnitId, AppError> {
        self.form.text("unit").parse().map_err(|_| AppError::field("unit", "没有这个单位", "There is no such unit"))
    }

    async fn answer(self, key: &str, done: Result<Whistle, AppError>) -> Answer {
        let lang = self.who.lang();
        match done {
            Ok(whistle) => {
                let words =
                    [("number", &whistle.number as &dyn std::fmt::Display), ("state", &whistle.state.words(lang))];
                let notice = fill(texts(lang).whistles_done, &words);
                Ok(redirect_with_notice(self.jar, &format!("/whistles/{}", whistle.number), notice))
            }
            Err(
                problem
                @ (AppError::Whistle(_) | AppError::Consultation(_) | AppError::Invalid(_) | AppError::Conflict),
            ) => {
                let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
                let typed = Typed::of(key, &self.form, &problem, lang);
                let shell = pages::shell(&self.state, &self.who, Section::Whistles, None).await;
                show::render(&self.state, &self.who, &self.number, shell, typed, status).await
            }
            Err(problem) => Err(problem.into()),
        }
    }
}

macro_rules! handlers {
    ($($name:ident as $key:literal = |$app:ident, $actor:ident, $request:ident| $body:expr;)*) => {$(
        pub(super) async fn $name(
            State(state): State<WebState>,
            who: Who,
            jar: PrivateCookieJar,
            Path(number): Path<String>,
            form: Form,
        ) -> Answer {
            let $request = Request { state, who, jar, number, form };
            let ($app, $actor) = ($request.state.app(), &$request.who.actor);
            let done = $body.await;
            $request.answer($key, done).await
        }
    )*};
}

handlers! {
    ask_approval as "ask_approval" = |app, actor, request| ask::ask_approval(app, actor, &request.target());
    blow as "blow" = |app, actor, request| blowing::blow(app, actor, &request.target());
    refuse as "refuse" = |app, actor, request| refusing::refuse(app, actor, &request.target(), request.reason());
    report_in as "report_in" = |app, actor, request| reporting::report_in(app, actor, &request.target());
    declare_absence as "declare_absence" = |app, actor, request| absence::declare_absence(app, actor, &request.target(), request.reason());
    object as "object" = |app, actor, request| objecting::object(app, actor, &request.target(), request.reason());
    refer as "refer" = |app, actor, request| referring::refer(app, actor, &request.target(), request.reason());
    plan as "plan" = |_app, _actor, request| plan_now(&request);
    conclude as "conclude" = |app, actor, request| concluding::conclude(app, actor, &request.target(), request.text());
    rate_street as "rate_street" = |_app, _actor, request| rate_call(&request);
    close as "close" = |app, actor, request| closing::close(app, actor, &request.target());
    withdraw as "withdraw" = |app, actor, request| withdrawing::withdraw(app, actor, &request.target(), request.reason());
}

/// Its form stands once for each unit, so its key names the unit.
pub(super) async fn rate_unit(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let request = Request { state, who, jar, number, form };
    let done = rate_now(&request).await;
    let key = format!("rate_unit-{}", request.form.text("unit"));
    request.answer(&key, done).await
}

async fn rate_now(request: &Request) -> Result<Whistle, AppError> {
    let stars = |name: &'static str| {
        let unread = || AppError::field(name, "选 1 到 5 分", "Choose 1 to 5");
        request.form.number(name).ok_or_else(unread)
    };
    let rating = UnitRating { response: stars("response")?, solution: stars("solution")?, text: request.text() };
    let (app, actor) = (request.state.app(), &request.who.actor);
    unit_rating::rate_unit(app, actor, &request.target(), request.unit()?, rating).await
}

async fn rate_call(request: &Request) -> Result<Whistle, AppError> {
    let justified = match request.form.text("justified") {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::field("justified", "选应当或不应当", "Say whether the call was justified")),
    };
    let rating = StreetRating { justified, text: request.text() };
    let (app, actor) = (request.state.app(), &request.who.actor);
    call_rating::rate_street(app, actor, &request.target(), rating).await
}

async fn plan_now(request: &Request) -> Result<Whistle, AppError> {
    let mut tasks = Vec::new();
    for (unit, task) in request.form.starting_with("task_") {
        let unknown = |_| AppError::field("units", "没有这个单位", "There is no such unit");
        tasks.push((unit.parse::<UnitId>().map_err(unknown)?, task.to_owned()));
    }
    planning::plan(request.state.app(), &request.who.actor, &request.target(), request.text(), tasks).await
}
