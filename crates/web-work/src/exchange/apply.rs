//! The import itself, of the very file that was looked at.

use axum::{extract::State, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    exchange::{OrdersOutcome, forget, import_orders, take},
};
use changxiao_words::{fill, texts};

use super::preview::{self, n};
use crate::{
    answer::{WebError, redirect_with_notice},
    form::Form,
    session::Who,
    state::WebState,
};

pub(super) async fn apply(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let app = state.app();
    let mapping = form.text("mapping").to_owned();
    // Before the file is read out of the database: it may have 50 MB.
    let _place = app.sheets().enter().await.map_err(AppError::from)?;
    let id = form.text("draft").parse().map_err(|_| AppError::NotFound("file"))?;
    let choices = (form.ticked("skip_wrong"), form.ticked("leave_finished"));
    let request = match take(app, &who.actor, &mapping, id, choices).await {
        Ok(request) => request,
        Err(problem @ AppError::Invalid(_)) => {
            return super::list::again(&state, &who, problem.words(who.lang())).await;
        }
        Err(problem) => return Err(problem.into()),
    };
    let file_name = request.file_name.clone();
    match import_orders(app, &who.actor, request.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            forget(app, &who.actor).await?;
            Ok(redirect_with_notice(jar, "/exchange", done(&who, &outcome)))
        }
        // Something else may have changed since the look.
        Err(AppError::Import(problems)) => preview::refused(&state, &who, &mapping, file_name, &problems).await,
        // What was not shown is not done, and is shown now.
        Err(AppError::Conflict) => {
            preview::look(&state, &who, request, texts(who.lang()).imports_moved.to_owned()).await
        }
        Err(problem) => Err(problem.into()),
    }
}

fn done(who: &Who, outcome: &OrdersOutcome) -> String {
    let (lang, l) = (who.lang(), texts(who.lang()));
    let mut said = fill(
        l.exchange_done,
        &[
            ("mapping", &outcome.mapping.label(lang)),
            ("new", &n(outcome.added)),
            ("changed", &n(outcome.changed)),
            ("same", &n(outcome.unchanged)),
        ],
    );
    let (numbers, ended) = &outcome.ended;
    if *ended > 0 {
        let numbers = numbers.join(texts(lang).exchange_text);
        said.push_str(&fill(l.exchange_done_ended, &[("n", ended), ("numbers", &numbers)]));
    }
    said
}
