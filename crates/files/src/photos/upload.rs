//! One photo on its way in.

use std::time::SystemTime;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{
    ContentHash, PHOTO_BYTES_LIMIT, PhotoError, PhotoFacts, PhotoStore, Spool, check, exif_facts, shelf::Placed,
};

/// One photo on its way in. Dropping it, as when the client vanishes, leaves nothing behind.
pub struct Upload {
    store: PhotoStore,
    spool: Spool,
    hasher: Sha256,
    /// The first bytes, until the kind is known by them.
    head: Vec<u8>,
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

impl PhotoStore {
    /// Begins to take in a photo.
    pub fn upload(&self) -> Upload {
        Upload::begin(self.clone())
    }

    /// Takes in a photo that is in memory already.
    pub async fn store(&self, content: Bytes) -> Result<Stored, PhotoError> {
        let mut upload = self.upload();
        upload.push(content).await?;
        upload.finish().await
    }
}

impl Upload {
    fn begin(store: PhotoStore) -> Self {
        let spool = store.spool();
        Self { store, spool, hasher: Sha256::new(), head: Vec::with_capacity(check::HEAD) }
    }

    /// Takes the next piece. Refuses as soon as the first bytes show no photo or the limit is passed, so that nobody
    /// waits for the rest of a film.
    pub async fn push(&mut self, piece: Bytes) -> Result<(), PhotoError> {
        if self.spool.length() + piece.len() as u64 > PHOTO_BYTES_LIMIT {
            return Err(PhotoError::TooLarge { limit: PHOTO_BYTES_LIMIT });
        }
        self.hasher.update(&piece);
        if self.head.len() < check::HEAD {
            self.head.extend(piece.iter().take(check::HEAD - self.head.len()));
            if self.head.len() == check::HEAD {
                check::media_of(&self.head)?;
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
        let size = self.spool.length();
        let (content, parcel) = self.spool.whole().await?;
        let (media, shape) = check::inspect(&content)?;
        let camera = exif_facts::read(&content);
        self.store.prove(content, media).await?;
        let facts = PhotoFacts {
            hash: ContentHash(self.hasher.clone().finalize().into()),
            size,
            media,
            width: shape.width,
            height: shape.height,
            taken_at: camera.taken_at,
            position: camera.position,
        };
        let placed = self.store.place_original(&facts.hash, parcel).await?;
        let at = match placed {
            Placed::New(at) => at,
            Placed::WasThere => None,
        };
        Ok(Stored { facts, was_there: placed == Placed::WasThere, placed: at })
    }
}
