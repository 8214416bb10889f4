//! Bytes on their way in: few are held in memory, more go on in a temporary file.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    PhotoError, PhotoStore,
    folder::{Incoming, TemporaryFile},
    shelf::{Parcel, blocking},
};

/// So much is held in memory. Most photos that a phone has scaled down for sending stay below it and touch the disk once.
const HELD_BYTES: usize = 256 * 1024;

/// Bytes on their way in. Dropping it, as when the client vanishes, leaves nothing behind.
pub struct Spool {
    incoming: Arc<Incoming>,
    held: Vec<u8>,
    spilled: Option<TemporaryFile>,
    length: u64,
}

impl PhotoStore {
    /// Begins to take in what is no photo, such as a sheet: it is never placed on the shelf.
    pub fn spool(&self) -> Spool {
        Spool { incoming: self.incoming(), held: Vec::new(), spilled: None, length: 0 }
    }
}

impl Spool {
    /// Errors: the disk.
    pub async fn push(&mut self, piece: &[u8]) -> Result<(), PhotoError> {
        self.length += piece.len() as u64;
        self.held.extend_from_slice(piece);
        if self.held.len() > HELD_BYTES {
            self.spill().await?;
        }
        Ok(())
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// All of it, in memory. Errors: the disk.
    pub async fn content(mut self) -> Result<Bytes, PhotoError> {
        Ok(self.whole().await?.0)
    }

    pub(super) fn is_on_disk(&self) -> bool {
        self.spilled.is_some()
    }

    /// All of it, and what is to be placed on the shelf.
    pub(super) async fn whole(&mut self) -> Result<(Bytes, Parcel), PhotoError> {
        if self.spilled.is_some() {
            self.spill().await?;
        }
        match self.spilled.take() {
            Some(file) => blocking(move || Ok((Bytes::from(file.content()?), Parcel::File(file)))).await,
            None => {
                let content = Bytes::from(std::mem::take(&mut self.held));
                Ok((content.clone(), Parcel::Memory(content)))
            }
        }
    }

    /// What is to be placed on the shelf, not read back.
    pub(super) async fn parcel(&mut self) -> Result<Parcel, PhotoError> {
        if self.spilled.is_some() {
            self.spill().await?;
        }
        Ok(match self.spilled.take() {
            Some(file) => Parcel::File(file),
            None => Parcel::Memory(Bytes::from(std::mem::take(&mut self.held))),
        })
    }

    /// Moves what is held to the temporary file, making it first where there is none.
    async fn spill(&mut self) -> Result<(), PhotoError> {
        let held = std::mem::take(&mut self.held);
        let incoming = self.incoming.clone();
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
