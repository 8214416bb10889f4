//! The filtered list as XLSX.

use axum::extract::Query;
use changxiao_app::evidence::export as action;
use changxiao_web_kit::{download::list_sheet, request::Request};

use super::list::ListQuery;
use crate::answer::Answer;

pub(super) async fn export(request: Request, Query(query): Query<ListQuery>) -> Answer {
    let bytes = action(request.app(), request.actor(), &query.filter(&request.who), request.lang()).await?;
    Ok(list_sheet(&request, request.cx.l.evidence_title, bytes))
}
