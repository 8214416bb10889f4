//! What is known of a photo from its bytes alone.

use super::ContentHash;

/// What is known of a photo from its bytes alone. Nothing in here is trusted: a camera's clock and position are
/// claims, shown as such.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoFacts {
    pub hash: ContentHash,
    /// Bytes of the original.
    pub size: u64,
    pub media: MediaType,
    /// Pixels as stored, before the orientation is applied.
    pub width: u32,
    pub height: u32,
    /// When the camera says it was taken.
    pub taken_at: Option<TakenAt>,
    /// Where the camera says it was taken.
    pub position: Option<PhotoPosition>,
}

/// The three kinds of photo that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    Jpeg,
    Png,
    WebP,
}

impl MediaType {
    /// The media type of RFC 9110, for `Content-Type` and the database.
    pub const fn mime(self) -> &'static str {
        match self {
            MediaType::Jpeg => "image/jpeg",
            MediaType::Png => "image/png",
            MediaType::WebP => "image/webp",
        }
    }

    pub fn from_mime(mime: &str) -> Option<Self> {
        [MediaType::Jpeg, MediaType::Png, MediaType::WebP].into_iter().find(|media| media.mime() == mime)
    }

    /// The ending of a file that is given out.
    pub const fn extension(self) -> &'static str {
        match self {
            MediaType::Jpeg => "jpg",
            MediaType::Png => "png",
            MediaType::WebP => "webp",
        }
    }
}

/// EXIF `DateTimeOriginal` with `OffsetTimeOriginal` (CIPA DC-008).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenAt {
    /// The camera's own clock, `2026-06-11T08:41:00`; the city's time where no offset is given.
    pub clock: String,
    /// `+08:00`, when the camera wrote one.
    pub offset: Option<String>,
}

/// EXIF GPS position: degrees of WGS-84, north and east positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhotoPosition {
    pub latitude: f64,
    pub longitude: f64,
}
