//! Documents: what one is by its content, whether it may be taken in, and the text that a search finds it by.
//!
//! Nothing of a document is run, and nothing that it names is fetched. DOCX and XLSX (ISO/IEC 29500) pass the guard against bombs that
//! sheets pass, and are read part by part. PDF (ISO 32000-1) is read by a small reader of our own, because the text of a hostile file is
//! read inside of the server: an overflow of the stack ends the whole process, and neither depth nor unpacked bytes are bounded in the
//! readers that there are (jrmuizel/pdf-extract issue 128; lopdf's decoders unpack without a limit). Ours knows what offices write (text
//! with a map to Unicode, the Chinese encodings of ISO 32000-1, 9.7.5.2), counts everything it does and stops at a bound. What it cannot
//! read stays a document all the same, and is found by its caption.

mod docx;
mod fault;
mod gathered;
mod kind;
mod limits;
mod pdf;
mod reading;
mod xlsx;

pub use fault::DocumentFault;
pub use kind::DocumentKind;
pub use limits::{DOCUMENT_BYTES_LIMIT, PAGES_LIMIT, TEXT_LIMIT};
pub use reading::{Reading, read};
