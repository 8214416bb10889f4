//! Photos, and the documents and recordings that lie on the same shelf: taken in as a stream, checked by content, kept unchanged, shown as thumbnails without metadata.
//!
//! ```text
//! Upload::push … finish   20 MB limit, hash and kind while streaming; header and end marker checked at the end, decoded once
//! originals/ab/cdef…      the original, byte for byte, named by its SHA-256; the same content is stored once
//! thumbnails/320/ab/cdef… made when first asked for, by one decoder at a time
//! bare/ab/cdef…           the whole photo without what the camera wrote; made when first asked for
//! leaving/…               what a removal holds in its hand
//! incoming/…              what is not finished; `sweep_temporary` removes what a crash left behind
//! ```

mod bare;
mod bucket;
mod check;
mod config;
mod error;
mod exif_facts;
mod facts;
mod findings;
mod folder;
mod hash;
mod jpeg;
mod on_shelf;
mod orphans;
mod placing;
mod png;
mod shape;
mod shelf;
mod spool;
mod store;
mod thumbnail;
mod upload;
mod webp;

pub use config::{FilesConfig, S3Config};
pub use error::PhotoError;
pub use facts::{MediaType, PhotoFacts, PhotoPosition, TakenAt};
pub use hash::{ContentHash, NotAHash};
pub use on_shelf::OnShelf;
pub use placing::Placing;
pub use shelf::PhotoBody;
pub use spool::Spool;
pub use store::PhotoStore;
pub use thumbnail::Size;
pub use upload::{Stored, StoredDocument, StoredFile, StoredRecording, Upload};

/// The largest photo that is taken in, in bytes.
pub const PHOTO_BYTES_LIMIT: u64 = 20 * 1024 * 1024;
/// The most pixels a photo may declare, before anything is decoded.
pub const PIXELS_LIMIT: u64 = 60_000_000;
/// The longest side a photo may declare, in pixels.
pub const SIDE_LIMIT: u32 = 20_000;
/// The most memory that decoding one photo for a thumbnail may take, in bytes.
pub const DECODING_LIMIT: u64 = 120_000_000;
