//! Sends a visit. What is refused comes back with every answer, note and photo as it was.

use axum::{extract::State, http::StatusCode, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    inspections::{
        check_list::check_list,
        submit::{Submitted, check, submit as action},
    },
};
use changxiao_web_kit::{
    answer::{WebError, redirect_with_notice},
    form::PatientForm,
    session::Who,
    state::WebState,
};
use changxiao_words::{fill, texts};

use super::{form::show, sheet::Sheet};

pub(super) async fn submit(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    PatientForm(form): PatientForm,
) -> Result<Response, WebError> {
    let app = state.app();
    let site = form.number("site").ok_or(AppError::NotFound("site"))?;
    let list = check_list(app, &who.actor, site).await?;
    let mut sheet = Sheet::read(&state, &who, &form, &list).await?;
    if sheet.request_key.is_empty() || sheet.request_key.len() > 64 {
        return Err(AppError::Csrf.into());
    }
    // Whatever is refused below comes back with its photos.
    form.keep_photos();
    // A photo that was refused or a count that is no number: the rules are asked as well, so that everything is named at once.
    let answer = match sheet.has_errors() {
        true => check(app, &who.actor, &sheet.command(&list)).await.map(|()| None),
        false => action(app, &who.actor, sheet.command(&list), &sheet.photos()).await.map(Some),
    };
    match answer {
        Ok(Some(done)) => Ok(redirect_with_notice(jar, &format!("/inspections/{}", done.visit), words(&who, &done))),
        Ok(None) => show(&state, &who, &list, &sheet, StatusCode::UNPROCESSABLE_ENTITY, None).await,
        Err(AppError::Visit(refused)) => {
            sheet.mark(&list, &refused.0, &who);
            show(&state, &who, &list, &sheet, StatusCode::UNPROCESSABLE_ENTITY, None).await
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
            show(&state, &who, &list, &sheet, status, Some(&problem)).await
        }
    }
}

fn words(who: &Who, done: &Submitted) -> String {
    let l = texts(who.lang());
    let numbers = done.cases.join(l.inspections_text);
    match (done.repeated, done.cases.len()) {
        (true, _) => fill(l.inspections_repeated, &[("n", &done.visit)]),
        (false, 0) => fill(l.inspections_done_all_well, &[("n", &done.visit)]),
        (false, cases) => fill(l.inspections_done, &[("n", &done.visit), ("cases", &cases), ("numbers", &numbers)]),
    }
}
