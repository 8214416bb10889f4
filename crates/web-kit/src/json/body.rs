//! Reads the document of a change: JSON alone, or JSON with photos.

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use changxiao_app::AppError;
use changxiao_domain::text::{self, clean_json};
use changxiao_files::photos::{Stored, StoredFile};
use changxiao_words::{Lang, fill, texts};
use serde::de::DeserializeOwned;

use crate::json::refused::{refused, unreadable};
use crate::{
    answer::WebError,
    bodies::{self, Bounds, FORM_BYTES, Takes},
    session::{Who, language_of},
    shelved::Shelved,
    state::WebState,
};

/// A document that a client may send. How many photos may come with it says the address that takes it.
pub trait Document: DeserializeOwned + Send {
    /// Names of the parts that may hold its photos, besides `photo:` and what it is about.
    const PARTS: &'static [&'static str] = &["photo"];
}

/// What came. Nothing of it is stored yet but the bytes of the photos.
pub struct Sent<T> {
    pub value: T,
    /// Name of the part and the photo, in the order in which they came.
    pub photos: Vec<(String, Stored)>,
    /// Of an address that takes documents as well: the name of each file, and the photo or document.
    pub files: Vec<(String, StoredFile)>,
    /// The header `Idempotency-Key`, made unique to the post that sent it.
    pub key: Option<String>,
}

impl<T> Sent<T> {
    /// All photos, whatever their parts are called.
    pub fn all_photos(&self) -> Vec<Stored> {
        self.photos.iter().map(|(_, stored)| stored.clone()).collect()
    }
}

impl<T: Document> FromRequest<WebState> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let who = request.extensions().get::<Who>().cloned();
        let lang = who.as_ref().map_or_else(|| language_of(request.headers()), Who::lang);
        let key = key_of(request.headers(), who.as_ref(), lang)?;
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") && Bounds::of_request(&request).photos() > 0 {
            return with_photos(request, state, lang, key).await;
        }
        let is_json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        let body = bodies::whole(request.into_body(), FORM_BYTES).await.map_err(failed)?;
        // An action without particulars may come without a document.
        let body: &[u8] = if body.is_empty() { b"{}" } else { &body };
        if !is_json && body != b"{}" {
            let sentence = texts(lang).api_send_application_json;
            return Err(refused("content-type", sentence.to_owned()));
        }
        Ok(Self { value: read(lang, body)?, photos: Vec::new(), files: Vec::new(), key })
    }
}

async fn with_photos<T: Document>(
    request: Request,
    state: &WebState,
    lang: Lang,
    key: Option<String>,
) -> Result<Sent<T>, Response> {
    let (bounds, shelved) = (Bounds::of_request(&request), Shelved::of_request(&request));
    let (most, takes_documents) = (bounds.photos(), matches!(bounds.takes, Takes::Files(_)));
    let who = request.extensions().get::<Who>();
    let recording_bytes = who.map_or(0, |who| who.model.campaigns.recordings.most_bytes());
    let cut_off = || refused("body", texts(lang).api_upload_cut_off_try_again.to_owned());
    let unread = |problem: MultipartError| match bodies::unread(&problem) {
        AppError::Invalid(_) => cut_off(),
        bound => failed(bound),
    };
    let mut parts = Multipart::from_request(request.map(Body::new), state).await.map_err(|_| cut_off())?;
    let mut value = None;
    let (mut photos, mut files) = (Vec::new(), Vec::new());
    while let Some(mut part) = parts.next_field().await.map_err(unread)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "json" && value.is_none() {
            let mut text = Vec::new();
            while let Some(piece) = part.chunk().await.map_err(unread)? {
                text.extend_from_slice(&piece);
                if text.len() > FORM_BYTES {
                    return Err(failed(AppError::TooLarge));
                }
            }
            value = Some(read(lang, &text)?);
            continue;
        }
        if value.is_none() {
            // A document that cannot be read must not leave photos behind.
            let sentence = texts(lang).api_part_json_stands_before_photos;
            return Err(refused(&name, sentence.to_owned()));
        }
        if !T::PARTS.contains(&name.as_str()) && !name.starts_with("photo:") {
            let sentence = texts(lang).api_there_no_such_part_json;
            return Err(refused(&name, sentence.to_owned()));
        }
        if photos.len() + files.len() >= most {
            return Err(refused(&name, fill(texts(lang).api_at_most_photos_photos, &[("photos", &most)])));
        }
        let file_name = text::cleaned(part.file_name().unwrap_or_default().to_owned());
        let photos_store = state.app().photos();
        let mut upload =
            if takes_documents { photos_store.upload_file(recording_bytes) } else { photos_store.upload() };
        while let Some(piece) = part.chunk().await.map_err(unread)? {
            upload.push(piece).await.map_err(|problem| failed(problem.into()))?;
        }
        if takes_documents {
            let stored = upload.finish_file().await.map_err(|problem| failed(problem.into()))?;
            shelved.note(stored.placing());
            files.push((file_name, stored));
            continue;
        }
        let stored = upload.finish().await.map_err(|problem| failed(problem.into()))?;
        shelved.note(stored.placing());
        photos.push((name, stored));
    }
    let missing = || refused("json", texts(lang).api_part_json_missing.to_owned());
    Ok(Sent { value: value.ok_or_else(missing)?, photos, files, key })
}

/// Reads a document without signs that nobody sees.
fn read<T: DeserializeOwned>(lang: Lang, body: &[u8]) -> Result<T, Response> {
    let cleaned = std::str::from_utf8(body).map(clean_json);
    let body = cleaned.as_ref().map_or(body, |text| text.as_bytes());
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|problem| {
        let inner = problem.inner();
        unreadable(lang, &problem.path().to_string(), &inner.to_string(), Some((inner.line(), inner.column())))
    })?;
    reader
        .end()
        .map_err(|problem| unreadable(lang, "", &problem.to_string(), Some((problem.line(), problem.column()))))?;
    Ok(value)
}

/// Two clients may choose the same key; each post has its own.
fn key_of(headers: &HeaderMap, who: Option<&Who>, lang: Lang) -> Result<Option<String>, Response> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    match (key.to_str().map(str::trim), who) {
        (Ok(key), Some(who)) if (8..=120).contains(&key.len()) => Ok(Some(format!("api:{}:{key}", who.actor.post))),
        _ => {
            let sentence = texts(lang).api_use_8_120_visible_ascii;
            Err(refused("idempotency-key", sentence.to_owned()))
        }
    }
}

fn failed(problem: AppError) -> Response {
    WebError(problem).into_response()
}
