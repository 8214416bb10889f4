//! Why a recording is not taken in, with a stable code and a sentence that says what, why and what to do.

use changxiao_words::{Message, say};

/// Why a recording is not taken in. Limits are in bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingFault {
    #[error("the recording is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    /// Four letters of its container, or the name of an encoding.
    #[error("the recording is encoded as {codec}, which browsers do not play")]
    Codec { codec: String },
    #[error("the recording ends before its container does")]
    CutShort,
    #[error("the container of the recording is damaged")]
    Damaged,
    #[error("the recording could not be read back: {0}")]
    Unread(String),
}

impl RecordingFault {
    /// A code that never changes, for the interface and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "recording_too_large",
            Self::Codec { .. } => "recording_codec",
            Self::CutShort => "recording_cut_short",
            Self::Damaged => "recording_damaged",
            Self::Unread(_) => "recording_unread",
        }
    }

    /// What happened, why, and what to do next.
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge { limit } => say!(evidence_recording_too_large, limit = limit / 1024 / 1024),
            Self::Codec { codec } => say!(evidence_recording_codec, codec = codec.clone()),
            Self::CutShort => say!(evidence_recording_cut_short),
            Self::Damaged | Self::Unread(_) => say!(evidence_recording_damaged),
        }
    }
}

impl From<std::io::Error> for RecordingFault {
    fn from(problem: std::io::Error) -> Self {
        Self::Unread(problem.to_string())
    }
}
