//! A photo without what the camera wrote: place, time, device, serial number, owner, preview, films behind the picture. The picture
//! itself is copied as it is, part by part, so that nothing of it is lost and little memory is needed.
//!
//! What is kept is listed, not what is dropped: an unknown part may hold anything. How the camera was held is the one thing that is
//! written anew, because without it the picture would lie on its side.

use super::{
    MediaType, PhotoError, check, exif_facts,
    findings::CUT_SHORT,
    jpeg::{END_OF_IMAGE, START_OF_SCAN, end_of_scan, next_marker},
    png::SIGNATURE,
    shape::damaged,
};

/// The whole photo in its own format, without anything but the picture. The checks run again: what lies on a shelf may be older than
/// they are.
pub(super) fn make(content: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let (media, _) = check::inspect(content)?;
    let held = exif_facts::read(content).orientation;
    let made = match media {
        MediaType::Jpeg => jpeg(content, held),
        MediaType::Png => png(content, held),
        MediaType::WebP => webp(content, held),
    };
    made.ok_or_else(|| damaged(media, CUT_SHORT))
}

/// Segments of a JPEG file (ITU-T T.81, annex B): tables, frames and scans; of the application's own only APP0 (JFIF) and APP14 (Adobe:
/// which colours these are). What stands behind the end marker goes.
fn jpeg(content: &[u8], held: u8) -> Option<Vec<u8>> {
    const APP0: u8 = 0xe0;
    const APP14: u8 = 0xee;
    let mut out = Vec::with_capacity(content.len());
    out.extend([0xff, 0xd8]);
    if held != 1 {
        let exif = exif(held);
        out.extend([0xff, 0xe1]);
        out.extend(u16::try_from(exif.len() + 8).ok()?.to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(exif);
    }
    let mut at = 2;
    loop {
        let (marker, from) = next_marker(content, at)?;
        at = from;
        match marker {
            END_OF_IMAGE => {
                out.extend([0xff, END_OF_IMAGE]);
                return Some(out);
            }
            // Restart markers, TEM and a second start stand alone.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        at += usize::from(u16::from_be_bytes([*content.get(at)?, *content.get(at + 1)?]));
        if marker == START_OF_SCAN {
            at = end_of_scan(content, at)?;
        }
        let segment = content.get(from..at)?;
        // JFIF without a preview has 16 bytes.
        let is_picture = match marker {
            APP0 => segment.starts_with(b"\0\x10JFIF\0"),
            APP14 => true,
            // The other segments of applications, reserved ones, comments.
            0xe1..=0xed | 0xef..=0xfe => false,
            _ => true,
        };
        if is_picture {
            out.extend([0xff, marker]);
            out.extend(segment);
        }
    }
}

/// Chunks of a PNG file (ISO/IEC 15948) that draw the picture.
fn png(content: &[u8], held: u8) -> Option<Vec<u8>> {
    const KEPT: [&[u8]; 8] = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"];
    let mut out = Vec::with_capacity(content.len());
    out.extend(SIGNATURE);
    let mut at = SIGNATURE.len();
    loop {
        let length = u32::from_be_bytes(content.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = content.get(at + 4..at + 8)?;
        let end = at.checked_add(12)?.checked_add(length)?;
        if KEPT.contains(&kind) {
            out.extend(content.get(at..end)?);
        }
        if kind == b"IHDR" && held != 1 {
            out.extend(png_chunk(b"eXIf", &exif(held)));
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

fn png_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(body.len()).unwrap_or(0).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(body);
    chunk.extend(crc32(&chunk[4..]).to_be_bytes());
    chunk
}

/// The checksum of PNG's chunks (ISO/IEC 15948, annex D), bit by bit: it runs over thirty bytes.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// Chunks of a WebP file (RFC 9649) that draw the picture. A picture that lay on its side gets the extended header that EXIF needs.
fn webp(content: &[u8], held: u8) -> Option<Vec<u8>> {
    const KEPT: [&[u8]; 5] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"];
    const ALPHA_AND_ANIMATION: u8 = 0x12;
    const EXIF: u8 = 0x08;
    let declared = u32::from_le_bytes(content.get(4..8)?.try_into().ok()?) as usize;
    let content = content.get(..declared.checked_add(8)?)?;
    let (mut canvas, mut chunks) = (None, Vec::with_capacity(content.len()));
    let mut at = 12;
    while at < content.len() {
        let length = u32::from_le_bytes(content.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let kind = content.get(at..at + 4)?;
        let body = content.get(at + 8..)?.get(..length)?;
        if kind == b"VP8X" {
            canvas = Some(<[u8; 10]>::try_from(body.get(..10)?).ok()?);
        } else if KEPT.contains(&kind) {
            chunks.extend(webp_chunk(kind, body)?);
        }
        // Chunks begin at even places.
        at += 8 + length + length % 2;
    }
    let (_, shape) = check::inspect(content).ok()?;
    if held != 1 && canvas.is_none() {
        let side = |side: u32| side.saturating_sub(1).to_le_bytes();
        let (width, height) = (side(shape.width), side(shape.height));
        canvas = Some([0, 0, 0, 0, width[0], width[1], width[2], height[0], height[1], height[2]]);
    }
    let mut body = b"WEBP".to_vec();
    if let Some(mut canvas) = canvas {
        canvas[0] = (canvas[0] & ALPHA_AND_ANIMATION) | if held == 1 { 0 } else { EXIF };
        body.extend(webp_chunk(b"VP8X", &canvas)?);
    }
    body.extend(chunks);
    if held != 1 {
        body.extend(webp_chunk(b"EXIF", &exif(held))?);
    }
    webp_chunk(b"RIFF", &body)
}

fn webp_chunk(kind: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let mut chunk = kind.to_vec();
    chunk.extend(u32::try_from(body.len()).ok()?.to_le_bytes());
    chunk.extend(body);
    if body.len() % 2 == 1 {
        chunk.push(0);
    }
    Some(chunk)
}

/// TIFF 6.0 with one entry: tag 0x0112 (orientation), a short number.
fn exif(held: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([held, 0, 0, 0, 0, 0, 0]);
    tiff
}
