//! A version as the workbook that the import takes back without loss.

use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    categories::{export, tree},
};
use changxiao_words::texts;

use super::list::Filters;
use crate::{
    answer::WebError,
    download::{XLSX, attachment, called},
    session::Who,
    state::WebState,
};

pub(super) async fn workbook(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<Filters>,
) -> Result<Response, WebError> {
    let version = tree::version(&who.model, &query.edition).ok_or(AppError::NotFound("edition"))?;
    let day = who.model.day_of(state.app().now());
    let bytes = export::workbook(&who.model, &version.set, who.lang(), day)?;
    Ok(attachment(XLSX, &called(texts(who.lang()).nav_categories, &version.key, "xlsx"), bytes))
}
