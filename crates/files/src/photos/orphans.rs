//! What lies on the shelf and nobody knows. Whoever asks knows which hashes the database has; nothing of that is known here.
//!
//! A file may be taken away while another request finds that the same content is there already. So whoever finds one touches it,
//! and whoever takes one away moves it aside first and looks whether it was touched since it was judged.

use super::{
    OnShelf, PhotoError, PhotoStore, Placing, Size,
    store::{bare_name, original_name, thumbnail_name},
};

impl PhotoStore {
    /// The originals whose names begin with this byte: a part of 256 of all, so that a walk needs little memory.
    pub async fn originals(&self, first: u8) -> Result<Vec<OnShelf>, PhotoError> {
        self.shelf().list(first).await
    }

    /// Takes an original away with its thumbnails and its copy. False: it was brought again since it was looked at, and stays.
    pub async fn remove(&self, found: &OnShelf) -> Result<bool, PhotoError> {
        let name = original_name(&found.hash);
        if !self.shelf().take_away(name, found.written).await? {
            return Ok(false);
        }
        for size in [Size::Small, Size::Large] {
            self.shelf().remove(thumbnail_name(&found.hash, size)).await?;
        }
        self.shelf().remove(bare_name(&found.hash)).await?;
        Ok(true)
    }

    /// Takes back what a request has just placed and then did not use. False: it was there before, or somebody else brought the same
    /// meanwhile. In a bucket nothing is taken back at once, since its clock is too coarse to tell who came last; the sweep does it.
    pub async fn take_back(&self, placing: &Placing) -> Result<bool, PhotoError> {
        match placing.placed {
            Some(written) => self.remove(&OnShelf { hash: placing.hash, size: placing.size, written }).await,
            None => Ok(false),
        }
    }

    /// Puts back what a removal had moved aside when the process was killed.
    pub async fn settle_removals(&self) -> Result<(), PhotoError> {
        self.shelf().settle_removals().await
    }

    /// Errors: the place for what is just being uploaded cannot be written to, such as a full disk.
    pub async fn try_write(&self) -> Result<(), PhotoError> {
        let mut spool = self.spool();
        spool.push(&[0; 512 * 1024]).await
    }
}
