//! Files to start from.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    imports::{self, Kind},
};

use crate::{answer::Answer, download::untraced, request::Request};

/// The name under which a kind's template and its list as it stands are fetched.
pub(super) fn file_of(kind: &Kind) -> String {
    let extension = match kind {
        Kind::Outlines => "geojson",
        Kind::Categories => "json",
        _ => "xlsx",
    };
    format!("{}.{extension}", kind.code())
}

pub(super) async fn template(request: Request, Path(file): Path<String>) -> Answer {
    let kind = Kind::ALL.into_iter().find(|kind| file_of(kind) == file).ok_or(AppError::NotFound("template"))?;
    let template = imports::template(request.app(), request.model(), kind, request.lang())?;
    Ok(untraced(template.mime, &template.file_name, template.bytes))
}
