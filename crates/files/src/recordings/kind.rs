//! The kinds of recording that are taken in, told by content and never by name.

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
}
