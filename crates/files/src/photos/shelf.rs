//! Where whole files lie under their names: a local folder or a bucket.

use std::{
    io::{Read, Seek, SeekFrom},
    ops::Range,
    sync::Arc,
    time::SystemTime,
};

use bytes::Bytes;
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};

use super::{
    OnShelf, PhotoError,
    bucket::Bucket,
    folder::{Folder, Incoming, TemporaryFile},
};

#[derive(Clone, Debug)]
pub(super) enum Shelf {
    Folder(Arc<Folder>),
    Bucket(Arc<Bucket>),
}

/// A file on its way out: its length in bytes and its content in pieces.
pub struct PhotoBody {
    pub length: u64,
    pub pieces: BoxStream<'static, Result<Bytes, PhotoError>>,
}

/// What is to be placed: what was small enough to stay in memory, or a temporary file.
#[derive(Debug)]
pub(super) enum Parcel {
    Memory(Bytes),
    File(TemporaryFile),
}

/// What became of a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// It is new, written at this moment; a bucket does not say.
    New(Option<SystemTime>),
    /// The same content was there.
    WasThere,
}

const PIECE_BYTES: usize = 64 * 1024;

impl Shelf {
    /// Gives the parcel its name; when this returns, its bytes survive a power cut.
    pub async fn place(&self, parcel: Parcel, name: String, incoming: Arc<Incoming>) -> Result<Placed, PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || {
                    let temporary = match parcel {
                        Parcel::File(temporary) => temporary,
                        // What is there already need not be written a second time only to be dropped, but `place`
                        // decides, because it also forces the folder to the disk.
                        Parcel::Memory(content) => {
                            let mut temporary = incoming.create()?;
                            temporary.write(&content)?;
                            temporary
                        }
                    };
                    Ok(folder.place(temporary, &name)?.map_or(Placed::WasThere, |at| Placed::New(Some(at))))
                })
                .await
            }
            Shelf::Bucket(bucket) => {
                let content = match parcel {
                    Parcel::Memory(content) => content,
                    Parcel::File(temporary) => blocking(move || temporary.content().map(Bytes::from)).await?,
                };
                let is_new = bucket.place(content, &name).await.map_err(PhotoError::storage)?;
                Ok(if is_new { Placed::New(None) } else { Placed::WasThere })
            }
        }
    }

    /// The originals whose names begin with this byte.
    pub async fn list(&self, first: u8) -> Result<Vec<OnShelf>, PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder.list(first)).await
            }
            Shelf::Bucket(bucket) => bucket.list(first).await.map_err(PhotoError::storage),
        }
    }

    /// Removes what was last written at this moment. False: it is gone, or was written since.
    pub async fn take_away(&self, name: String, written: SystemTime) -> Result<bool, PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder.take_away(&name, written)).await
            }
            Shelf::Bucket(bucket) => bucket.take_away(&name, written).await.map_err(PhotoError::storage),
        }
    }

    /// Removes what can be made again.
    pub async fn remove(&self, name: String) -> Result<(), PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder.remove(&name)).await
            }
            Shelf::Bucket(bucket) => bucket.remove(&name).await.map_err(PhotoError::storage),
        }
    }

    /// A bucket removes in one step and holds nothing aside.
    pub async fn settle_removals(&self) -> Result<(), PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder.settle_removals()).await
            }
            Shelf::Bucket(_) => Ok(()),
        }
    }

    /// The length in bytes, or `None` when there is no such file.
    pub async fn length(&self, name: String) -> Result<Option<u64>, PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder.length(&name)).await
            }
            Shelf::Bucket(bucket) => bucket.length(&name).await.map_err(PhotoError::storage),
        }
    }

    /// The whole content, or `None` when there is no such file.
    pub async fn read(&self, name: String) -> Result<Option<Bytes>, PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || {
                    let Some(mut file) = folder.open_file(&name)? else { return Ok(None) };
                    let mut content = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or(0));
                    file.read_to_end(&mut content)?;
                    Ok(Some(Bytes::from(content)))
                })
                .await
            }
            Shelf::Bucket(bucket) => match bucket.get(&name).await.map_err(PhotoError::storage)? {
                Some(found) => found.bytes().await.map(Some).map_err(PhotoError::storage),
                None => Ok(None),
            },
        }
    }

    /// The content in pieces of 64 kB, so that giving out a large file needs little memory. `part`: only these bytes, which it has.
    pub async fn stream(&self, name: String, part: Option<Range<u64>>) -> Result<Option<PhotoBody>, PhotoError> {
        match self {
            Shelf::Folder(folder) => {
                let folder = folder.clone();
                let Some((file, length)) = blocking(move || match folder.open_file(&name)? {
                    Some(mut file) => {
                        let part = part.unwrap_or(0..file.metadata()?.len());
                        file.seek(SeekFrom::Start(part.start))?;
                        let length = part.end.saturating_sub(part.start);
                        Ok(Some((file.take(length), length)))
                    }
                    None => Ok(None),
                })
                .await?
                else {
                    return Ok(None);
                };
                let pieces = stream::try_unfold(file, |mut file| async move {
                    let (piece, file) = blocking(move || {
                        let mut piece = vec![0; PIECE_BYTES];
                        let length = file.read(&mut piece)?;
                        piece.truncate(length);
                        Ok((piece, file))
                    })
                    .await?;
                    Ok((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
                });
                Ok(Some(PhotoBody { length, pieces: pieces.boxed() }))
            }
            Shelf::Bucket(bucket) => {
                let found = bucket.get_part(&name, part).await.map_err(PhotoError::storage)?;
                Ok(found.map(|found| PhotoBody {
                    length: found.range.end - found.range.start,
                    pieces: found.into_stream().map_err(PhotoError::storage).boxed(),
                }))
            }
        }
    }
}

/// Runs disk work beside the async threads. The work goes on to its end when the caller vanishes; what it made and
/// nobody takes is then dropped, and a dropped temporary file removes itself.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, PhotoError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(PhotoError::storage),
        Err(stopped) => Err(PhotoError::storage(stopped)),
    }
}
