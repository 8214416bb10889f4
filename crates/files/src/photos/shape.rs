//! What the walk over the parts of a picture gives.

use super::{MediaType, PhotoError};

/// What the walk over a file's parts found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub width: u32,
    pub height: u32,
    /// Bytes that a decoder holds for each pixel, times a hundred; 0 where a decoder can work at a fraction of the size.
    pub held_per_pixel_x100: u64,
}

pub(super) fn damaged(media: MediaType, why: &'static str) -> PhotoError {
    let kind = match media {
        MediaType::Jpeg => "JPEG",
        MediaType::Png => "PNG",
        MediaType::WebP => "WebP",
    };
    PhotoError::Damaged { kind, why }
}
