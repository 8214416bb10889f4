//! Forms with and without photos. Reading one checks that it comes from a page of this session.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::header,
};
use changxiao_app::{App, AppError};
use changxiao_domain::{ids::PostId, text};
use changxiao_files::{
    photos::{PhotoError, Spool, Stored, StoredFile, Upload},
    places::Place,
};
use changxiao_words::say;

use crate::{
    address,
    answer::WebError,
    bodies::{self, Bounds, SHEET_BYTES, Takes},
    session::Who,
    shelved::Shelved,
    state::WebState,
};

const SIGN_IN: &str = "/signin";
/// So much of what was refused is read past, so that the fields behind it are not lost and the sender reads the answer.
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
    /// Photos, documents and recordings of an address that takes them all, by the name of their field, each with the name of its file; on the shelf.
    pub files: Vec<(String, String, StoredFile)>,
    /// The file of an address that takes a sheet: its name and its content, still on the disk where it is long.
    sheet: Option<(String, Spool)>,
    /// Photos that were not taken in, by the name of their field: only in a [`PatientForm`].
    pub refused: Vec<(String, PhotoError)>,
    /// Another post of the same person, for which the form was shown. Nothing that it brought may be done; it has no photos.
    shown_for_other: Option<PostId>,
    shelved: Shelved,
}

/// A sheet that came with a form, in memory. While this lives it holds one of the few places for such work.
pub struct Sheet {
    pub file_name: String,
    pub bytes: Vec<u8>,
    _place: Place,
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

    /// Puts a value in the place of what stands in a field.
    pub fn set(&mut self, name: &str, value: String) {
        self.fields.retain(|(field, _)| field != name);
        self.put(name, value);
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

    /// Takes the sheet out of the form as soon as there is a place to work on it; nothing where none was chosen.
    ///
    /// # Errors
    /// [`AppError::Busy`] where no place became free.
    pub async fn sheet(&mut self, app: &App) -> Result<Option<Sheet>, AppError> {
        let Some((file_name, spool)) = self.sheet.take() else { return Ok(None) };
        let place = app.sheets().enter().await?;
        let bytes = spool.content().await?.into();
        Ok(Some(Sheet { file_name, bytes, _place: place }))
    }

    /// The photos stay on the shelf though nothing was saved: the form comes back with them.
    pub fn keep_photos(&self) {
        self.shelved.keep();
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
    let who = request.extensions().get::<Who>().filter(|_| !request.uri().path().starts_with(SIGN_IN)).cloned();
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
    let bounds = Bounds::of_request(&request);
    let body = bodies::whole(request.into_body(), bounds.text_bytes).await?;
    // Counted before they are taken apart, since each costs more than it brings.
    if body.iter().filter(|byte| **byte == b'&').count() >= bounds.fields {
        return Err(AppError::TooLarge.into());
    }
    let mut form = Form::default();
    address::pairs(&body).into_iter().for_each(|(name, value)| form.take(name, value));
    form.shown_for_other = check_csrf(form.text("csrf"), who)?;
    Ok(form)
}

async fn multipart(request: Request, state: &WebState, who: Option<&Who>, patient: bool) -> Result<Form, WebError> {
    let (bounds, shelved) = (Bounds::of_request(&request), Shelved::of_request(&request));
    let mut parts = Multipart::from_request(request, state)
        .await
        .map_err(|_| AppError::field("file", say!(common_upload_cut_off_try_again)))?;
    let form = Form { shelved, ..Form::default() };
    let mut reading = Reading { app: state.app(), who, bounds, patient, form, text_bytes: 0, is_checked: false };
    match reading.parts(&mut parts).await {
        Ok(()) => Ok(reading.form),
        Err(problem) => {
            read_past(&mut parts).await;
            Err(problem.into())
        }
    }
}

/// A form in parts on its way in.
struct Reading<'a> {
    app: &'a App,
    who: Option<&'a Who>,
    bounds: Bounds,
    patient: bool,
    form: Form,
    text_bytes: usize,
    is_checked: bool,
}

impl Reading<'_> {
    async fn parts(&mut self, parts: &mut Multipart) -> Result<(), AppError> {
        while let Some(mut part) = parts.next_field().await.map_err(|problem| bodies::unread(&problem))? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                None => self.field(name, &mut part).await?,
                Some(file_name) => {
                    // The CSRF token stands before any file, so that a foreign page cannot make us store something.
                    self.check()?;
                    match self.bounds.takes {
                        _ if self.form.shown_for_other.is_some() => drain(&mut part).await?,
                        Takes::Fields => return Err(AppError::field("file", say!(common_no_file_taken_here))),
                        Takes::Sheet => self.sheet(file_name, &mut part).await?,
                        Takes::Photos(most) => self.photo(name, most, &mut part).await?,
                        Takes::Files(most) => self.file((name, file_name), most, &mut part).await?,
                    }
                }
            }
        }
        self.check()
    }

    fn check(&mut self) -> Result<(), AppError> {
        if !self.is_checked {
            self.form.shown_for_other = check_csrf(self.form.text("csrf"), self.who)?;
            self.is_checked = true;
        }
        Ok(())
    }

    async fn field(&mut self, name: String, part: &mut Field<'_>) -> Result<(), AppError> {
        if self.form.fields.len() >= self.bounds.fields {
            return Err(AppError::TooLarge);
        }
        let mut text = Vec::new();
        while let Some(piece) = piece(part).await? {
            self.text_bytes += piece.len();
            if self.text_bytes > self.bounds.text_bytes {
                return Err(AppError::TooLarge);
            }
            text.extend_from_slice(&piece);
        }
        self.form.take(name, String::from_utf8_lossy(&text).into_owned());
        Ok(())
    }

    async fn sheet(&mut self, file_name: String, part: &mut Field<'_>) -> Result<(), AppError> {
        let mut spool = self.app.photos().spool();
        while let Some(piece) = piece(part).await? {
            spool.push(&piece).await?;
            if spool.length() > SHEET_BYTES as u64 {
                return Err(AppError::field("file", say!(common_file_larger_than_50_mb)));
            }
        }
        // A file input that was left alone sends an empty file.
        if spool.length() > 0 {
            self.form.sheet = Some((text::cleaned(file_name), spool));
        }
        Ok(())
    }

    async fn photo(&mut self, name: String, most: usize, part: &mut Field<'_>) -> Result<(), AppError> {
        let taken = take_in(self.app.photos().upload(), part).await?;
        if !matches!(taken, Ok(None)) && self.form.photos.len() + self.form.refused.len() >= most {
            if let Ok(Some(stored)) = &taken {
                self.form.shelved.note(stored.placing());
            }
            return Err(AppError::field("photos", say!(common_at_most_photos, n = most)));
        }
        match taken {
            Ok(Some(stored)) => {
                self.form.shelved.note(stored.placing());
                self.form.photos.push((name, stored));
            }
            Ok(None) => {}
            Err(problem) if self.patient && problem.is_senders() => {
                drain(part).await?;
                self.form.refused.push((name, problem));
            }
            Err(problem) => return Err(problem.into()),
        }
        Ok(())
    }
}

impl Reading<'_> {
    async fn file(
        &mut self,
        (name, file_name): (String, String),
        most: usize,
        part: &mut Field<'_>,
    ) -> Result<(), AppError> {
        let recording_bytes = self.who.map_or(0, |who| who.model.campaigns.recordings.most_bytes());
        let mut upload = self.app.photos().upload_file(recording_bytes);
        let mut is_empty = true;
        let mut problem = None;
        while let Some(piece) = piece(part).await? {
            is_empty &= piece.is_empty();
            if let Err(refused) = upload.push(piece).await {
                problem = Some(refused);
                break;
            }
        }
        // A file input that was left alone sends an empty file.
        if is_empty {
            return Ok(());
        }
        if self.form.files.len() + self.form.refused.len() >= most {
            return Err(AppError::field("files", say!(evidence_at_most_files, n = most)));
        }
        let finished = match problem {
            None => upload.finish_file().await,
            Some(problem) => Err(problem),
        };
        match finished {
            Ok(stored) => {
                self.form.shelved.note(stored.placing());
                self.form.files.push((name, text::cleaned(file_name), stored));
            }
            Err(problem) if self.patient && problem.is_senders() => {
                drain(part).await?;
                self.form.refused.push((file_name, problem));
            }
            Err(problem) => return Err(problem.into()),
        }
        Ok(())
    }
}

/// Takes a photo in; nothing for a file input that was left alone, which sends an empty file.
async fn take_in(mut upload: Upload, part: &mut Field<'_>) -> Result<Result<Option<Stored>, PhotoError>, AppError> {
    let mut is_empty = true;
    while let Some(piece) = piece(part).await? {
        is_empty &= piece.is_empty();
        if let Err(problem) = upload.push(piece).await {
            return Ok(Err(problem));
        }
    }
    if is_empty { Ok(Ok(None)) } else { Ok(upload.finish().await.map(Some)) }
}

async fn piece(part: &mut Field<'_>) -> Result<Option<Bytes>, AppError> {
    part.chunk().await.map_err(|problem| bodies::unread(&problem))
}

/// Reads past the rest of a refused photo. Somebody who sends a film is cut off.
async fn drain(part: &mut Field<'_>) -> Result<(), AppError> {
    let mut length = 0;
    while let Some(piece) = piece(part).await? {
        length += piece.len();
        if length > MAX_DRAINED_BYTES {
            return Err(AppError::TooLarge);
        }
    }
    Ok(())
}

/// Reads past what follows a refusal, so that the sender reads the answer instead of a broken connection.
async fn read_past(parts: &mut Multipart) {
    let mut length = 0;
    while let Ok(Some(mut part)) = parts.next_field().await {
        while let Ok(Some(piece)) = part.chunk().await {
            length += piece.len();
            if length > MAX_DRAINED_BYTES {
                return;
            }
        }
    }
}

/// Forms of a signed-in person must bring the word of their page back; it says for which post the page was, and that is given where it
/// is another than the current one. Strangers' forms are covered by the check of the origin.
fn check_csrf(given: &str, who: Option<&Who>) -> Result<Option<PostId>, AppError> {
    let Some(who) = who else { return Ok(None) };
    match who.shown_for(given) {
        Some(post) => Ok(Some(post).filter(|post| *post != who.actor.post)),
        None => Err(AppError::Csrf),
    }
}
