//! The import itself, of the very file that was looked at.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    imports::{self, Kind, drafts},
};
use changxiao_words::{fill, texts};

use super::{preview, result};
use crate::{
    answer::{WebError, redirect_with_notice},
    calendar::recount,
    form::Form,
    session::Who,
    state::WebState,
    words,
};

pub(super) async fn apply(
    State(state): State<WebState>,
    who: Who,
    Path(kind): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound("kind"))?;
    let lang = who.lang();
    let id = form.text("draft").parse().map_err(|_| AppError::NotFound("file"))?;
    let request = match drafts::take(state.app(), &who.actor, kind, id).await {
        Ok(request) => request,
        Err(problem @ AppError::Invalid(_)) => return super::list::again(&state, &who, problem.words(lang)).await,
        Err(problem) => return Err(problem.into()),
    };
    let file_name = request.file_name.clone();
    match imports::import(state.app(), &who.actor, request, &|_, _| {}).await {
        Ok(outcome) => {
            drafts::forget(state.app(), &who.actor).await?;
            if !outcome.sign_ins.is_empty() {
                // Passwords are shown on this very answer and nowhere else.
                return result::show(&state, &who, outcome).await;
            }
            let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX));
            let words = fill(
                texts(lang).imports_done,
                &[
                    ("kind", &kind.words(lang)),
                    ("added", &n(outcome.added)),
                    ("changed", &n(outcome.changed)),
                    ("unchanged", &n(outcome.unchanged)),
                ],
            );
            let (to, words) = match &outcome.recounted {
                Some(recounted) => {
                    let said = recount::sentence(recounted, texts(lang));
                    (recount::href_or(recounted, "/imports"), format!("{words}{}{said}", texts(lang).imports_text_2))
                }
                None => ("/imports".to_owned(), words),
            };
            Ok(redirect_with_notice(jar, &to, words))
        }
        // Something else may have changed since the look.
        Err(AppError::Import(problems)) => preview::refused(&state, &who, kind, file_name, &problems).await,
        Err(problem) => Err(problem.into()),
    }
}
