//! The kinds of recording that are taken in, told by content and never by name.

use std::io::{Read, Seek};

use super::{RecordingFault, mp3, mp4, wav, webm};

/// The five kinds of recording that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordingKind {
    Mp4,
    WebM,
    Mp3,
    M4a,
    Wav,
}

impl RecordingKind {
    pub const ALL: [Self; 5] = [Self::Mp4, Self::WebM, Self::Mp3, Self::M4a, Self::Wav];

    /// The media type of RFC 9110, for `Content-Type` and the database.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Wav => "audio/wav",
        }
    }

    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.mime() == mime)
    }

    /// The ending of a file that is given out.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::WebM => "webm",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Wav => "wav",
        }
    }

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
    let head = super::parts::at(file, 0, 64)?;
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
