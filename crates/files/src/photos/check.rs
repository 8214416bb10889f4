//! What a photo is by its content, and whether it is whole. Nothing is decoded here: a header and a walk over the
//! parts cost little, so an upload can be answered at once; decoding waits for the first look at the thumbnail.

use super::{
    DECODING_LIMIT, MediaType, PIXELS_LIMIT, PhotoError, SIDE_LIMIT,
    findings::{MARKUP, NO_SIZE, TEXT, UNKNOWN},
    jpeg, png,
    shape::{Shape, damaged},
    webp,
};

/// So many bytes decide what a file is.
pub(super) const HEAD: usize = 64;

/// The kind and the size in pixels of a whole file, or why it is not a photo that can be taken in.
pub(super) fn inspect(content: &[u8]) -> Result<(MediaType, Shape), PhotoError> {
    let media = media_of(content)?;
    let shape = match media {
        MediaType::Jpeg => jpeg::inspect(content)?,
        MediaType::Png => png::inspect(content)?,
        MediaType::WebP => webp::inspect(content)?,
    };
    let limit = pixels_limit(&shape);
    let pixels = u64::from(shape.width) * u64::from(shape.height);
    if pixels == 0 {
        return Err(damaged(media, NO_SIZE));
    }
    if shape.width > SIDE_LIMIT || shape.height > SIDE_LIMIT || pixels > limit {
        return Err(PhotoError::TooManyPixels { width: shape.width, height: shape.height, limit });
    }
    Ok((media, shape))
}

/// The kind by the first bytes (`HEAD` of them decide; fewer are judged as they are).
pub(super) fn media_of(content: &[u8]) -> Result<MediaType, PhotoError> {
    if content.is_empty() {
        return Err(PhotoError::Empty);
    }
    if content.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(MediaType::Jpeg);
    }
    if content.starts_with(png::SIGNATURE) {
        return Ok(MediaType::Png);
    }
    if content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        return Ok(MediaType::WebP);
    }
    if content.get(4..8) == Some(b"ftyp") {
        return Err(base_media_file(content));
    }
    Err(other_content(content))
}

/// Sixty megapixels, or fewer where the decoder has to hold all of them at once.
fn pixels_limit(shape: &Shape) -> u64 {
    (DECODING_LIMIT * 100).checked_div(shape.held_per_pixel_x100).unwrap_or(PIXELS_LIMIT).min(PIXELS_LIMIT)
}

/// The container of ISO/IEC 14496-12: its major and compatible brands say whether it holds a still picture or a film.
fn base_media_file(content: &[u8]) -> PhotoError {
    const STILL: [&[u8]; 14] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1", b"avif",
        b"avis", b"miaf",
    ];
    let end = content.get(..4).and_then(|length| length.try_into().ok()).map_or(0, u32::from_be_bytes) as usize;
    let brands = content.get(8..end.clamp(12, 256).min(content.len()).max(8)).unwrap_or_default();
    match brands.chunks(4).find(|brand| STILL.contains(brand)) {
        Some(brand) => PhotoError::Heic { brand: String::from_utf8_lossy(brand).into_owned() },
        None => PhotoError::NotAPicture { looks_like: "MP4/MOV" },
    }
}

fn other_content(content: &[u8]) -> PhotoError {
    const PICTURES: [(&[u8], &str); 7] = [
        (b"GIF8", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"8BPS", "PSD"),
        (b"\0\0\0\x0cJXL ", "JPEG XL"),
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    ];
    const OTHERS: [(&[u8], &str); 9] = [
        (b"%PDF", "PDF"),
        (b"PK\x03\x04", "ZIP (XLSX/DOCX/APK)"),
        (b"PK\x05\x06", "ZIP"),
        (b"Rar!", "RAR"),
        (b"7z\xbc\xaf", "7-Zip"),
        (b"\x1f\x8b", "gzip"),
        (b"MZ", "EXE"),
        (b"\x7fELF", "ELF"),
        (b"\xd0\xcf\x11\xe0", "DOC/XLS"),
    ];
    if let Some((_, kind)) = PICTURES.iter().find(|(magic, _)| content.starts_with(magic)) {
        return PhotoError::UnsupportedPicture { kind };
    }
    // Two letters are too little to name a bitmap by; its header repeats the length of the file and four zeros.
    if content.starts_with(b"BM") && content.get(6..10) == Some(&[0; 4]) {
        return PhotoError::UnsupportedPicture { kind: "BMP" };
    }
    if let Some((_, looks_like)) = OTHERS.iter().find(|(magic, _)| content.starts_with(magic)) {
        return PhotoError::NotAPicture { looks_like };
    }
    let head = &content[..content.len().min(HEAD)];
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if text.starts_with(b"<") {
        let lower = text.to_ascii_lowercase();
        let svg = lower.windows(4).any(|part| part == b"<svg");
        return PhotoError::NotAPicture { looks_like: if svg { "SVG" } else { MARKUP } };
    }
    let printable = head.iter().all(|byte| *byte >= 0x20 || byte.is_ascii_whitespace());
    PhotoError::NotAPicture { looks_like: if printable { TEXT } else { UNKNOWN } }
}
