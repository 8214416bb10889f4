//! One photo on its way in.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{
    ContentHash, PHOTO_BYTES_LIMIT, PhotoError, PhotoFacts, PhotoStore, check, exif_facts,
    folder::TemporaryFile,
    shelf::{Parcel, blocking},
};

/// So much of a photo is held in memory; what is longer goes on in a temporary file. Most photos that a phone has
/// scaled down for sending stay below it and touch the disk once.
const HELD_BYTES: usize = 256 * 1024;

/// One photo on its way in. Dropping it, as when the client vanishes, leaves nothing behind.
pub struct Upload {
    store: PhotoStore,
    held: Vec<u8>,
    spilled: Option<TemporaryFile>,
    length: u64,
    hasher: Sha256,
    kind_is_known: bool,
}

/// A photo that is safe on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub facts: PhotoFacts,
    /// The same content was stored before.
    pub was_there: bool,
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
        Self { store, held: Vec::new(), spilled: None, length: 0, hasher: Sha256::new(), kind_is_known: false }
    }

    /// Takes the next piece. Refuses as soon as the first bytes show no photo or the limit is passed, so that nobody
    /// waits for the rest of a film.
    pub async fn push(&mut self, piece: Bytes) -> Result<(), PhotoError> {
        self.length += piece.len() as u64;
        if self.length > PHOTO_BYTES_LIMIT {
            return Err(PhotoError::TooLarge { limit: PHOTO_BYTES_LIMIT });
        }
        self.hasher.update(&piece);
        self.held.extend_from_slice(&piece);
        if !self.kind_is_known && self.held.len() >= check::HEAD {
            check::media_of(&self.held)?;
            self.kind_is_known = true;
        }
        if self.held.len() > HELD_BYTES {
            self.spill().await?;
        }
        Ok(())
    }

    /// Checks the whole, stores it, and returns when it is safe.
    pub async fn finish(mut self) -> Result<Stored, PhotoError> {
        // A photo that went to disk is read back for the checks; two at a time, so that many at once need little memory.
        let _turn = match &self.spilled {
            Some(_) => Some(self.store.finishing_turn().await?),
            None => None,
        };
        if self.spilled.is_some() {
            self.spill().await?;
        }
        let (content, parcel) = match self.spilled.take() {
            Some(file) => {
                let (content, file) = blocking(move || Ok((Bytes::from(file.content()?), file))).await?;
                (content, Parcel::File(file))
            }
            None => {
                let content = Bytes::from(std::mem::take(&mut self.held));
                (content.clone(), Parcel::Memory(content))
            }
        };
        let (media, shape) = check::inspect(&content)?;
        let camera = exif_facts::read(&content);
        drop(content);
        let facts = PhotoFacts {
            hash: ContentHash(self.hasher.clone().finalize().into()),
            size: self.length,
            media,
            width: shape.width,
            height: shape.height,
            taken_at: camera.taken_at,
            position: camera.position,
        };
        let was_there = !self.store.place_original(&facts.hash, parcel).await?;
        Ok(Stored { facts, was_there })
    }

    /// Moves what is held to the temporary file, making it first where there is none.
    async fn spill(&mut self) -> Result<(), PhotoError> {
        let held = std::mem::take(&mut self.held);
        let incoming = self.store.incoming();
        let file = self.spilled.take();
        let file = blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => incoming.create()?,
            };
            file.write(&held)?;
            Ok(file)
        })
        .await?;
        self.spilled = Some(file);
        Ok(())
    }
}
