//! Which kind of recording a file is, by its content.

use std::io::{Read, Seek};

use super::{RecordingFault, RecordingKind, mp3, mp4, parts, wav, webm};

impl RecordingKind {
    /// Whether the first bytes may be those of a recording; all of it decides. A still picture in the container of MP4 is none.
    pub fn may_begin(head: &[u8]) -> bool {
        mp4::may_begin(head) || webm::may_begin(head) || wav::may_begin(head) || mp3::may_begin(head)
    }
}

/// The kind of a whole file of `length` bytes; `None` where it is none of these. A few kilobytes of it are read, of MP4 its index.
///
/// # Errors
/// It is one of them and damaged, cut short, or in an encoding that browsers do not play; it cannot be read.
pub fn look(file: &mut (impl Read + Seek), length: u64) -> Result<Option<RecordingKind>, RecordingFault> {
    let head = parts::at(file, 0, 64)?;
    if mp4::may_begin(&head) {
        return mp4::look(file, length).map(Some);
    }
    if webm::may_begin(&head) {
        return webm::look(file, length);
    }
    if wav::may_begin(&head) {
        return wav::look(file, length).map(|()| Some(RecordingKind::Wav));
    }
    if mp3::may_begin(&head) && mp3::look(file, length)? {
        return Ok(Some(RecordingKind::Mp3));
    }
    Ok(None)
}
