//! A list as it stands, to be taken away and brought back.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    imports::{self, Kind},
};

use super::templates::file_of;
use crate::{answer::Answer, download::untraced, request::Request};

pub(super) async fn export(request: Request, Path(file): Path<String>) -> Answer {
    let kind = Kind::ALL.into_iter().find(|kind| file_of(kind) == file).ok_or(AppError::NotFound("export"))?;
    let list = imports::export(request.app(), request.actor(), kind, request.lang()).await?;
    Ok(untraced(list.mime, &list.file_name, list.bytes))
}
