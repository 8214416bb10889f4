//! The structure of a JPEG file (ITU-T T.81, annex B), walked without decoding.

use super::{
    MediaType, PhotoError,
    findings::{BAD_HEADER, CUT_SHORT, NO_END, NO_PICTURE_DATA, NO_SIZE, TOO_MANY_PARTS},
    shape::{Shape, damaged},
};

pub(super) const START_OF_SCAN: u8 = 0xda;
pub(super) const END_OF_IMAGE: u8 = 0xd9;

/// Walks all segments and scans up to the end marker. What follows the end marker is let be: phones append a small
/// film, a depth map or a larger preview there.
pub(super) fn inspect(content: &[u8]) -> Result<Shape, PhotoError> {
    let bad = |why| damaged(MediaType::Jpeg, why);
    let mut at = 2;
    let mut shape = None;
    let mut scans = 0;
    loop {
        let marker;
        (marker, at) = next_marker(content, at).ok_or_else(|| bad(if scans == 0 { CUT_SHORT } else { NO_END }))?;
        match marker {
            END_OF_IMAGE => break,
            // Restart markers, TEM and a second start stand alone.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = content.get(at..at + 2).map(|two| usize::from(u16::from_be_bytes([two[0], two[1]])));
        let length = length.ok_or_else(|| bad(CUT_SHORT))?;
        if length < 2 {
            return Err(bad(BAD_HEADER));
        }
        let segment = content.get(at + 2..at + length).ok_or_else(|| bad(CUT_SHORT))?;
        at += length;
        match marker {
            0xc0..=0xc2 => shape = Some(frame(marker, segment)?),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Err(PhotoError::UnsupportedPicture { kind: "lossless/arithmetic JPEG" });
            }
            START_OF_SCAN => {
                scans += 1;
                // Each scan of a progressive picture costs a pass over all of it; the standard's own examples need ten.
                if scans > 200 {
                    return Err(bad(TOO_MANY_PARTS));
                }
                at = end_of_scan(content, at).ok_or_else(|| bad(NO_END))?;
            }
            _ => {}
        }
    }
    if scans == 0 {
        return Err(bad(NO_PICTURE_DATA));
    }
    shape.ok_or_else(|| bad(NO_SIZE))
}

/// The next marker's second byte, and where its segment begins. Fill bytes (0xFF) before a marker are allowed.
pub(super) fn next_marker(content: &[u8], mut at: usize) -> Option<(u8, usize)> {
    if *content.get(at)? != 0xff {
        return None;
    }
    while *content.get(at)? == 0xff {
        at += 1;
    }
    Some((content[at], at + 1))
}

/// Where the marker that ends a scan stands: an 0xFF that no zero (a stuffed byte) and no restart marker follows.
pub(super) fn end_of_scan(content: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += content.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match content.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// The frame header: precision, height, width, then identifier and sampling of each component (T.81, B.2.2).
fn frame(marker: u8, segment: &[u8]) -> Result<Shape, PhotoError> {
    let bad = || damaged(MediaType::Jpeg, BAD_HEADER);
    let [precision, h1, h0, w1, w0, components, ..] = *segment else { return Err(bad()) };
    let (height, width) = (u16::from_be_bytes([h1, h0]), u16::from_be_bytes([w1, w0]));
    let samplings = segment.get(6..6 + 3 * usize::from(components)).ok_or_else(bad)?;
    if precision != 8 || !matches!(components, 1 | 3 | 4) {
        return Err(PhotoError::UnsupportedPicture { kind: "12-bit/multi-channel JPEG" });
    }
    let factors: Vec<(u64, u64)> =
        samplings.chunks(3).map(|part| (u64::from(part[1] >> 4), u64::from(part[1] & 15))).collect();
    if factors.iter().any(|(across, down)| !(1..=4).contains(across) || !(1..=4).contains(down)) {
        return Err(bad());
    }
    // A baseline picture is decoded straight to a fraction of its size; a progressive one needs all its coefficients
    // (two bytes each) at once, because each scan only refines them.
    let widest = factors.iter().map(|(across, _)| *across).max().unwrap_or(1);
    let tallest = factors.iter().map(|(_, down)| *down).max().unwrap_or(1);
    let held: u64 = factors.iter().map(|(across, down)| 200 * across * down / (widest * tallest)).sum();
    let held_per_pixel_x100 = if marker == 0xc2 { held } else { 0 };
    Ok(Shape { width: width.into(), height: height.into(), held_per_pixel_x100 })
}
