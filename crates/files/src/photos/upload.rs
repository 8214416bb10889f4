//! One photo on its way in.

use std::{io::Cursor, time::SystemTime};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{
    ContentHash, PHOTO_BYTES_LIMIT, PhotoError, PhotoFacts, PhotoStore, Spool, check, exif_facts,
    findings::UNKNOWN,
    placing::Placing,
    shelf::{Parcel, Placed, blocking},
};
use crate::{
    documents::{DOCUMENT_BYTES_LIMIT, DocumentFault, DocumentKind, Reading},
    recordings::{self, RecordingFault, RecordingKind},
};

/// One photo, document or recording on its way in. Dropping it, as when the client vanishes, leaves nothing behind.
pub struct Upload {
    store: PhotoStore,
    spool: Spool,
    hasher: Sha256,
    /// The first bytes, until the kind is known by them.
    head: Vec<u8>,
    /// Documents and recordings are taken in as well; a recording of so many bytes at most.
    takes: Option<u64>,
}

/// A photo that is safe on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub facts: PhotoFacts,
    /// The same content was stored before.
    pub was_there: bool,
    /// When it was written, where this request wrote it into a folder.
    pub(super) placed: Option<SystemTime>,
}

/// A document that is safe on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDocument {
    pub hash: ContentHash,
    /// Bytes of it.
    pub size: u64,
    pub kind: DocumentKind,
    /// What a look into it found.
    pub reading: Reading,
    pub(super) placing: Placing,
}

/// A recording that is safe on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecording {
    pub hash: ContentHash,
    /// Bytes of it.
    pub size: u64,
    pub kind: RecordingKind,
    pub(super) placing: Placing,
}

/// What has come where all are taken in.
#[derive(Clone, Debug, PartialEq)]
pub enum StoredFile {
    Photo(Stored),
    Document(StoredDocument),
    Recording(StoredRecording),
}

impl Stored {
    /// Where it lies, for whoever takes it back.
    pub fn placing(&self) -> Placing {
        Placing { hash: self.facts.hash, size: self.facts.size, was_there: self.was_there, placed: self.placed }
    }
}

impl StoredFile {
    pub const fn hash(&self) -> ContentHash {
        match self {
            Self::Photo(photo) => photo.facts.hash,
            Self::Document(document) => document.hash,
            Self::Recording(recording) => recording.hash,
        }
    }

    /// Where it lies, for whoever takes it back.
    pub fn placing(&self) -> Placing {
        match self {
            Self::Photo(photo) => photo.placing(),
            Self::Document(document) => document.placing,
            Self::Recording(recording) => recording.placing,
        }
    }
}

impl PhotoStore {
    /// Begins to take in a photo.
    pub fn upload(&self) -> Upload {
        Upload::begin(self.clone(), None)
    }

    /// Begins to take in a photo, a document, or a recording of so many bytes at most.
    pub fn upload_file(&self, recording_bytes: u64) -> Upload {
        Upload::begin(self.clone(), Some(recording_bytes))
    }

    /// Takes in a photo that is in memory already.
    pub async fn store(&self, content: Bytes) -> Result<Stored, PhotoError> {
        let mut upload = self.upload();
        upload.push(content).await?;
        upload.finish().await
    }
}

impl Upload {
    fn begin(store: PhotoStore, takes: Option<u64>) -> Self {
        let spool = store.spool();
        Self { store, spool, hasher: Sha256::new(), head: Vec::with_capacity(check::HEAD), takes }
    }

    /// Takes the next piece. Refuses as soon as the first bytes show no photo or the limit is passed, so that nobody
    /// waits for the rest of a film.
    pub async fn push(&mut self, piece: Bytes) -> Result<(), PhotoError> {
        let length = self.spool.length() + piece.len() as u64;
        self.refuse_length(length)?;
        self.hasher.update(&piece);
        if self.head.len() < check::HEAD {
            self.head.extend(piece.iter().take(check::HEAD - self.head.len()));
            if self.head.len() == check::HEAD && !self.may_be_file() {
                check::media_of(&self.head).map_err(|problem| self.as_file(problem))?;
            }
        }
        self.spool.push(&piece).await
    }

    /// Checks the whole, stores it, and returns when it is safe.
    ///
    /// # Errors
    /// It is no photo, or none that a decoder can show; there was no place to look at it; the disk.
    pub async fn finish(mut self) -> Result<Stored, PhotoError> {
        // A photo that went to disk is read back for the checks; two at a time, so that many at once need little memory.
        let _turn = match self.spool.is_on_disk() {
            true => Some(self.store.finishing_turn().await?),
            false => None,
        };
        let (content, parcel) = self.spool.whole().await?;
        self.finish_photo(content, parcel).await
    }

    /// Checks the whole, a photo, a document or a recording by its content, stores it, and returns when it is safe.
    ///
    /// # Errors
    /// As of a photo; a document or a recording that may not be taken in ([`DocumentFault`], [`RecordingFault`]); it is none of them.
    pub async fn finish_file(mut self) -> Result<StoredFile, PhotoError> {
        let _turn = match self.spool.is_on_disk() {
            true => Some(self.store.finishing_turn().await?),
            false => None,
        };
        let size = self.spool.length();
        if self.takes.is_some() && RecordingKind::may_begin(&self.head) {
            return self.finish_recording().await.map(StoredFile::Recording);
        }
        let (content, parcel) = self.spool.whole().await?;
        let kind = if self.takes.is_some() { DocumentKind::of(&content)? } else { None };
        let Some(kind) = kind else {
            if size > PHOTO_BYTES_LIMIT {
                return Err(PhotoError::TooLarge { limit: PHOTO_BYTES_LIMIT });
            }
            return self.finish_photo(content, parcel).await.map(StoredFile::Photo);
        };
        let hash = self.hash();
        let reading = self.store.look_into(content, kind).await?;
        let placing = self.place(hash, size, parcel).await?;
        Ok(StoredFile::Document(StoredDocument { hash, size, kind, reading, placing }))
    }

    /// Where documents are welcome, nobody is told to bring a picture.
    fn as_file(&self, problem: PhotoError) -> PhotoError {
        match problem {
            PhotoError::NotAPicture { looks_like } if self.takes.is_some() => {
                DocumentFault::Other { looks_like: looks_like.to_owned() }.into()
            }
            other => other,
        }
    }

    fn may_be_file(&self) -> bool {
        self.takes.is_some() && (DocumentKind::may_begin(&self.head) || RecordingKind::may_begin(&self.head))
    }

    /// What may still come is known once the first bytes say what it is.
    fn refuse_length(&self, length: u64) -> Result<(), PhotoError> {
        match self.takes {
            None if length > PHOTO_BYTES_LIMIT => Err(PhotoError::TooLarge { limit: PHOTO_BYTES_LIMIT }),
            Some(limit) if RecordingKind::may_begin(&self.head) => match length > limit {
                true => Err(RecordingFault::TooLarge { limit }.into()),
                false => Ok(()),
            },
            Some(_) if length > DOCUMENT_BYTES_LIMIT => {
                Err(DocumentFault::TooLarge { limit: DOCUMENT_BYTES_LIMIT }.into())
            }
            _ => Ok(()),
        }
    }

    /// A recording is looked at where it lies and never held in memory as a whole.
    async fn finish_recording(mut self) -> Result<StoredRecording, PhotoError> {
        let (size, parcel) = (self.spool.length(), self.spool.parcel().await?);
        let (looked, parcel) = blocking(move || {
            let looked = match &parcel {
                Parcel::Memory(content) => recordings::look(&mut Cursor::new(content), size),
                Parcel::File(file) => recordings::look(&mut file.reader()?, size),
            };
            Ok((looked, parcel))
        })
        .await?;
        let none = || match check::media_of(&self.head) {
            Err(problem) => self.as_file(problem),
            Ok(_) => DocumentFault::Other { looks_like: UNKNOWN.to_owned() }.into(),
        };
        let kind = looked?.ok_or_else(none)?;
        let hash = self.hash();
        let placing = self.place(hash, size, parcel).await?;
        Ok(StoredRecording { hash, size, kind, placing })
    }

    fn hash(&self) -> ContentHash {
        ContentHash(self.hasher.clone().finalize().into())
    }

    async fn place(&self, hash: ContentHash, size: u64, parcel: Parcel) -> Result<Placing, PhotoError> {
        let placed = self.store.place_original(&hash, parcel).await?;
        let at = match placed {
            Placed::New(at) => at,
            Placed::WasThere => None,
        };
        Ok(Placing { hash, size, was_there: placed == Placed::WasThere, placed: at })
    }

    async fn finish_photo(self, content: Bytes, parcel: Parcel) -> Result<Stored, PhotoError> {
        let size = self.spool.length();
        let (media, shape) = check::inspect(&content).map_err(|problem| self.as_file(problem))?;
        let camera = exif_facts::read(&content);
        self.store.prove(content, media).await?;
        let facts = PhotoFacts {
            hash: self.hash(),
            size,
            media,
            width: shape.width,
            height: shape.height,
            taken_at: camera.taken_at,
            position: camera.position,
        };
        let Placing { was_there, placed, .. } = self.place(facts.hash, size, parcel).await?;
        Ok(Stored { facts, was_there, placed })
    }
}
