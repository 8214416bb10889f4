//! MP4 and M4A: boxes within boxes (ISO/IEC 14496-12). Its tracks say how it is encoded, the sizes of its boxes where it ends.

use std::io::{Read, Seek};

use super::{RecordingFault, RecordingKind, parts};

/// The boxes of the outermost level; a film that is sent piece by piece has two a second.
const MOST_BOXES: usize = 100_000;
/// The largest index that is read, in bytes: one of an hour has some two megabytes.
const INDEX_LIMIT: u64 = 32 * 1024 * 1024;
/// Brands of still pictures, which are none of these.
const STILL: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];
/// H.264 (ISO/IEC 14496-15) and AAC or MP3 (ISO/IEC 14496-3): what every browser plays.
const SEEN: [&[u8]; 2] = [b"avc1", b"avc3"];
const HEARD: [&[u8]; 2] = [b"mp4a", b".mp3"];

pub(super) fn may_begin(head: &[u8]) -> bool {
    let end = parts::u32_be(head, 0).map_or(0, |size| size as usize).clamp(12, head.len().max(12));
    let brands = head.get(8..end.min(head.len())).unwrap_or_default();
    head.get(4..8) == Some(b"ftyp") && !brands.chunks(4).any(|brand| STILL.contains(&brand))
}

pub(super) fn look(file: &mut (impl Read + Seek), length: u64) -> Result<RecordingKind, RecordingFault> {
    let (mut at, mut index, mut content) = (0, None, false);
    for _ in 0..MOST_BOXES {
        if at >= length {
            break;
        }
        let head = parts::at(file, at, 16)?;
        let (size, head_length) = match parts::u32_be(&head, 0) {
            Some(0) => (length - at, 8),
            Some(1) => (head.get(8..16).and_then(|size| size.try_into().ok()).map_or(0, u64::from_be_bytes), 16),
            Some(size) => (u64::from(size), 8),
            None => return Err(RecordingFault::CutShort),
        };
        if size < head_length {
            return Err(RecordingFault::Damaged);
        }
        if size > length - at {
            return Err(RecordingFault::CutShort);
        }
        match head.get(4..8) {
            Some(b"moov") if size > INDEX_LIMIT => return Err(RecordingFault::Damaged),
            Some(b"moov") => index = Some(parts::at(file, at + head_length, size - head_length)?),
            Some(b"mdat") => content = true,
            _ => {}
        }
        at += size;
    }
    match index {
        Some(index) if content => of_tracks(&index),
        _ => Err(RecordingFault::CutShort),
    }
}

/// What the tracks are: a video, or sound alone.
fn of_tracks(index: &[u8]) -> Result<RecordingKind, RecordingFault> {
    let (mut seen, mut heard) = (false, false);
    for track in boxes(index).filter(|(kind, _)| *kind == b"trak").map(|(_, content)| content) {
        let media = inner(track, b"mdia").unwrap_or_default();
        let handler = inner(media, b"hdlr").and_then(|content| content.get(8..12)).unwrap_or_default();
        let table = inner(media, b"minf").and_then(|media| inner(media, b"stbl")).unwrap_or_default();
        let codec = inner(table, b"stsd").and_then(|content| content.get(12..16)).unwrap_or_default();
        let plays = match handler {
            b"vide" => SEEN.contains(&codec),
            b"soun" => HEARD.contains(&codec),
            // Subtitles, chapters, data of a camera.
            _ => continue,
        };
        if !plays {
            let shown = codec.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '?' });
            return Err(RecordingFault::Codec { codec: shown.collect() });
        }
        seen |= handler == b"vide";
        heard |= handler == b"soun";
    }
    match (seen, heard) {
        (true, _) => Ok(RecordingKind::Mp4),
        (false, true) => Ok(RecordingKind::M4a),
        (false, false) => Err(RecordingFault::Damaged),
    }
}

fn inner<'a>(content: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(content).find(|(of, _)| *of == kind).map(|(_, content)| content)
}

/// The boxes of a box, until one does not fit.
fn boxes(mut content: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let size = parts::u32_be(content, 0)? as usize;
        let size = if size == 0 { content.len() } else { size };
        if size < 8 || size > content.len() {
            return None;
        }
        let (one, rest) = content.split_at(size);
        content = rest;
        Some((&one[4..8], &one[8..]))
    })
}
