//! Photos of a case, for those who may see the case.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, cases::photo::photo as photo_of};
use changxiao_files::photos::Size;

use crate::{
    answer::WebError,
    download::{self, untraced},
    session::Who,
    state::WebState,
};

/// Thumbnails and the full size carry nothing that the camera wrote; the original does, so it is a download for those with the right to
/// it, and leaves a trace.
pub(super) async fn photo(
    State(state): State<WebState>,
    who: Who,
    Path((number, hash, size)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let (original, size) = match size.as_str() {
        "small" => (false, Some(Size::Small)),
        "large" => (false, Some(Size::Large)),
        "full" => (false, None),
        "original" => (true, None),
        _ => return Err(AppError::NotFound("photo").into()),
    };
    let photo = photo_of(state.app(), &who.actor, &number, &hash, original).await?;
    let photos = state.app().photos();
    let Some(size) = size else {
        let (media, ending) = match photo.mime.as_str() {
            "image/png" => ("image/png", "png"),
            "image/webp" => ("image/webp", "webp"),
            _ => ("image/jpeg", "jpg"),
        };
        let body = match original {
            true => photos.original_stream(&photo.hash).await,
            false => photos.bare_stream(&photo.hash).await,
        };
        let body = body.map_err(AppError::from)?;
        let name = format!("{number}-{}.{ending}", &photo.hash.to_string()[..8]);
        return Ok(untraced(media, &name, Body::from_stream(body.pieces)));
    };
    // The content never changes under its hash; the browser may keep it, and asks each time whether this person may still see it.
    let tag = format!("\"{}-{}\"", photo.hash, size.longest_side());
    let cache = [(header::CACHE_CONTROL, HeaderValue::from_static(download::ASK_EACH_TIME))];
    if headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, cache).into_response());
    }
    let content = photos.thumbnail(&photo.hash, size).await.map_err(AppError::from)?;
    let mut response = (cache, content).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}
