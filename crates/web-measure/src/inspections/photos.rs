//! Photos of visits, as JPEG without metadata.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, inspections::photo as action};
use changxiao_files::photos::{ContentHash, Size};

use super::kept as tokens;
use crate::{answer::WebError, session::Who, state::WebState};

/// `size` is `small` (320 pixels) or `large` (1,600).
pub(super) async fn photo(
    State(state): State<WebState>,
    who: Who,
    Path((number, hash, size)): Path<(i64, String, String)>,
) -> Result<Response, WebError> {
    let size = match size.as_str() {
        "small" => Size::Small,
        "large" => Size::Large,
        _ => return Err(AppError::NotFound("photo").into()),
    };
    let hash: ContentHash = hash.parse().map_err(|_| AppError::NotFound("photo"))?;
    Ok(jpeg(action::photo(state.app(), &who.actor, number, hash, size).await?))
}

/// A photo of a form that came back, for the post that uploaded it.
pub(super) async fn kept(
    State(state): State<WebState>,
    who: Who,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let hash = tokens::read(&state.config().cookie_secret, &who.actor, &token).ok_or(AppError::NotFound("photo"))?;
    Ok(jpeg(action::uploaded(state.app(), hash).await?))
}

/// The address carries the hash of the content, so a browser may keep it; others in between may not.
fn jpeg(bytes: bytes::Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable")),
    ];
    (headers, bytes).into_response()
}
