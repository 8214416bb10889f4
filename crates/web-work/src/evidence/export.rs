//! The filtered list as XLSX.

use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::evidence::export as action;

use super::list::ListQuery;
use crate::{
    answer::WebError,
    download::{XLSX, untraced},
    session::Who,
    state::WebState,
};

pub(super) async fn export(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let bytes = action(state.app(), &who.actor, &query.filter(&who), who.lang()).await?;
    let name = format!("evidence-{}-{}.xlsx", who.model.id(), who.model.day_of(state.app().now()));
    Ok(untraced(XLSX, &name, bytes))
}
