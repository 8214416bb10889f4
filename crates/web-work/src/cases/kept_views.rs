//! Keeping a filter of the list under a name, for the own post or shared.

use axum::extract::Path;
use changxiao_store::views::Viewed;
use changxiao_web_kit::{request::Request, views_menu};

use super::query::ListQuery;
use crate::{answer::Answer, form::Form};

pub(super) const PLACE: &str = "/cases/views";

pub(super) async fn save(request: Request, form: Form) -> Answer {
    let query = ListQuery::read(form.text("query")).without("number");
    views_menu::save(request, Viewed::Cases, &form, query.text(), query.href()).await
}

pub(super) async fn delete(request: Request, Path(view): Path<String>, form: Form) -> Answer {
    let back = ListQuery::read(form.text("query")).href();
    views_menu::delete(request, Viewed::Cases, &view, back).await
}
