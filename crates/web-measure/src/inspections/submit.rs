//! Sends a visit. What is refused comes back with every answer, note and photo as it was.

use axum::{extract::State, http::StatusCode, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    inspections::{
        check_list::check_list,
        submit::{SubmitVisit, Submitted, submit as action},
    },
};
use changxiao_domain::time::Instant;
use changxiao_words::{fill, texts};

use super::{form::show, typed::Typed};
use crate::{
    answer::{WebError, redirect_with_notice},
    form::PatientForm,
    session::Who,
    state::WebState,
};

pub(super) async fn submit(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    PatientForm(form): PatientForm,
) -> Result<Response, WebError> {
    let l = texts(who.lang());
    let site = form.number("site").ok_or(AppError::NotFound("site"))?;
    let list = check_list(state.app(), &who.actor, site).await?;
    let mut typed = Typed::read(&state, &who, &form, &list.items).await?;
    if typed.request_key.is_empty() || typed.request_key.len() > 64 {
        return Err(AppError::Csrf.into());
    }
    let command = SubmitVisit {
        site,
        started_at: Instant(typed.started_at),
        results: typed.results(&list.items),
        note: typed.note.clone(),
        request_key: typed.request_key.clone(),
    };
    // A photo that was refused or a count that is no number: the rules are asked as well, so that everything is named at once.
    let answer = match typed.has_errors() {
        true => check_only(&state, &who, command).await,
        false => action(state.app(), &who.actor, command, &typed.photos()).await,
    };
    match answer {
        Ok(done) if !typed.has_errors() => {
            Ok(redirect_with_notice(jar, &format!("/inspections/{}", done.visit), words(&who, &done)))
        }
        Ok(_) => show(&state, &who, &list, &typed, StatusCode::UNPROCESSABLE_ENTITY, None, Vec::new()).await,
        Err(AppError::Visit(refused)) => {
            let others = typed.mark(&refused.0, l);
            show(&state, &who, &list, &typed, StatusCode::UNPROCESSABLE_ENTITY, None, others).await
        }
        Err(problem @ (AppError::NotPermitted(_) | AppError::OutOfScope | AppError::NotFound(_))) => {
            Err(problem.into())
        }
        Err(problem) => {
            if problem.is_ours() {
                tracing::error!(
                    number = problem.number(),
                    error = &problem as &dyn std::error::Error,
                    "a visit was not saved"
                );
            }
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            show(&state, &who, &list, &typed, status, Some(&problem), Vec::new()).await
        }
    }
}

/// Asks the rules and saves nothing.
async fn check_only(state: &WebState, who: &Who, command: SubmitVisit) -> Result<Submitted, AppError> {
    changxiao_app::inspections::submit::check(state.app(), &who.actor, &command).await?;
    Ok(Submitted { visit: 0, cases: Vec::new(), repeated: false })
}

fn words(who: &Who, done: &Submitted) -> String {
    let l = texts(who.lang());
    let numbers = done.cases.join(texts(who.lang()).inspections_text);
    match (done.repeated, done.cases.len()) {
        (true, _) => fill(l.inspections_repeated, &[("n", &done.visit)]),
        (false, 0) => fill(l.inspections_done_all_well, &[("n", &done.visit)]),
        (false, cases) => fill(l.inspections_done, &[("n", &done.visit), ("cases", &cases), ("numbers", &numbers)]),
    }
}
