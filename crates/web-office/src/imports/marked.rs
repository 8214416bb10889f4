//! The file that was refused, with what is wrong beside each row.

use axum::extract::Path;
use changxiao_app::{AppError, imports};

use super::columns;
use crate::{
    answer::Answer,
    download::{XLSX, attachment},
    request::Request,
};

pub(super) async fn download(request: Request, Path((kind, draft)): Path<(String, String)>) -> Answer {
    let _place = request.app().sheets().enter().await.map_err(AppError::from)?;
    let kept = columns::kept(&request, &kind, &draft).await?;
    let stem = kept.file_name.rsplit_once('.').map_or(kept.file_name.as_str(), |(stem, _)| stem).to_owned();
    let name = format!("{stem}-{}.xlsx", request.cx.l.imports_marked_file);
    let bytes = imports::marked(request.app(), request.actor(), kept, request.lang()).await?;
    Ok(attachment(XLSX, &name, bytes))
}
