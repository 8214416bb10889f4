//! Reads pieces of a file at their places.

use std::io::{Read, Seek, SeekFrom};

use super::RecordingFault;

/// What stands at a place, so many bytes or fewer at the end.
pub(super) fn at(file: &mut (impl Read + Seek), place: u64, most: u64) -> Result<Vec<u8>, RecordingFault> {
    file.seek(SeekFrom::Start(place))?;
    let mut content = Vec::new();
    file.take(most).read_to_end(&mut content)?;
    Ok(content)
}

pub(super) fn u32_be(content: &[u8], at: usize) -> Option<u32> {
    content.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

pub(super) fn u32_le(content: &[u8], at: usize) -> Option<u32> {
    content.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
