//! The structure of a PNG file (ISO/IEC 15948), walked without decoding.

use super::{
    MediaType, PhotoError,
    findings::{BAD_HEADER, CUT_SHORT, NO_END, NO_PICTURE_DATA, TOO_MANY_PARTS},
    shape::{Shape, damaged},
};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// A twenty-megabyte file in chunks of 8 kB has 2,500 of them.
const CHUNKS_LIMIT: usize = 50_000;

/// Walks all chunks from the header to the end chunk.
pub(super) fn inspect(content: &[u8]) -> Result<Shape, PhotoError> {
    let bad = |why| damaged(MediaType::Png, why);
    let mut at = SIGNATURE.len();
    let (mut shape, mut has_data) = (None, false);
    for _ in 0..CHUNKS_LIMIT {
        let Some(head) = content.get(at..at + 8) else { return Err(bad(if has_data { NO_END } else { CUT_SHORT })) };
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(body) = content.get(at + 8..).and_then(|rest| rest.get(..length)) else {
            return Err(bad(if has_data { NO_END } else { CUT_SHORT }));
        };
        match (&head[4..8], shape.is_some()) {
            (b"IHDR", false) => shape = Some(header(body)?),
            (_, false) | (b"IHDR", true) => return Err(bad(BAD_HEADER)),
            (b"IDAT", true) => has_data = true,
            (b"IEND", true) => {
                return if has_data { shape.ok_or_else(|| bad(BAD_HEADER)) } else { Err(bad(NO_PICTURE_DATA)) };
            }
            _ => {}
        }
        at += 12 + length;
    }
    Err(bad(TOO_MANY_PARTS))
}

fn header(body: &[u8]) -> Result<Shape, PhotoError> {
    let bad = || damaged(MediaType::Png, BAD_HEADER);
    let [w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, 0, 0, interlace] = *body else { return Err(bad()) };
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    // Channels by colour type: grey, RGB, palette (decoded to RGBA), grey with alpha, RGBA.
    let channels = match (colour, depth) {
        (0, 1 | 2 | 4 | 8 | 16) => 1,
        (2, 8 | 16) => 3,
        (3, 1 | 2 | 4 | 8) => 4,
        (4, 8 | 16) => 2,
        (6, 8 | 16) => 4,
        _ => return Err(bad()),
    };
    if interlace > 1 {
        return Err(bad());
    }
    let bytes_a_sample = if depth == 16 { 2 } else { 1 };
    Ok(Shape { width, height, held_per_pixel_x100: 100 * channels * bytes_a_sample })
}
