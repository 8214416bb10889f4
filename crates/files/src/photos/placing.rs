//! Where a file was placed on the shelf by a request that may come to nothing.

use std::time::SystemTime;

use super::ContentHash;

/// A file that a request has placed, or found there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placing {
    pub hash: ContentHash,
    /// In bytes.
    pub size: u64,
    /// The same content was stored before.
    pub was_there: bool,
    /// When it was written, where this request wrote it into a folder.
    pub(super) placed: Option<SystemTime>,
}
