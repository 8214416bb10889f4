//! How much a document may hold.

/// The largest document that is taken in, in bytes.
pub const DOCUMENT_BYTES_LIMIT: u64 = 50 * 1024 * 1024;
/// The most pages of a PDF.
pub const PAGES_LIMIT: u32 = 2_000;
/// So much text of a document is read, in characters: the standards and plans of a city have some 60,000.
pub const TEXT_LIMIT: usize = 200_000;
/// All that is unpacked of one PDF, in bytes: objects, pages and maps of fonts, never its pictures. More is not read.
pub(super) const UNPACKED_LIMIT: usize = 64 * 1024 * 1024;
/// One stream of a PDF that unpacks to more bytes is no text but a bomb.
pub(super) const STREAM_LIMIT: usize = 32 * 1024 * 1024;
