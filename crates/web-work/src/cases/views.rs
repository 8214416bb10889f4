//! Keeping a filter of the list under a name, for the own post or shared.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, cases::views};
use changxiao_domain::ids::ViewId;
use changxiao_store::cases::SharedWith;
use changxiao_words::{fill, texts};

use super::query::ListQuery;
use crate::{
    answer::{WebError, redirect_with_notice},
    form::Form,
    session::Who,
    state::WebState,
};

pub(super) async fn save(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let l = texts(who.lang());
    let query = ListQuery::read(form.text("query")).without("number");
    let shared = SharedWith::parse(form.text("share"));
    match views::save_view(state.app(), &who.actor, form.text("name"), &query.text(), shared).await {
        Ok(view) => Ok(redirect_with_notice(jar, &query.href(), fill(l.cases_view_saved, &[("name", &view.name)]))),
        // A menu has no place for an error; the list says it above its rows and keeps the filter.
        Err(problem @ AppError::Invalid(_)) => Ok(redirect_with_notice(jar, &query.href(), problem.words(who.lang()))),
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn delete(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(view): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let view: ViewId = view.parse().map_err(|_| AppError::NotFound("view"))?;
    views::delete_view(state.app(), &who.actor, view).await?;
    let back = ListQuery::read(form.text("query"));
    Ok(redirect_with_notice(jar, &back.href(), texts(who.lang()).cases_view_deleted))
}
