//! A system as a workbook that the import takes back without loss.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use changxiao_app::{imports, standards};

use super::address::encode;
use crate::{answer::WebError, session::Who, state::WebState};

pub(super) async fn workbook(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
) -> Result<Response, WebError> {
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, &named)?;
    let bytes = imports::system_workbook(system, model.day)?;
    Ok(download(&format!("{}-{}.xlsx", row.key, row.edition), imports::XLSX, bytes))
}

/// A file for the browser to save; its name may be in any script (RFC 6266, 4.3).
pub(crate) fn download(name: &str, mime: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(name));
    ([(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
