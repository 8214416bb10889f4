//! One photo on its way in.

use std::time::SystemTime;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{
    ContentHash, PHOTO_BYTES_LIMIT, PhotoError, PhotoFacts, PhotoStore, Spool, check, exif_facts,
    placing::Placing,
    shelf::{Parcel, Placed},
};
use crate::documents::{DOCUMENT_BYTES_LIMIT, DocumentFault, DocumentKind, Reading};

/// One photo or document on its way in. Dropping it, as when the client vanishes, leaves nothing behind.
pub struct Upload {
    store: PhotoStore,
    spool: Spool,
    hasher: Sha256,
    /// The first bytes, until the kind is known by them.
    head: Vec<u8>,
    /// Documents are taken in as well.
    takes_documents: bool,
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

/// What has come where both are taken in.
#[derive(Clone, Debug, PartialEq)]
pub enum StoredFile {
    Photo(Stored),
    Document(StoredDocument),
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
        }
    }

    /// Where it lies, for whoever takes it back.
    pub fn placing(&self) -> Placing {
        match self {
            Self::Photo(photo) => photo.placing(),
            Self::Document(document) => document.placing,
        }
    }
}

impl PhotoStore {
    /// Begins to take in a photo.
    pub fn upload(&self) -> Upload {
        Upload::begin(self.clone(), false)
    }

    /// Begins to take in a photo or a document.
    pub fn upload_file(&self) -> Upload {
        Upload::begin(self.clone(), true)
    }

    /// Takes in a photo that is in memory already.
    pub async fn store(&self, content: Bytes) -> Result<Stored, PhotoError> {
        let mut upload = self.upload();
        upload.push(content).await?;
        upload.finish().await
    }
}

impl Upload {
    fn begin(store: PhotoStore, takes_documents: bool) -> Self {
        let spool = store.spool();
        Self { store, spool, hasher: Sha256::new(), head: Vec::with_capacity(check::HEAD), takes_documents }
    }

    /// Takes the next piece. Refuses as soon as the first bytes show no photo or the limit is passed, so that nobody
    /// waits for the rest of a film.
    pub async fn push(&mut self, piece: Bytes) -> Result<(), PhotoError> {
        let length = self.spool.length() + piece.len() as u64;
        if length > PHOTO_BYTES_LIMIT && !self.takes_documents {
            return Err(PhotoError::TooLarge { limit: PHOTO_BYTES_LIMIT });
        }
        if length > DOCUMENT_BYTES_LIMIT {
            return Err(DocumentFault::TooLarge { limit: DOCUMENT_BYTES_LIMIT }.into());
        }
        self.hasher.update(&piece);
        if self.head.len() < check::HEAD {
            self.head.extend(piece.iter().take(check::HEAD - self.head.len()));
            if self.head.len() == check::HEAD && !self.may_be_document() {
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

    /// Checks the whole, a photo or a document by its content, stores it, and returns when it is safe.
    ///
    /// # Errors
    /// As of a photo; a document that may not be taken in ([`DocumentFault`]); it is neither.
    pub async fn finish_file(mut self) -> Result<StoredFile, PhotoError> {
        let _turn = match self.spool.is_on_disk() {
            true => Some(self.store.finishing_turn().await?),
            false => None,
        };
        let size = self.spool.length();
        let (content, parcel) = self.spool.whole().await?;
        let kind = if self.takes_documents { DocumentKind::of(&content)? } else { None };
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
            PhotoError::NotAPicture { looks_like } if self.takes_documents => {
                DocumentFault::Other { looks_like: looks_like.to_owned() }.into()
            }
            other => other,
        }
    }

    fn may_be_document(&self) -> bool {
        self.takes_documents && DocumentKind::may_begin(&self.head)
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
