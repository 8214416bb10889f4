//! The photo store: what the application holds and asks.

use std::{ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use changxiao_domain::time::Instant;
use futures::StreamExt;
use object_store::ObjectStore;
use sha2::{Digest, Sha256};

use super::{
    ContentHash, FilesConfig, MediaType, PhotoBody, PhotoError, Size, bare,
    bucket::Bucket,
    folder::{Folder, Incoming},
    shelf::{Parcel, Placed, Shelf, blocking},
    thumbnail,
};
use crate::{
    documents::{self, DocumentKind, Reading},
    places::{Place, Places},
};

/// The photo store. A clone is another handle to the same store.
#[derive(Clone, Debug)]
pub struct PhotoStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    shelf: Shelf,
    incoming: Arc<Incoming>,
    /// Two photos at a time are read back for their checks, and two are decoded: memory stays bounded under any load.
    finishing: Places,
    decoding: Places,
}

/// So many wait for a place: those of a morning on which everybody reports at once.
const LINE: usize = 500;
/// How long each of them waits. A photo of 12 megapixels takes a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(20);

impl PhotoStore {
    /// Opens the store that the configuration names and makes the folders that are missing.
    pub async fn open(config: FilesConfig) -> Result<Self, PhotoError> {
        let shelf = match &config.s3 {
            Some(s3) => Some(Shelf::Bucket(Arc::new(Bucket::open(s3).map_err(PhotoError::storage)?))),
            None => None,
        };
        Self::assemble(config, shelf).await
    }

    /// A store whose shelf is any object store, such as one in memory; `folder` holds what is just being uploaded.
    pub async fn over(folder: std::path::PathBuf, store: Arc<dyn ObjectStore>) -> Result<Self, PhotoError> {
        let shelf = Shelf::Bucket(Arc::new(Bucket::over(store, "")));
        Self::assemble(FilesConfig { folder, s3: None }, Some(shelf)).await
    }

    /// The original, byte for byte.
    pub async fn original(&self, hash: &ContentHash) -> Result<Bytes, PhotoError> {
        let found = self.inner.shelf.read(original_name(hash)).await?;
        found.ok_or(PhotoError::Missing(*hash))
    }

    /// The original as a stream, for giving it out.
    pub async fn original_stream(&self, hash: &ContentHash) -> Result<PhotoBody, PhotoError> {
        let found = self.inner.shelf.stream(original_name(hash), None).await?;
        found.ok_or(PhotoError::Missing(*hash))
    }

    /// So many bytes of the original, which it has, as a stream.
    pub async fn original_part(&self, hash: &ContentHash, part: Range<u64>) -> Result<PhotoBody, PhotoError> {
        let found = self.inner.shelf.stream(original_name(hash), Some(part)).await?;
        found.ok_or(PhotoError::Missing(*hash))
    }

    /// Whether the original is there.
    pub async fn has(&self, hash: &ContentHash) -> Result<bool, PhotoError> {
        Ok(self.inner.shelf.length(original_name(hash)).await?.is_some())
    }

    /// The original, compared with its name.
    ///
    /// # Errors
    /// `Altered` when a byte of it was changed, `Missing` when it is gone.
    pub async fn checked_original(&self, hash: &ContentHash) -> Result<Bytes, PhotoError> {
        let (content, wanted) = (self.original(hash).await?, *hash);
        let check =
            move || if ContentHash::of(&content) == wanted { Ok(content) } else { Err(PhotoError::Altered(wanted)) };
        tokio::task::spawn_blocking(check).await.map_err(PhotoError::storage)?
    }

    /// Puts an original back that was taken from here before, byte for byte. False: it is another content than its name says, and nothing
    /// was put.
    pub async fn put_back(&self, hash: &ContentHash, content: Bytes) -> Result<bool, PhotoError> {
        if ContentHash::of(&content) != *hash {
            return Ok(false);
        }
        self.place_original(hash, Parcel::Memory(content)).await?;
        Ok(true)
    }

    /// Reads the original piece by piece and compares it with its name.
    ///
    /// # Errors
    /// `Altered` when a byte of it was changed, `Missing` when it is gone.
    pub async fn verify(&self, hash: &ContentHash) -> Result<(), PhotoError> {
        let (mut pieces, mut found) = (self.original_stream(hash).await?.pieces, Sha256::new());
        while let Some(piece) = pieces.next().await {
            found.update(&piece?);
        }
        let is_same = ContentHash(found.finalize().into()) == *hash;
        if is_same { Ok(()) } else { Err(PhotoError::Altered(*hash)) }
    }

    /// The thumbnail as JPEG without any metadata, upright; made when it is first asked for, then kept.
    pub async fn thumbnail(&self, hash: &ContentHash, size: Size) -> Result<Bytes, PhotoError> {
        self.made_once(hash, thumbnail_name(hash, size), move |original| thumbnail::make(original, size)).await
    }

    /// The whole photo in its own format without what the camera wrote, as a stream for giving it out; made when it is first asked for,
    /// then kept.
    pub async fn bare_stream(&self, hash: &ContentHash) -> Result<PhotoBody, PhotoError> {
        let name = bare_name(hash);
        if let Some(kept) = self.inner.shelf.stream(name.clone(), None).await? {
            return Ok(kept);
        }
        let made = self.made_once(hash, name, bare::make).await?;
        let length = made.len() as u64;
        Ok(PhotoBody { length, pieces: futures::stream::iter([Ok(made)]).boxed() })
    }

    /// What is made of an original, by one at a time, and kept under a name of its own.
    async fn made_once(
        &self,
        hash: &ContentHash,
        name: String,
        make: impl FnOnce(&[u8]) -> Result<Vec<u8>, PhotoError> + Send + 'static,
    ) -> Result<Bytes, PhotoError> {
        if let Some(kept) = self.inner.shelf.read(name.clone()).await? {
            return Ok(kept);
        }
        let turn = self.decoding_turn().await?;
        // Whoever waited for the same finds it now.
        if let Some(kept) = self.inner.shelf.read(name.clone()).await? {
            return Ok(kept);
        }
        let (original, hash) = (self.original(hash).await?, *hash);
        // The turn travels with the work: when the client vanishes, the decoder still runs to its end, and the next
        // must not start beside it.
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // What is shown is what was handed in, too.
            if ContentHash::of(&original) != hash {
                return Err(PhotoError::Altered(hash));
            }
            make(&original)
        });
        let made = Bytes::from(made.await.map_err(PhotoError::storage)??);
        self.inner.shelf.place(Parcel::Memory(made.clone()), name, self.inner.incoming.clone()).await?;
        Ok(made)
    }

    /// Removes what uploads that a crash cut off have left, where it was last written before `older_than`; gives the
    /// number of files removed. Anything older than a day is certainly dead.
    pub async fn sweep_temporary(&self, older_than: Instant) -> Result<u64, PhotoError> {
        let incoming = self.incoming();
        blocking(move || incoming.sweep(older_than)).await
    }

    pub(super) fn incoming(&self) -> Arc<Incoming> {
        self.inner.incoming.clone()
    }

    pub(super) fn shelf(&self) -> &Shelf {
        &self.inner.shelf
    }

    pub(super) async fn finishing_turn(&self) -> Result<Place, PhotoError> {
        self.inner.finishing.enter().await.map_err(|_| PhotoError::Busy)
    }

    async fn decoding_turn(&self) -> Result<Place, PhotoError> {
        self.inner.decoding.enter().await.map_err(|_| PhotoError::Busy)
    }

    /// A picture that nobody can look at proves nothing: a decoder goes through all of it before it is taken in.
    pub(super) async fn prove(&self, content: Bytes, media: MediaType) -> Result<(), PhotoError> {
        let turn = self.decoding_turn().await?;
        let looked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            thumbnail::prove(&content, media)
        });
        looked.await.map_err(PhotoError::storage)?
    }

    /// A document is read before it is taken in, by one at a time, as a picture is.
    pub(super) async fn look_into(&self, content: Bytes, kind: DocumentKind) -> Result<Reading, PhotoError> {
        let turn = self.decoding_turn().await?;
        let looked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            documents::read(&content, kind)
        });
        Ok(looked.await.map_err(PhotoError::storage)??)
    }

    pub(super) async fn place_original(&self, hash: &ContentHash, parcel: Parcel) -> Result<Placed, PhotoError> {
        self.inner.shelf.place(parcel, original_name(hash), self.incoming()).await
    }

    async fn assemble(config: FilesConfig, shelf: Option<Shelf>) -> Result<Self, PhotoError> {
        let (shelf, incoming) = blocking(move || {
            let incoming = Incoming::open(&config.folder)?;
            let shelf = match shelf {
                Some(shelf) => shelf,
                None => {
                    let sections = ["originals", "thumbnails/320", "thumbnails/1600", "bare"];
                    Shelf::Folder(Arc::new(Folder::open(&config.folder, &sections)?))
                }
            };
            Ok((shelf, incoming))
        })
        .await?;
        let inner = Inner {
            shelf,
            incoming: Arc::new(incoming),
            finishing: Places::new(2, LINE, PATIENCE),
            decoding: Places::new(1, LINE, PATIENCE),
        };
        Ok(Self { inner: Arc::new(inner) })
    }
}

pub(super) fn original_name(hash: &ContentHash) -> String {
    format!("originals/{}", hash.shelf_name())
}

pub(super) fn bare_name(hash: &ContentHash) -> String {
    format!("bare/{}", hash.shelf_name())
}

pub(super) fn thumbnail_name(hash: &ContentHash, size: Size) -> String {
    format!("thumbnails/{}/{}.jpg", size.longest_side(), hash.shelf_name())
}
