//! A photo of a case, for whoever may see the case.

use axum::{
    body::Body,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, cases::photo as action};
use changxiao_files::photos::Size;
use futures::TryStreamExt;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::json::query::Parameters;

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PhotoQuery {
    /// `large` if left out.
    #[param(inline)]
    size: PhotoSize,
}

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PhotoSize {
    /// 320 pixels on the longer side, JPEG without metadata.
    Small,
    /// 1,600 pixels on the longer side, JPEG without metadata.
    #[default]
    Large,
    /// All pixels in the format in which it came, without metadata.
    Full,
    /// Byte for byte as it came, with what the camera wrote: for posts that may `read_personal`; reading it leaves a trace.
    Original,
}

/// A photo of the case, without what the camera wrote unless the original is asked for.
#[utoipa::path(
    get, path = "/api/v1/cases/{number}/photos/{hash}", tag = "cases", operation_id = "case_photo",
    params(("number" = String, Path), ("hash" = String, Path, description = "SHA-256 of the original, 64 hexadecimal digits"), PhotoQuery),
    responses((status = 200, description = "The photo", content(([u8] = "image/jpeg"), ([u8] = "image/png"), ([u8] = "image/webp"))), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn photo(
    State(state): State<WebState>,
    who: Who,
    Path((number, hash)): Path<(String, String)>,
    Parameters(query): Parameters<PhotoQuery>,
) -> Result<Response, WebError> {
    let app = state.app();
    let original = matches!(query.size, PhotoSize::Original);
    let found = action::photo(app, &who.actor, &number, &hash, original).await?;
    let size = match query.size {
        PhotoSize::Small => Size::Small,
        PhotoSize::Large => Size::Large,
        PhotoSize::Full | PhotoSize::Original => {
            let photos = app.photos();
            let body = if original {
                photos.original_stream(&found.hash).await
            } else {
                photos.bare_stream(&found.hash).await
            };
            let body = body.map_err(AppError::from)?;
            let headers = [(header::CONTENT_TYPE, found.mime), (header::CONTENT_LENGTH, body.length.to_string())];
            return Ok((headers, Body::from_stream(body.pieces.into_stream())).into_response());
        }
    };
    let small = app.photos().thumbnail(&found.hash, size).await.map_err(AppError::from)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], small).into_response())
}
