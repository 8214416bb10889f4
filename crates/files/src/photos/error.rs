//! Everything that can go wrong with a photo, with a stable code and a sentence that says what, why and what to do.

use super::{ContentHash, SIDE_LIMIT};
use crate::{documents::DocumentFault, recordings::RecordingFault};
use changxiao_words::{Lang, Message, Value, keys, say};

/// Why a photo was not taken in, not found or not shown.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("the photo is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the photo is empty")]
    Empty,
    /// HEIC, HEIF and AVIF share the container of ISO/IEC 14496-12; `brand` is its four letters.
    #[error("the photo is HEIC/HEIF/AVIF (brand {brand})")]
    Heic { brand: String },
    /// A picture of a kind that is not taken in, such as GIF or TIFF.
    #[error("{kind} pictures are not taken in")]
    UnsupportedPicture { kind: &'static str },
    /// No picture at all, whatever its name says; `looks_like` is what its first bytes say.
    #[error("not a picture: the content looks like {looks_like}")]
    NotAPicture { looks_like: &'static str },
    #[error("the {kind} file is damaged or cut short: {why}")]
    Damaged { kind: &'static str, why: &'static str },
    /// `limit` is the number of pixels that a file of this kind may have.
    #[error("{width} × {height} pixels are more than the limit of {limit}, or a side is longer than 20,000")]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    #[error("no photo with the hash {0}")]
    Missing(ContentHash),
    /// The content on the shelf is not what its name says.
    #[error("the stored photo {0} was changed: its content no longer has this hash")]
    Altered(ContentHash),
    /// Where documents are taken in as well.
    #[error("{0}")]
    Document(#[from] DocumentFault),
    /// Where recordings are taken in as well.
    #[error("{0}")]
    Recording(#[from] RecordingFault),
    #[error("the picture could not be decoded: {0}")]
    Undecodable(String),
    #[error("there is no place to look at a photo at the moment")]
    Busy,
    #[error("the photo storage failed")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PhotoError {
    /// A code that never changes, for the interface and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            PhotoError::TooLarge { .. } => "photo_too_large",
            PhotoError::Empty => "photo_empty",
            PhotoError::Heic { .. } => "photo_heic",
            PhotoError::UnsupportedPicture { .. } => "photo_unsupported_kind",
            PhotoError::NotAPicture { .. } => "photo_not_a_picture",
            PhotoError::Damaged { .. } => "photo_damaged",
            PhotoError::TooManyPixels { .. } => "photo_too_many_pixels",
            PhotoError::Missing(_) => "photo_missing",
            PhotoError::Altered(_) => "photo_altered",
            PhotoError::Document(fault) => fault.code(),
            PhotoError::Recording(fault) => fault.code(),
            PhotoError::Undecodable(_) => "photo_undecodable",
            PhotoError::Busy => "photo_busy",
            PhotoError::Storage(_) => "photo_storage_failed",
        }
    }

    /// Whether the sender can mend it (a bad photo) or we must (a failing disk).
    pub const fn is_senders(&self) -> bool {
        !matches!(self, PhotoError::Altered(_) | PhotoError::Busy | PhotoError::Storage(_))
    }

    /// There was no room for it.
    pub fn is_disk_full(&self) -> bool {
        let PhotoError::Storage(source) = self else { return false };
        let kind = source.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        matches!(kind, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded))
    }

    /// What happened, why, and what to do next.
    pub fn sentence(&self, lang: Lang) -> String {
        self.message().words(lang)
    }

    pub(super) fn storage(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        PhotoError::Storage(source.into())
    }

    fn message(&self) -> Message {
        match self {
            PhotoError::TooLarge { limit } => say!(photos_error_too_large, limit = megabytes(*limit)),
            PhotoError::Empty => say!(photos_error_empty),
            PhotoError::Heic { brand } => say!(photos_error_heic, brand),
            PhotoError::UnsupportedPicture { kind } => say!(photos_error_unsupported_picture, kind),
            PhotoError::NotAPicture { looks_like } => say!(photos_error_not_apicture, content = content(looks_like)),
            PhotoError::Damaged { kind, why } => say!(photos_error_damaged, kind, why = damage(why)),
            PhotoError::TooManyPixels { width, height, limit } => {
                say!(photos_error_too_many_pixels, width, height, side = SIDE_LIMIT, pixels = limit / 10_000)
            }
            PhotoError::Missing(hash) => say!(photos_error_missing, photo = short(hash)),
            PhotoError::Altered(hash) => say!(photos_error_altered, photo = short(hash)),
            PhotoError::Document(DocumentFault::Other { looks_like }) => {
                say!(evidence_file_other, content = content(looks_like))
            }
            PhotoError::Document(fault) => fault.message(),
            PhotoError::Recording(fault) => fault.message(),
            PhotoError::Undecodable(why) => say!(photos_error_undecodable, why),
            PhotoError::Busy => say!(errors_app_error_busy),
            PhotoError::Storage(why) => say!(photos_error_storage, why = why.to_string()),
        }
    }
}

/// What the first bytes say; names of formats are the same everywhere.
fn content(looks_like: &str) -> Value {
    match looks_like {
        super::findings::TEXT => keys::photos_content_text.into(),
        super::findings::UNKNOWN => keys::photos_content_unknown.into(),
        super::findings::MARKUP => keys::photos_content_markup.into(),
        other => other.to_owned().into(),
    }
}

/// What a check of the structure can find.
fn damage(why: &'static str) -> Value {
    match why {
        super::findings::CUT_SHORT => keys::photos_damage_cut_short.into(),
        super::findings::NO_END => keys::photos_damage_no_end.into(),
        super::findings::BAD_HEADER => keys::photos_damage_bad_header.into(),
        super::findings::NO_SIZE => keys::photos_damage_no_size.into(),
        super::findings::NO_PICTURE_DATA => keys::photos_damage_no_picture_data.into(),
        super::findings::TOO_MANY_PARTS => keys::photos_damage_too_many_parts.into(),
        other => other.into(),
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes / 1024 / 1024
}

/// The first digits are enough for a person to tell two photos apart.
fn short(hash: &ContentHash) -> String {
    hash.to_string().chars().take(12).collect()
}
