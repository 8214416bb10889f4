//! Photos of visits, as JPEG without metadata.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, inspections::photo as action};
use changxiao_files::photos::{ContentHash, Size};
use changxiao_web_kit::kept_photos;

use crate::{answer::WebError, download::ASK_EACH_TIME, session::Who, state::WebState};

/// `size` is `small` (320 pixels) or `large` (1,600).
pub(super) async fn photo(
    State(state): State<WebState>,
    who: Who,
    Path((number, hash, size)): Path<(i64, String, String)>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let size = match size.as_str() {
        "small" => Size::Small,
        "large" => Size::Large,
        _ => return Err(AppError::NotFound("photo").into()),
    };
    let hash: ContentHash = hash.parse().map_err(|_| AppError::NotFound("photo"))?;
    let content = action::photo(state.app(), &who.actor, number, hash, size).await?;
    Ok(jpeg(content, &format!("\"{hash}-{}\"", size.longest_side()), &headers))
}

/// A photo of a form that came back, for the post that uploaded it.
pub(super) async fn kept(
    State(state): State<WebState>,
    who: Who,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let hash =
        kept_photos::read(&state.config().cookie_secret, &who.actor, &token).ok_or(AppError::NotFound("photo"))?;
    let content = action::uploaded(state.app(), hash).await?;
    Ok(jpeg(content, &format!("\"{hash}\""), &headers))
}

/// The content never changes under its hash; the browser may keep it, and asks each time whether this person may still see it.
fn jpeg(content: bytes::Bytes, tag: &str, asked: &HeaderMap) -> Response {
    let cache = (header::CACHE_CONTROL, HeaderValue::from_static(ASK_EACH_TIME));
    if asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(tag) {
        return (StatusCode::NOT_MODIFIED, [cache]).into_response();
    }
    let mut response =
        ([cache, (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))], content).into_response();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
