//! The filtered list as XLSX.

use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use changxiao_app::sites::export::export as action;

use super::list::Wanted;
use crate::{answer::WebError, session::Who, state::WebState};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn export(
    State(state): State<WebState>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let bytes = action(state.app(), &who.actor, &wanted.filter(&who), who.lang()).await?;
    let name =
        format!("attachment; filename=\"sites-{}-{}.xlsx\"", who.model.id(), who.model.day_of(state.app().now()));
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
