//! The structure of a WebP file (RFC 9649), walked without decoding.

use super::{
    MediaType, PhotoError,
    findings::{BAD_HEADER, CUT_SHORT, NO_PICTURE_DATA, TOO_MANY_PARTS},
    shape::{Shape, damaged},
};

const CHUNKS_LIMIT: usize = 10_000;
/// A decoder holds the brightness and colour planes (1.5 bytes a pixel) beside the finished RGBA.
const HELD_PER_PIXEL_X100: u64 = 600;

/// Walks all chunks to the length that the file itself declares. That length is WebP's end marker.
pub(super) fn inspect(content: &[u8]) -> Result<Shape, PhotoError> {
    let bad = |why| damaged(MediaType::WebP, why);
    let declared = number(content.get(4..8)).ok_or_else(|| bad(CUT_SHORT))? as usize;
    let content = content.get(..declared.saturating_add(8)).ok_or_else(|| bad(CUT_SHORT))?;
    let mut at = 12;
    let (mut canvas, mut picture) = (None, None);
    for _ in 0..CHUNKS_LIMIT {
        if at >= content.len() {
            let (width, height) = canvas.or(picture.flatten()).ok_or_else(|| bad(NO_PICTURE_DATA))?;
            return match picture {
                Some(_) => Ok(Shape { width, height, held_per_pixel_x100: HELD_PER_PIXEL_X100 }),
                None => Err(bad(NO_PICTURE_DATA)),
            };
        }
        let length = number(content.get(at + 4..at + 8)).ok_or_else(|| bad(CUT_SHORT))? as usize;
        let body = content.get(at + 8..).and_then(|rest| rest.get(..length)).ok_or_else(|| bad(CUT_SHORT))?;
        match &content[at..at + 4] {
            b"VP8X" if at == 12 => canvas = Some(extended(body).ok_or_else(|| bad(BAD_HEADER))?),
            b"VP8 " => picture = Some(Some(lossy(body).ok_or_else(|| bad(BAD_HEADER))?)),
            b"VP8L" => picture = Some(Some(lossless(body).ok_or_else(|| bad(BAD_HEADER))?)),
            // A frame of an animation; its canvas has the size.
            b"ANMF" => picture = picture.or(Some(None)),
            _ => {}
        }
        // Chunks begin at even places.
        at += 8 + length + length % 2;
    }
    Err(bad(TOO_MANY_PARTS))
}

fn number(bytes: Option<&[u8]>) -> Option<u32> {
    bytes?.try_into().ok().map(u32::from_le_bytes)
}

fn extended(body: &[u8]) -> Option<(u32, u32)> {
    let side = |from: usize| {
        let three = body.get(from..from + 3)?;
        Some(u32::from_le_bytes([three[0], three[1], three[2], 0]) + 1)
    };
    Some((side(4)?, side(7)?))
}

/// The key frame header of VP8 (RFC 6386, 9.1).
fn lossy(body: &[u8]) -> Option<(u32, u32)> {
    let [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = *body else { return None };
    Some((u32::from(u16::from_le_bytes([w0, w1]) & 0x3fff), u32::from(u16::from_le_bytes([h0, h1]) & 0x3fff)))
}

fn lossless(body: &[u8]) -> Option<(u32, u32)> {
    let [0x2f, rest @ ..] = body else { return None };
    let bits = number(rest.get(..4))?;
    Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
}
