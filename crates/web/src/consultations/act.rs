//! What the forms of a consultation do.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    consultations::{
        Target,
        cancel::cancel as cancel_it,
        contribute::contribute as give_part,
        decide::{Decision, decide as decide_it},
    },
};
use changxiao_domain::{consultations::Consultation, ids::UnitId, whistles::Answer as UnitAnswer};

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

pub(super) async fn contribute(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let done = give_part(state.app(), &who.actor, &target(&number, &form), form.text("text").to_owned()).await;
    answer(&state, &who, jar, &number, ("contribute", &form), done).await
}

pub(super) async fn decide(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let done = match decision(&form) {
        Ok(decision) => decide_it(state.app(), &who.actor, &target(&number, &form), decision).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &who, jar, &number, ("decide", &form), done).await
}

pub(super) async fn cancel(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let done = cancel_it(state.app(), &who.actor, &target(&number, &form), form.text("text").to_owned()).await;
    answer(&state, &who, jar, &number, ("cancel", &form), done).await
}

fn target(number: &str, form: &Form) -> Target {
    Target { number: number.to_owned(), version: Some(form.number("version").unwrap_or(0)) }
}

/// Text and lead; where a whistle waits, whether it was justified and what each objecting unit has to do.
fn decision(form: &Form) -> Result<Decision, AppError> {
    let unknown = |_| AppError::field("lead", "没有这个单位", "There is no such unit");
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
        "yes" => Some((true, answers)),
        // Where it ends here, nobody has to come whatever was ticked.
        "no" => Some((false, Vec::new())),
        _ => None,
    };
    Ok(Decision { text: form.text("text").to_owned(), lead, ruling })
}

async fn answer(
    state: &WebState,
    who: &Who,
    jar: PrivateCookieJar,
    number: &str,
    (key, form): (&'static str, &Form),
    done: Result<Consultation, AppError>,
) -> Answer {
    let lang = who.lang();
    match done {
        Ok(about) => {
            let notice =
                fill(texts(lang).consultations_done, &[("number", &about.number), ("state", &about.state.words(lang))]);
            Ok(redirect_with_notice(jar, &format!("/consultations/{}", about.number), notice))
        }
        Err(
            problem @ (AppError::Whistle(_) | AppError::Consultation(_) | AppError::Invalid(_) | AppError::Conflict),
        ) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let typed = Typed::of(key, form.text("text").to_owned(), &problem, lang);
            let shell = pages::shell(state, who, Section::Whistles, None).await;
            show::render(state, who, number, shell, typed, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}
