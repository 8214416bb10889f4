//! What sort of thing an item is.

use changxiao_words::coded;

coded! {
    /// What an item is to whoever collects it. Its content decides which of them it may be.
    pub enum Kind {
        Photo = "photo", evidence_kind_photo;
        /// 扫描件: a picture of a paper.
        Scan = "scan", evidence_kind_scan;
        Pdf = "pdf", evidence_kind_pdf;
        Docx = "docx", evidence_kind_docx;
        Xlsx = "xlsx", evidence_kind_xlsx;
        Video = "video", evidence_kind_video;
        Audio = "audio", evidence_kind_audio;
        /// 报道: something that was printed or broadcast, with its paper and day.
        Press = "press", evidence_kind_press;
    }
}

/// What the content of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Picture,
    Pdf,
    Docx,
    Xlsx,
    Video,
    Audio,
}

impl Media {
    pub const ALL: [Media; 6] = [Media::Picture, Media::Pdf, Media::Docx, Media::Xlsx, Media::Video, Media::Audio];

    /// By its media type (RFC 9110): what is neither document nor recording is a picture, since nothing else is taken in.
    pub fn of_mime(mime: &str) -> Self {
        match mime {
            "application/pdf" => Self::Pdf,
            mime if mime.ends_with("wordprocessingml.document") => Self::Docx,
            mime if mime.ends_with("spreadsheetml.sheet") => Self::Xlsx,
            mime if mime.starts_with("video/") => Self::Video,
            mime if mime.starts_with("audio/") => Self::Audio,
            _ => Self::Picture,
        }
    }

    /// Whether it is played: a video or sound.
    pub const fn is_recording(self) -> bool {
        matches!(self, Self::Video | Self::Audio)
    }

    /// What a file of this content is where nobody says otherwise.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Picture => Kind::Photo,
            Self::Pdf => Kind::Pdf,
            Self::Docx => Kind::Docx,
            Self::Xlsx => Kind::Xlsx,
            Self::Video => Kind::Video,
            Self::Audio => Kind::Audio,
        }
    }
}

impl Kind {
    /// Whether a file of this content may be one of these: a photo is a picture, a press item may be anything, a broadcast too.
    pub fn fits(self, media: Media) -> bool {
        match self {
            Self::Press => true,
            Self::Scan => media == Media::Picture,
            other => other == media.kind(),
        }
    }
}
