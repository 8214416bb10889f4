//! Whether an XLSX file may be unpacked at all. Everything is unpacked once and counted before any of it is parsed: the
//! sizes that the archive itself declares are claims.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Problem, ReadLimits, SheetError, Why};

/// Below this many unpacked bytes the ratio is no worry: an empty sheet with formats packs very tightly.
const RATIO_COUNTS_FROM: u64 = 10 * 1024 * 1024;
/// Text elements that the table of shared strings may hold; each costs memory of its own beside its bytes.
const SHARED_STRINGS_LIMIT: u64 = 3_000_000;
const BUFFER: usize = 64 * 1024;
const LINE_OF_LIST: &[u8] = b"PK\x01\x02";

/// Checks all parts of a workbook.
///
/// # Errors
/// Names the part as the value. Takes at most the time of unpacking `unpacked_bytes`, and 64 kB of memory.
pub(super) fn check(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<(), SheetError> {
    let refuse = |why, part: &str| Err(Problem::of_sheet(file_name, why).with_value(part).into());
    let archive = match walk(bytes, limits) {
        Ok(archive) => archive,
        Err((why, part)) => return refuse(why, &part),
    };
    let has_workbook = archive.file_names_raw().any(|name| name.eq_ignore_ascii_case(b"xl/workbook.xml"));
    match archive.index_for_name("xl/workbook.bin") {
        _ if has_workbook => Ok(()),
        Some(_) => refuse(Why::OtherFormat { looks_like: "XLSB".into() }, ""),
        None => refuse(Why::OtherFormat { looks_like: "ZIP/ODS/DOCX".into() }, ""),
    }
}

/// Opens the list of parts, which is read whole before anybody can ask how long it is: so its lines are counted first. Each begins with a
/// mark of its own (APPNOTE.TXT, 4.3.12), wherever the list lies; packed content has such bytes once in four billion.
///
/// # Errors
/// There are more than `most` parts, or the list cannot be read.
pub(crate) fn open(bytes: &[u8], most: usize) -> Result<ZipArchive<Cursor<&[u8]>>, Why> {
    if bytes.windows(LINE_OF_LIST.len()).filter(|mark| *mark == LINE_OF_LIST).nth(most).is_some() {
        return Err(Why::TooManyParts { limit: most });
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| Why::DamagedWorkbook { detail: error.to_string() })
}

/// Unpacks everything once and counts it; workbooks and other documents of the same make go through here.
///
/// # Errors
/// Why it may not be unpacked, and the part that says so.
pub(crate) fn walk<'a>(bytes: &'a [u8], limits: &ReadLimits) -> Result<ZipArchive<Cursor<&'a [u8]>>, (Why, String)> {
    let refuse = |why, part: &str| Err((why, part.to_owned()));
    let damaged = |detail: String, part: &str| Err((Why::DamagedWorkbook { detail }, part.to_owned()));
    let mut archive = open(bytes, limits.zip_entries).map_err(|why| (why, String::new()))?;
    let (mut unpacked, mut packed) = (0_u64, 0_u64);
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return refuse(Why::Encrypted, "");
            }
            Err(error) => return damaged(error.to_string(), ""),
        };
        let part = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let lower = part.to_ascii_lowercase();
        if entry.encrypted() {
            return refuse(Why::Encrypted, &part);
        }
        if lower.ends_with("vbaproject.bin") || lower.contains("/macrosheets/") {
            return refuse(Why::Macros, &part);
        }
        packed += entry.compressed_size();
        if packed > bytes.len() as u64 {
            return refuse(Why::OverlappingParts, &part);
        }
        let ratio_limit = entry.compressed_size().saturating_mul(limits.unpacked_ratio).max(RATIO_COUNTS_FROM);
        let mut scan = Scan::new(lower.ends_with("sharedstrings.xml"));
        let is_xml = lower.ends_with(".xml") || lower.ends_with(".rels") || lower.ends_with(".vml");
        let mut buffer = vec![0; BUFFER];
        let mut of_this = 0;
        loop {
            let length = match entry.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) => return damaged(error.to_string(), &part),
            };
            unpacked += length as u64;
            of_this += length as u64;
            if of_this > ratio_limit {
                return refuse(Why::PackedTooTightly { limit_ratio: limits.unpacked_ratio }, &part);
            }
            if unpacked > limits.unpacked_bytes {
                return refuse(Why::UnpacksTooLarge { limit_bytes: limits.unpacked_bytes }, &part);
            }
            if is_xml && let Some(why) = scan.look(&buffer[..length]) {
                return refuse(why, &part);
            }
        }
    }
    Ok(archive)
}

/// Looks through an XML part in pieces.
struct Scan {
    counts_strings: bool,
    elements: u64,
    first: bool,
    /// The last bytes of the piece before, so that a word on the seam is seen.
    seam: Vec<u8>,
}

impl Scan {
    fn new(counts_strings: bool) -> Self {
        Self { counts_strings, elements: 0, first: true, seam: Vec::new() }
    }

    fn look(&mut self, piece: &[u8]) -> Option<Why> {
        // XML in UTF-16 would carry its declarations past the search below; no program writes XLSX so.
        if std::mem::take(&mut self.first)
            && (piece.starts_with(b"\xff\xfe") || piece.starts_with(b"\xfe\xff") || piece.contains(&0))
        {
            return Some(Why::DamagedWorkbook { detail: "XML is not UTF-8".into() });
        }
        self.seam.extend_from_slice(&piece[..piece.len().min(8)]);
        if declares(&self.seam) || declares(piece) {
            return Some(Why::XmlDeclarations);
        }
        if piece.len() >= 8 {
            self.seam = piece[piece.len() - 8..].to_vec();
        }
        if self.counts_strings {
            // `<si><t>text</t></si>` has four.
            self.elements += piece.iter().filter(|byte| **byte == b'<').count() as u64;
            if self.elements > SHARED_STRINGS_LIMIT * 4 {
                return Some(Why::TooManyParts { limit: usize::try_from(SHARED_STRINGS_LIMIT).unwrap_or(usize::MAX) });
            }
        }
        None
    }
}

fn declares(piece: &[u8]) -> bool {
    let mut rest = piece;
    while let Some(at) = rest.iter().position(|byte| *byte == b'!') {
        if at > 0 && rest[at - 1] == b'<' {
            let word = &rest[at + 1..];
            if word.starts_with(b"DOCTYPE") || word.starts_with(b"ENTITY") {
                return true;
            }
        }
        rest = &rest[at + 1..];
    }
    false
}
