//! WebM: Matroska with another name (RFC 9559). Its first element says which of both it is, the size of the second where it ends.

use std::io::{Read, Seek};

use super::{RecordingFault, RecordingKind, parts};

const EBML: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];
const DOC_TYPE: [u8; 2] = [0x42, 0x82];
/// The first element is a few dozen bytes; this much is looked at.
const HEAD: u64 = 4096;

pub(super) fn may_begin(head: &[u8]) -> bool {
    head.starts_with(&EBML)
}

pub(super) fn look(file: &mut (impl Read + Seek), length: u64) -> Result<Option<RecordingKind>, RecordingFault> {
    let head = parts::at(file, 0, HEAD)?;
    let (size, at) = number(&head, 4).ok_or(RecordingFault::Damaged)?;
    let end = usize::try_from(size).ok().and_then(|size| at.checked_add(size)).filter(|end| *end <= head.len());
    let Some(end) = end else { return Err(RecordingFault::CutShort) };
    if !is_webm(&head[at..end]) {
        return Ok(None);
    }
    if head.get(end..end + 4) != Some(&SEGMENT) {
        return Err(RecordingFault::CutShort);
    }
    let (size, at) = number(&head, end + 4).ok_or(RecordingFault::CutShort)?;
    // All ones: whoever recorded it did not know yet how long it would be.
    let is_open = size == u64::MAX;
    if !is_open && size > length.saturating_sub(at as u64) {
        return Err(RecordingFault::CutShort);
    }
    Ok(Some(RecordingKind::WebM))
}

fn is_webm(elements: &[u8]) -> bool {
    let found = elements.windows(2).position(|two| two == DOC_TYPE);
    let text = found.and_then(|at| {
        let (size, at) = number(elements, at + 2)?;
        elements.get(at..at.checked_add(usize::try_from(size).ok()?)?)
    });
    text.is_some_and(|text| text.strip_suffix(b"\0").unwrap_or(text) == b"webm")
}

/// A number of a length that its first bits say (RFC 8794, 4), and where it ends; [`u64::MAX`] where all its bits are ones.
fn number(content: &[u8], at: usize) -> Option<(u64, usize)> {
    let first = *content.get(at)?;
    let length = first.leading_zeros() as usize + 1;
    if length > 8 {
        return None;
    }
    let bytes = content.get(at..at.checked_add(length)?)?;
    let whole = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let most = (1_u64 << (7 * length)) - 1;
    let value = whole & most;
    Some((if value == most { u64::MAX } else { value }, at + length))
}
