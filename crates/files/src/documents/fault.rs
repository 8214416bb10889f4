//! Why a document is not taken in, with a stable code and a sentence that says what, why and what to do.

use changxiao_words::{Message, say};

use super::limits::UNPACKED_LIMIT;
use crate::sheets::Why;

/// Why a document is not taken in. Limits are in the unit that their name says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFault {
    /// Neither a photo nor a document; `looks_like` is what its first bytes say.
    #[error("neither a photo nor PDF, DOCX or XLSX: the content looks like {looks_like}")]
    Other { looks_like: String },
    #[error("the document is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the PDF has more than {limit} pages")]
    TooManyPages { limit: u32 },
    #[error("the document unpacks to more than {limit} bytes, or to far more than it is")]
    UnpacksTooLarge { limit: u64 },
    #[error("the document has far too many parts, or parts that lie over one another")]
    TooManyParts,
    #[error("the document is locked with a password")]
    Encrypted,
    #[error("the document brings a program along (macros)")]
    Macros,
    #[error("the document is damaged: {detail}")]
    Damaged { detail: String },
}

impl DocumentFault {
    /// A code that never changes, for the interface and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Other { .. } => "document_other_kind",
            Self::TooLarge { .. } => "document_too_large",
            Self::TooManyPages { .. } => "document_too_many_pages",
            Self::UnpacksTooLarge { .. } => "document_unpacks_too_large",
            Self::TooManyParts => "document_too_many_parts",
            Self::Encrypted => "document_encrypted",
            Self::Macros => "document_macros",
            Self::Damaged { .. } => "document_damaged",
        }
    }

    /// What happened, why, and what to do next.
    pub fn message(&self) -> Message {
        match self {
            Self::Other { looks_like } => say!(evidence_file_other, content = looks_like.clone()),
            Self::TooLarge { limit } => say!(evidence_file_too_large, limit = limit / 1024 / 1024),
            Self::TooManyPages { limit } => say!(evidence_file_too_many_pages, limit = *limit),
            Self::UnpacksTooLarge { limit } => say!(evidence_file_unpacks_too_large, limit = limit / 1024 / 1024),
            Self::TooManyParts => say!(evidence_file_too_many_parts),
            Self::Encrypted => say!(evidence_file_encrypted),
            Self::Macros => say!(evidence_file_macros),
            Self::Damaged { detail } => say!(evidence_file_damaged, detail = detail.clone()),
        }
    }

    pub(super) fn damaged(problem: impl std::fmt::Display) -> Self {
        Self::Damaged { detail: problem.to_string().chars().take(120).collect() }
    }

    /// What the guard of packed files found; `None` where that only keeps a sheet from being read as a list.
    pub(super) fn of(why: &Why) -> Option<Self> {
        Some(match why {
            Why::UnpacksTooLarge { limit_bytes } => Self::UnpacksTooLarge { limit: *limit_bytes },
            Why::PackedTooTightly { .. } => Self::UnpacksTooLarge { limit: UNPACKED_LIMIT as u64 },
            Why::TooManyParts { .. } | Why::OverlappingParts => Self::TooManyParts,
            Why::Encrypted | Why::OldExcel => Self::Encrypted,
            Why::Macros => Self::Macros,
            Why::FileTooLarge { limit_bytes } => Self::TooLarge { limit: *limit_bytes as u64 },
            Why::DamagedWorkbook { detail } => Self::damaged(detail),
            Why::XmlDeclarations => Self::damaged("DOCTYPE"),
            Why::OtherFormat { looks_like } => Self::Other { looks_like: looks_like.clone() },
            _ => return None,
        })
    }
}
