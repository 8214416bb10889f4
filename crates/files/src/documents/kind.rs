//! The kinds of document that are taken in, told by content and never by name.

use super::DocumentFault;
use crate::sheets::{ReadLimits, Why, zip_guard};

/// The three kinds of document that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    Pdf,
    Docx,
    Xlsx,
}

/// A PDF may have something before its mark; readers look for it in so many bytes (ISO 32000-1, annex H, note 13).
const MARK_WITHIN: usize = 1024;

impl DocumentKind {
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Docx, Self::Xlsx];

    /// The media type of RFC 9110, for `Content-Type` and the database.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.mime() == mime)
    }

    /// The ending of a file that is given out.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Xlsx => "XLSX",
        }
    }

    /// Whether the first bytes may be those of a document; all of them decide.
    pub fn may_begin(head: &[u8]) -> bool {
        head.starts_with(b"PK\x03\x04") || head.windows(5).any(|mark| mark == b"%PDF-")
    }

    /// The kind of a whole file; `None` where it is none of these.
    ///
    /// # Errors
    /// It has so many parts that nobody looks for the one that would say.
    pub fn of(content: &[u8]) -> Result<Option<Self>, DocumentFault> {
        if content.starts_with(b"PK\x03\x04") {
            let archive = match zip_guard::open(content, ReadLimits::default().zip_entries) {
                Ok(archive) => archive,
                Err(Why::TooManyParts { .. }) => return Err(DocumentFault::TooManyParts),
                Err(_) => return Ok(None),
            };
            let has = |part| archive.index_for_name(part).is_some();
            return Ok(match (has("word/document.xml"), has("xl/workbook.xml")) {
                (true, _) => Some(Self::Docx),
                (false, true) => Some(Self::Xlsx),
                (false, false) => None,
            });
        }
        let head = &content[..content.len().min(MARK_WITHIN)];
        Ok(head.windows(5).any(|mark| mark == b"%PDF-").then_some(Self::Pdf))
    }
}
