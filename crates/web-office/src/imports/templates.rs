//! Files to start from.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    imports::{self, Kind},
};

use crate::{answer::WebError, download::attachment, session::Who, state::WebState};

/// The name under which a kind's template is fetched.
pub(super) fn file_of(kind: Kind) -> String {
    let extension = match kind {
        Kind::Outlines => "geojson",
        Kind::Categories => "json",
        _ => "xlsx",
    };
    format!("{}.{extension}", kind.code())
}

pub(super) async fn template(
    State(state): State<WebState>,
    who: Who,
    Path(file): Path<String>,
) -> Result<Response, WebError> {
    let kind = Kind::ALL.into_iter().find(|kind| file_of(*kind) == file).ok_or(AppError::NotFound("template"))?;
    let template = imports::template(state.app(), &who.model, kind, who.lang())?;
    Ok(attachment(template.mime, &template.file_name, template.bytes))
}
