//! The file of an item, for those who may see the item.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{
    AppError,
    evidence::{EvidenceFile, file as file_of, shown as shown_of},
};
use changxiao_files::{
    documents::DocumentKind,
    photos::{MediaType, Size},
    recordings::RecordingKind,
};
use changxiao_web_kit::ranges::{Asked, asked, mark};

use crate::{
    answer::WebError,
    download::{ASK_EACH_TIME, shown, untraced},
    session::Who,
    state::WebState,
};

/// `small`, `large` and `full` are pictures without what the camera wrote; `original` is the file as it came, to be saved; `view` a PDF or a
/// recording in the browser, a part of it where one is asked for. The last two leave a trace.
pub(super) async fn file(
    State(state): State<WebState>,
    who: Who,
    Path((number, size)): Path<(i64, String)>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let (is_original, thumbnail) = match size.as_str() {
        "small" => (false, Some(Size::Small)),
        "large" => (false, Some(Size::Large)),
        "full" => (false, None),
        "original" => (true, None),
        "view" => return view(&state, &who, number, &headers).await,
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
    let (media, ending) = kind_of(&file)?;
    // By its number, since names of files are anybody's.
    Ok(untraced(media, &format!("evidence-{number}.{ending}"), body))
}

async fn view(state: &WebState, who: &Who, number: i64, headers: &HeaderMap) -> Result<Response, WebError> {
    let file = shown_of(state.app(), &who.actor, number).await?;
    let ((media, _), photos) = (kind_of(&file)?, state.app().photos());
    let asked = asked(headers, file.size);
    let body = match &asked {
        Asked::Whole => photos.original_stream(&file.hash).await,
        Asked::Part(part) => photos.original_part(&file.hash, part.clone()).await,
        Asked::Beyond => {
            let mut response = shown(media, Body::empty());
            mark(&mut response, &asked, file.size);
            return Ok(response);
        }
    };
    let mut response = shown(media, Body::from_stream(body.map_err(AppError::from)?.pieces));
    mark(&mut response, &asked, file.size);
    Ok(response)
}

/// Media type and ending. Errors: it is nothing that is taken in.
fn kind_of(file: &EvidenceFile) -> Result<(&'static str, &'static str), AppError> {
    let document = DocumentKind::from_mime(&file.mime).map(|kind| (kind.mime(), kind.extension()));
    let photo = || MediaType::from_mime(&file.mime).map(|kind| (kind.mime(), kind.extension()));
    let recording = || RecordingKind::from_mime(&file.mime).map(|kind| (kind.mime(), kind.extension()));
    document.or_else(photo).or_else(recording).ok_or(AppError::NotFound("file"))
}
