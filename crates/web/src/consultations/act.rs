//! What the forms of a consultation do.

use axum::{http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    consultations::{
        cancel::cancel as cancel_it,
        contribute::contribute as give_part,
        decide::{Decision, decide as decide_it},
    },
};
use changxiao_domain::{consultations::Consultation, ids::UnitId, whistles::Answer as UnitAnswer};
use changxiao_words::{fill, say, texts};

use super::show::{self, Typed};
use crate::{
    acted::Acted,
    answer::{WebError, redirect_with_notice},
    form::Form,
    pages,
    shell::Section,
};

type Answer = Result<Response, WebError>;

pub(super) async fn contribute(request: Acted) -> Answer {
    let done = give_part(request.app(), request.actor(), &request.target(), request.text()).await;
    answer(request, "contribute", done).await
}

pub(super) async fn decide(request: Acted) -> Answer {
    let done = match decision(&request.form) {
        Ok(decision) => decide_it(request.app(), request.actor(), &request.target(), decision).await,
        Err(problem) => Err(problem),
    };
    answer(request, "decide", done).await
}

pub(super) async fn cancel(request: Acted) -> Answer {
    let done = cancel_it(request.app(), request.actor(), &request.target(), request.text()).await;
    answer(request, "cancel", done).await
}

/// Text and lead; where a whistle waits, whether it was justified and what each objecting unit has to do.
fn decision(form: &Form) -> Result<Decision, AppError> {
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
        "yes" => Some((true, answers)),
        // Where it ends here, nobody has to come whatever was ticked.
        "no" => Some((false, Vec::new())),
        _ => None,
    };
    Ok(Decision { text: form.text("text").to_owned(), lead, ruling })
}

async fn answer(request: Acted, key: &'static str, done: Result<Consultation, AppError>) -> Answer {
    let lang = request.who.lang();
    match done {
        Ok(about) => {
            let notice =
                fill(texts(lang).consultations_done, &[("number", &about.number), ("state", &about.state.words(lang))]);
            Ok(redirect_with_notice(request.jar, &format!("/consultations/{}", about.number), notice))
        }
        Err(
            problem @ (AppError::Whistle(_) | AppError::Consultation(_) | AppError::Invalid(_) | AppError::Conflict),
        ) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let typed = Typed::of(key, request.text(), &problem, lang);
            let shell = pages::shell(&request.state, &request.who, Section::Whistles, None).await;
            show::render(&request.state, &request.who, &request.number, shell, typed, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}
