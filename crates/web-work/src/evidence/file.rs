//! The file of an item, for those who may see the item.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, evidence::file as file_of};
use changxiao_domain::evidence::Media;
use changxiao_files::{
    documents::DocumentKind,
    photos::{MediaType, Size},
};

use crate::{
    answer::WebError,
    download::{ASK_EACH_TIME, shown, untraced},
    session::Who,
    state::WebState,
};

/// `small`, `large` and `full` are pictures without what the camera wrote; `original` is the file as it came, to be saved; `view` a PDF in
/// the browser. The last two leave a trace.
pub(super) async fn file(
    State(state): State<WebState>,
    who: Who,
    Path((number, size)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let (is_original, thumbnail) = match size.as_str() {
        "small" => (false, Some(Size::Small)),
        "large" => (false, Some(Size::Large)),
        "full" => (false, None),
        "original" | "view" => (true, None),
        _ => return Err(AppError::NotFound("file").into()),
    };
    let file = file_of(state.app(), &who.actor, number, is_original).await?;
    let photos = state.app().photos();
    if let Some(size) = thumbnail {
        let content = photos.thumbnail(&file.hash, size).await.map_err(AppError::from)?;
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static(ASK_EACH_TIME)),
            (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        ];
        return Ok((headers, content).into_response());
    }
    let body = match is_original {
        true => photos.original_stream(&file.hash).await,
        false => photos.bare_stream(&file.hash).await,
    };
    let body = Body::from_stream(body.map_err(AppError::from)?.pieces);
    if size == "view" {
        return match file.media {
            Media::Pdf => Ok(shown(DocumentKind::Pdf.mime(), body)),
            _ => Err(AppError::NotFound("file").into()),
        };
    }
    let (media, ending) = match (DocumentKind::from_mime(&file.mime), MediaType::from_mime(&file.mime)) {
        (Some(kind), _) => (kind.mime(), kind.extension()),
        (None, Some(kind)) => (kind.mime(), kind.extension()),
        (None, None) => return Err(AppError::NotFound("file").into()),
    };
    // By its number, since names of files are anybody's.
    Ok(untraced(media, &format!("evidence-{number}.{ending}"), body))
}
