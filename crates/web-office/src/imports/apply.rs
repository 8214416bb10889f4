//! The import itself, of the very file that was looked at.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    imports::{self, Kind, drafts},
};
use changxiao_words::fill;

use super::{list, preview, result};
use crate::{answer::Answer, calendar::recount, form::Form, request::Request, words};

pub(super) async fn apply(request: Request, Path(kind): Path<String>, form: Form) -> Answer {
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound("kind"))?;
    let (app, actor, l) = (request.app(), request.actor(), request.cx.l);
    // Before the file is read out of the database: it may have 50 MB.
    let _place = app.sheets().enter().await.map_err(AppError::from)?;
    let id = form.text("draft").parse().map_err(|_| AppError::NotFound("file"))?;
    let draft = match drafts::take(app, actor, kind, id).await {
        Ok(draft) => draft,
        Err(problem @ AppError::Invalid(_)) => return list::show(&request, problem.words(request.lang())).await,
        Err(problem) => return Err(problem.into()),
    };
    match imports::import(app, actor, draft.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            drafts::forget(app, actor).await?;
            if !outcome.sign_ins.is_empty() {
                // Passwords are shown on this very answer and nowhere else.
                return result::show(&request, outcome).await;
            }
            let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX));
            let done = fill(
                l.imports_done,
                &[
                    ("kind", &kind.words(request.lang())),
                    ("added", &n(outcome.added)),
                    ("changed", &n(outcome.changed)),
                    ("unchanged", &n(outcome.unchanged)),
                ],
            );
            let here = outcome.id.map_or_else(|| "/imports".to_owned(), |id| format!("/imports/done/{id}"));
            match &outcome.recounted {
                Some(recounted) => {
                    let notice = format!("{done}{}{}", l.imports_text_2, recount::sentence(recounted, l));
                    request.redirect(&recount::href_or(recounted, &here), notice)
                }
                None => request.redirect(&here, done),
            }
        }
        // Something has changed since the look: what was not shown is not done, and is shown now.
        Err(AppError::Import(_) | AppError::Conflict) => preview::look(&request, draft, l.imports_moved).await,
        Err(problem) => Err(problem.into()),
    }
}
