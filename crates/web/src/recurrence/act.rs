//! What the forms of a chronic problem and of an alarm do.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    recurrence::{
        Target, answer_alarm::answer_alarm, approve as approving, assign as assigning, confirm as confirming,
        dismiss as dismissing, end as ending, make_plan as planning, record_observation as observing,
        report_done as reporting,
    },
};
use changxiao_domain::{
    ids::{AlarmId, UnitId},
    recurrence::{Plan, Problem},
    time::Day,
};

use super::show::{self, LOOK_FIELDS, Typed};
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

/// What came with a request to act on a chronic problem.
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

    fn text(&self) -> String {
        self.form.text("text").to_owned()
    }

    fn unit(&self) -> Result<UnitId, AppError> {
        let wanted = || AppError::field("unit", "选责任单位", "Choose the responsible unit");
        self.form.text("unit").parse().map_err(|_| wanted())
    }

    /// Fields for looks may stay empty.
    fn plan(&self) -> Result<Plan, AppError> {
        let day = |name: &'static str, text: &str| -> Result<Day, AppError> {
            text.parse().map_err(|_| AppError::field(name, "日期写作 2026-06-16", "Write a day as 2026-06-16"))
        };
        let mut looks = Vec::new();
        for name in LOOK_FIELDS {
            if let Some(text) = self.form.optional(name) {
                looks.push(day(name, &text)?);
            }
        }
        Ok(Plan { measures: self.text(), end_on: day("end_on", self.form.text("end_on"))?, looks })
    }

    async fn answer(self, key: &'static str, done: Result<Problem, AppError>) -> Answer {
        let lang = self.who.lang();
        match done {
            Ok(problem) => {
                let words =
                    [("number", &problem.number as &dyn std::fmt::Display), ("state", &problem.state.words(lang))];
                let notice = fill(texts(lang).recurrence_done, &words);
                Ok(redirect_with_notice(self.jar, &format!("/recurrence/{}", problem.number), notice))
            }
            Err(problem @ (AppError::Chronic(_) | AppError::Invalid(_) | AppError::Conflict)) => {
                let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
                let typed = Typed::of(key, &self.form, &problem, lang);
                let shell = pages::shell(&self.state, &self.who, Section::Recurrence, None).await;
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
            let done = {
                let ($app, $actor) = ($request.state.app(), &$request.who.actor);
                async { $body }.await
            };
            $request.answer($key, done).await
        }
    )*};
}

handlers! {
    confirm as "confirm" = |app, actor, request| confirming::confirm(app, actor, &request.target(), request.unit()?).await;
    dismiss as "dismiss" = |app, actor, request| dismissing::dismiss(app, actor, &request.target(), request.text()).await;
    assign as "assign" = |app, actor, request| assigning::assign(app, actor, &request.target(), request.unit()?, request.text()).await;
    plan as "make_plan" = |app, actor, request| planning::make_plan(app, actor, &request.target(), request.plan()?).await;
    approve as "approve" = |app, actor, request| approving::approve(app, actor, &request.target(), request.text()).await;
    send_back as "send_back" = |app, actor, request| approving::send_back(app, actor, &request.target(), request.text()).await;
    report_done as "report_done" = |app, actor, request| reporting::report_done(app, actor, &request.target(), request.text()).await;
    observe as "observe" = |app, actor, request| {
        let clean = match request.form.text("clean") {
            "yes" => true,
            "no" => false,
            _ => return Err(AppError::field("clean", "选没有再发生或仍在发生", "Say whether it was there again")),
        };
        observing::record_observation(app, actor, &request.target(), clean, request.text()).await
    };
    end as "end" = |app, actor, request| ending::end(app, actor, &request.target(), request.text()).await;
}

/// Writes what is done about an alarm.
pub(super) async fn answer(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(alarm): Path<String>,
    form: Form,
) -> Answer {
    let id: AlarmId = alarm.parse().map_err(|_| AppError::NotFound("alarm"))?;
    answer_alarm(state.app(), &who.actor, id, form.text("text")).await?;
    Ok(redirect_with_notice(jar, "/recurrence?tab=alarms", texts(who.lang()).recurrence_answered.to_owned()))
}
