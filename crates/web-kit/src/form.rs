//! Forms with and without photos. Reading one checks that it comes from a page of this session.

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::header,
};
use changxiao_app::AppError;
use changxiao_domain::{ids::PostId, text};
use changxiao_files::photos::{PhotoError, Stored, Upload};
use changxiao_words::say;

use crate::{address, answer::WebError, session::Who, state::WebState};

/// The largest form without files.
pub const MAX_FORM_BYTES: usize = 2 * 1024 * 1024;
/// The largest file of an import.
pub const MAX_IMPORT_BYTES: usize = 50 * 1024 * 1024;
const SIGN_IN: &str = "/signin";
/// The most photos of one form.
const MOST_PHOTOS: usize = 120;
/// So much of a photo that was refused is read past, so that the fields behind it are not lost.
const MAX_DRAINED_BYTES: usize = 80 * 1024 * 1024;

/// What a form brought.
#[derive(Default)]
pub struct Form {
    /// Without signs that nobody sees.
    fields: Vec<(String, String)>,
    /// Fields exactly as they were sent, where that is something else.
    as_sent: Vec<(String, String)>,
    /// Photos by the name of their field, already on the shelf.
    pub photos: Vec<(String, Stored)>,
    /// Other files: field, file name, content.
    pub files: Vec<(String, String, Vec<u8>)>,
    /// Photos that were not taken in, by the name of their field: only in a [`PatientForm`].
    pub refused: Vec<(String, PhotoError)>,
    /// Another post of the same person, for which the form was shown. Nothing that it brought may be done; it has no photos.
    shown_for_other: Option<PostId>,
}

/// A form about the person and not about what a post does: whichever post it was shown for, it is taken.
pub struct PersonForm(pub Form);

/// A long form that outlives a bad photo: the photo is set aside with its reason and everything else is read on.
pub struct PatientForm(pub Form);

impl Form {
    /// The first value of a field, trimmed; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of a field exactly as it was typed, for passwords.
    pub fn raw(&self, name: &str) -> &str {
        let mut all = self.as_sent.iter().chain(&self.fields);
        all.find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Takes in a field as it was sent.
    fn take(&mut self, name: String, value: String) {
        let clean = text::clean(&value).into_owned();
        if clean != value {
            self.as_sent.push((name.clone(), value));
        }
        self.fields.push((text::cleaned(name), clean));
    }

    /// The value, or nothing where the field is missing or empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// Puts a value into a field, for a form that is shown with something filled in.
    pub fn put(&mut self, name: &str, value: String) {
        self.fields.push((name.to_owned(), value));
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// All fields with a prefix: name without it, and value.
    pub fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields.iter().filter_map(move |(field, value)| Some((field.strip_prefix(prefix)?, value.trim())))
    }

    /// A box that was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.text(name), "on" | "true" | "1" | "yes")
    }

    /// The field as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// Why nothing may be done: the form was shown for another post than the one in which the person acts now.
    pub fn other_post(&self) -> Option<AppError> {
        let shown_for = self.shown_for_other?;
        Some(AppError::OtherPost { shown_for, written: self.written() })
    }

    fn of_this_post(self) -> Result<Self, WebError> {
        match self.other_post() {
            Some(problem) => Err(problem.into()),
            None => Ok(self),
        }
    }

    /// The texts that somebody wrote, without what is chosen, counted or secret.
    fn written(&self) -> Vec<String> {
        let is_text = |value: &str| value.contains(|sign: char| sign.is_whitespace() || !sign.is_ascii());
        let texts = self.fields.iter().filter(|(name, value)| !name.contains("password") && is_text(value.trim()));
        texts.map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// The photos of a field, in their order.
    pub fn photos_of(&self, name: &str) -> Vec<Stored> {
        self.photos.iter().filter(|(field, _)| field == name).map(|(_, stored)| stored.clone()).collect()
    }
}

impl FromRequest<WebState> for Form {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, WebError> {
        read(request, state, false).await?.of_this_post()
    }
}

impl FromRequest<WebState> for PersonForm {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, WebError> {
        read(request, state, false).await.map(Self)
    }
}

impl FromRequest<WebState> for PatientForm {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, WebError> {
        Ok(Self(read(request, state, true).await?.of_this_post()?))
    }
}

/// As [`PatientForm`], also where it was shown for another post: [`Form::other_post`] says so.
pub(crate) async fn read_patiently(request: Request, state: &WebState) -> Result<Form, WebError> {
    read(request, state, true).await
}

async fn read(request: Request, state: &WebState, patient: bool) -> Result<Form, WebError> {
    // Signing in begins a session; the one that this browser may still have is not what the form came from.
    let who = request.extensions().get::<Who>().filter(|_| request.uri().path() != SIGN_IN).cloned();
    let is_multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/form-data"));
    if is_multipart {
        multipart(request, state, who.as_ref(), patient).await
    } else {
        plain(request, who.as_ref()).await
    }
}

async fn plain(request: Request, who: Option<&Who>) -> Result<Form, WebError> {
    let body = axum::body::to_bytes(request.into_body(), MAX_FORM_BYTES).await.map_err(|_| AppError::TooLarge)?;
    let mut form = Form::default();
    address::pairs(&body).into_iter().for_each(|(name, value)| form.take(name, value));
    form.shown_for_other = check_csrf(form.text("csrf"), who)?;
    Ok(form)
}

async fn multipart(request: Request, state: &WebState, who: Option<&Who>, patient: bool) -> Result<Form, WebError> {
    let request = request.map(Body::new);
    let mut parts = Multipart::from_request(request, state).await.map_err(|_| broken_upload())?;
    let mut form = Form::default();
    let mut checked = false;
    while let Some(mut part) = parts.next_field().await.map_err(|_| broken_upload())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let Some(file_name) = file_name else {
            let mut text = Vec::new();
            while let Some(piece) = part.chunk().await.map_err(|_| broken_upload())? {
                text.extend_from_slice(&piece);
                if text.len() > MAX_FORM_BYTES {
                    return Err(AppError::TooLarge.into());
                }
            }
            form.take(name, String::from_utf8_lossy(&text).into_owned());
            continue;
        };
        // The CSRF token stands before any file, so that a foreign page cannot make us store something.
        if !checked {
            form.shown_for_other = check_csrf(form.text("csrf"), who)?;
            checked = true;
        }
        if form.shown_for_other.is_some() {
            drain(&mut part).await?;
            continue;
        }
        if name == "file" {
            let mut content = Vec::new();
            while let Some(piece) = part.chunk().await.map_err(|_| broken_upload())? {
                content.extend_from_slice(&piece);
                if content.len() > MAX_IMPORT_BYTES {
                    return Err(AppError::field("file", say!(common_file_larger_than_50_mb)).into());
                }
            }
            if !content.is_empty() {
                form.files.push((name, text::cleaned(file_name), content));
            }
            continue;
        }
        if form.photos.len() + form.refused.len() >= MOST_PHOTOS {
            return Err(AppError::TooLarge.into());
        }
        match photo(state.app().photos().upload(), &mut part).await? {
            Ok(Some(stored)) => form.photos.push((name, stored)),
            Ok(None) => {}
            Err(problem) if patient && problem.is_senders() => {
                drain(&mut part).await?;
                form.refused.push((name, problem));
            }
            Err(problem) => return Err(AppError::from(problem).into()),
        }
    }
    if !checked {
        form.shown_for_other = check_csrf(form.text("csrf"), who)?;
    }
    Ok(form)
}

/// Takes a photo in; nothing for a file input that was left alone, which sends an empty file.
async fn photo(mut upload: Upload, part: &mut Field<'_>) -> Result<Result<Option<Stored>, PhotoError>, WebError> {
    let mut length = 0;
    while let Some(piece) = part.chunk().await.map_err(|_| broken_upload())? {
        length += piece.len();
        if let Err(problem) = upload.push(piece).await {
            return Ok(Err(problem));
        }
    }
    if length == 0 { Ok(Ok(None)) } else { Ok(upload.finish().await.map(Some)) }
}

/// Reads past the rest of a refused photo. Somebody who sends a film is cut off.
async fn drain(part: &mut Field<'_>) -> Result<(), WebError> {
    let mut length = 0;
    while let Some(piece) = part.chunk().await.map_err(|_| broken_upload())? {
        length += piece.len();
        if length > MAX_DRAINED_BYTES {
            return Err(AppError::TooLarge.into());
        }
    }
    Ok(())
}

/// Forms of a signed-in person must bring the word of their page back; it says for which post the page was, and that is given where it
/// is another than the current one. Strangers' forms are covered by the check of the origin.
fn check_csrf(given: &str, who: Option<&Who>) -> Result<Option<PostId>, WebError> {
    let Some(who) = who else { return Ok(None) };
    match who.shown_for(given) {
        Some(post) => Ok(Some(post).filter(|post| *post != who.actor.post)),
        None => Err(AppError::Csrf.into()),
    }
}

fn broken_upload() -> WebError {
    AppError::field("file", say!(common_upload_cut_off_try_again)).into()
}
