//! A list as it stands, to be taken away and brought back.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    imports::{self, Kind},
};

use crate::{answer::Answer, download::untraced, request::Request};

pub(super) async fn export(request: Request, Path(file): Path<String>) -> Answer {
    let kind = file.strip_suffix(".xlsx").and_then(Kind::parse).ok_or(AppError::NotFound("export"))?;
    let list = imports::export(request.app(), request.actor(), kind, request.lang()).await?;
    Ok(untraced(list.mime, &list.file_name, list.bytes))
}
