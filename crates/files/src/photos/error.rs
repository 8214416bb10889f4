//! Everything that can go wrong with a photo, with a stable code and a sentence that says what, why and what to do.

use super::{ContentHash, SIDE_LIMIT};
use changxiao_words::Lang;

/// Why a photo was not taken in, not found or not shown.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("the photo is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the photo is empty")]
    Empty,
    /// HEIC, HEIF and AVIF share the container of ISO/IEC 14496-12; `brand` is its four letters.
    #[error("the photo is HEIC/HEIF/AVIF (brand {brand})")]
    Heic { brand: String },
    /// A picture of a kind that is not taken in, such as GIF or TIFF.
    #[error("{kind} pictures are not taken in")]
    UnsupportedPicture { kind: &'static str },
    /// No picture at all, whatever its name says; `looks_like` is what its first bytes say.
    #[error("not a picture: the content looks like {looks_like}")]
    NotAPicture { looks_like: &'static str },
    #[error("the {kind} file is damaged or cut short: {why}")]
    Damaged { kind: &'static str, why: &'static str },
    /// `limit` is the number of pixels that a file of this kind may have.
    #[error("{width} × {height} pixels are more than the limit of {limit}, or a side is longer than 20,000")]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    #[error("no photo with the hash {0}")]
    Missing(ContentHash),
    /// The content on the shelf is not what its name says.
    #[error("the stored photo {0} was changed: its content no longer has this hash")]
    Altered(ContentHash),
    #[error("the picture could not be decoded: {0}")]
    Undecodable(String),
    #[error("the photo storage failed")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PhotoError {
    /// A code that never changes, for the interface and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            PhotoError::TooLarge { .. } => "photo_too_large",
            PhotoError::Empty => "photo_empty",
            PhotoError::Heic { .. } => "photo_heic",
            PhotoError::UnsupportedPicture { .. } => "photo_unsupported_kind",
            PhotoError::NotAPicture { .. } => "photo_not_a_picture",
            PhotoError::Damaged { .. } => "photo_damaged",
            PhotoError::TooManyPixels { .. } => "photo_too_many_pixels",
            PhotoError::Missing(_) => "photo_missing",
            PhotoError::Altered(_) => "photo_altered",
            PhotoError::Undecodable(_) => "photo_undecodable",
            PhotoError::Storage(_) => "photo_storage_failed",
        }
    }

    /// Whether the sender can mend it (a bad photo) or we must (a failing disk).
    pub const fn is_senders(&self) -> bool {
        !matches!(self, PhotoError::Altered(_) | PhotoError::Storage(_))
    }

    /// What happened, why, and what to do next.
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.sentence_zh(),
            Lang::En => self.sentence_en(),
        }
    }

    pub(super) fn storage(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        PhotoError::Storage(source.into())
    }

    fn sentence_zh(&self) -> String {
        match self {
            PhotoError::TooLarge { limit } => format!(
                "照片没有存入：超过 {} MB 上限。在手机相机设置中选较低分辨率重拍，或用“编辑”裁剪后再上传。",
                megabytes(*limit)
            ),
            PhotoError::Empty => "照片没有存入：文件是空的，可能传输中断。重新选择照片上传。".into(),
            PhotoError::Heic { brand } => format!(
                "照片没有存入：这是 HEIC/HEIF 格式（{brand}），多数办公电脑打不开。苹果手机：设置 › 相机 › 格式 › 选“兼容性最佳”后重拍；\
                 已拍的照片，共享时在“选项”中选“兼容性最佳”，或拷入“文件”后再上传，得到的是 JPEG。安卓手机：相机设置中关闭“高效图片格式（HEIF）”。"
            ),
            PhotoError::UnsupportedPicture { kind } => {
                format!("照片没有存入：{kind} 图片不收，只收 JPEG、PNG、WebP。用看图软件另存为 JPEG 后上传。")
            }
            PhotoError::NotAPicture { looks_like } => format!(
                "照片没有存入：文件内容不是图片，而是 {}。按内容识别，不看文件名后缀。上传相机拍的 JPEG、PNG 或 WebP 原图。",
                content_zh(looks_like)
            ),
            PhotoError::Damaged { kind, why } => {
                format!(
                    "照片没有存入：{kind} 文件损坏或不完整（{}）。在手机上打开确认能看清，再重新上传。",
                    damage_zh(why)
                )
            }
            PhotoError::TooManyPixels { width, height, limit } => format!(
                "照片没有存入：{width} × {height} 像素超过上限（这种文件最多 {} 万像素，单边最长 {SIDE_LIMIT}）。缩小图片或选较低分辨率重拍后上传。",
                limit / 10_000
            ),
            PhotoError::Missing(hash) => {
                format!(
                    "找不到照片 {}：存储中没有这份文件。核对链接；链接无误时交系统管理员运行 changxiao doctor 查存储。",
                    short(hash)
                )
            }
            PhotoError::Altered(hash) => format!(
                "照片 {} 不能作为证据显示：存储中的内容与存入时的指纹不符。交系统管理员从备份恢复，并查存储访问记录。",
                short(hash)
            ),
            PhotoError::Undecodable(why) => {
                format!("缩略图没有生成：图片内容无法解码（{why}）。原图仍完整保存，可下载原图查看。")
            }
            PhotoError::Storage(why) => {
                format!("照片没有存取成功：存储出错（{why}）。稍后重试；仍不成功时交系统管理员查磁盘空间和存储连接。")
            }
        }
    }

    fn sentence_en(&self) -> String {
        match self {
            PhotoError::TooLarge { limit } => format!(
                "The photo was not stored: it is larger than {} MB. Take it again at a lower resolution, or crop it, and upload it.",
                megabytes(*limit)
            ),
            PhotoError::Empty => {
                "The photo was not stored: the file is empty; the transfer may have broken off. Choose the photo again and upload it.".into()
            }
            PhotoError::Heic { brand } => format!(
                "The photo was not stored: it is HEIC/HEIF ({brand}), which most office computers cannot open. iPhone: Settings › Camera › \
                 Formats › Most Compatible, then take it again; for a photo already taken, choose Options › Most Compatible when sharing, \
                 which gives a JPEG. Android: switch off HEIF (high efficiency pictures) in the camera's settings."
            ),
            PhotoError::UnsupportedPicture { kind } => format!(
                "The photo was not stored: {kind} pictures are not taken in, only JPEG, PNG and WebP. Save it as JPEG with any picture viewer and upload it."
            ),
            PhotoError::NotAPicture { looks_like } => format!(
                "The photo was not stored: its content is no picture but {looks_like}. The content counts, not the ending of the name. Upload the JPEG, PNG or WebP that the camera made."
            ),
            PhotoError::Damaged { kind, why } => format!(
                "The photo was not stored: the {kind} file is damaged or cut short ({why}). Open it on the phone to see that it is whole, then upload it again."
            ),
            PhotoError::TooManyPixels { width, height, limit } => format!(
                "The photo was not stored: {width} × {height} pixels are too many (at most {} megapixels for this kind of file, {SIDE_LIMIT} a side). Scale it down, or take it again at a lower resolution.",
                limit / 1_000_000
            ),
            PhotoError::Missing(hash) => format!(
                "The photo {} was not found in the storage. Check the link; if it is right, ask the system administrator to run changxiao doctor.",
                short(hash)
            ),
            PhotoError::Altered(hash) => format!(
                "The photo {} cannot be shown as evidence: its content no longer matches the fingerprint taken when it was stored. Ask the system administrator to restore it from a backup and to look into who touched the storage.",
                short(hash)
            ),
            PhotoError::Undecodable(why) => format!(
                "No thumbnail was made: the picture could not be decoded ({why}). The original is kept whole and can be downloaded."
            ),
            PhotoError::Storage(why) => format!(
                "The photo storage failed ({why}). Try again shortly; if it goes on, ask the system administrator to check disk space and the connection to the storage."
            ),
        }
    }
}

fn content_zh(looks_like: &'static str) -> &'static str {
    match looks_like {
        super::findings::TEXT => "文本",
        super::findings::UNKNOWN => "无法识别的数据",
        super::findings::MARKUP => "网页（HTML/XML）",
        other => other,
    }
}

/// What a check of the structure can find, in Chinese; the English words are the ones that the checks give.
fn damage_zh(why: &'static str) -> &'static str {
    match why {
        super::findings::CUT_SHORT => "文件被截断",
        super::findings::NO_END => "缺少结束标记，文件没有传完",
        super::findings::BAD_HEADER => "文件头不合格式",
        super::findings::NO_SIZE => "文件头中没有图片尺寸",
        super::findings::NO_PICTURE_DATA => "没有图像数据",
        super::findings::TOO_MANY_PARTS => "文件由异常多的碎块组成",
        other => other,
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes / 1024 / 1024
}

/// The first digits are enough for a person to tell two photos apart.
fn short(hash: &ContentHash) -> String {
    hash.to_string().chars().take(12).collect()
}
