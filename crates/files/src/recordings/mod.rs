//! Video and audio: what a recording is by its content, and whether all of it has come.
//!
//! Nothing is decoded, as nothing of a document is run: a walk over the parts of the container says which kind it is, which encoding it has
//! and where it ends. What a browser plays is taken in, and nothing else, so that whoever looks at it needs no program: MP4 with H.264
//! and AAC (ISO/IEC 14496-12, -15), WebM (Matroska, RFC 9559), MP3 (ISO/IEC 11172-3), M4A, WAV (RIFF).

mod fault;
mod kind;
mod look;
mod mp3;
mod mp4;
mod parts;
mod wav;
mod webm;

pub use fault::RecordingFault;
pub use kind::RecordingKind;
pub use look::look;
