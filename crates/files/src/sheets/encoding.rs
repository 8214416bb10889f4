//! Which encoding a text file has, told by its bytes alone.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{Problem, SheetError, Why, book::is_private};

/// The text of a CSV file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030.
///
/// A mark decides. Without one, bytes that are strictly valid UTF-8 are UTF-8: other text is so by chance only when it
/// has no character beyond ASCII. Then GB18030 (GB 18030-2022, which contains GBK and GB 2312) is tried strictly, and
/// believed when most of its two-byte characters lie where GB 2312 keeps common characters and punctuation.
///
/// # Errors
/// `UnknownEncoding` at the row and column of the first byte that fits nothing, with the bytes there as the value.
pub(super) fn decode<'a>(bytes: &'a [u8], file_name: &str) -> Result<Cow<'a, str>, SheetError> {
    let unknown = |at: usize| Err(unknown_encoding(bytes, at, file_name).into());
    if bytes.is_empty() {
        return Err(Problem::of_sheet(file_name, Why::Empty).into());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) else {
            return unknown(if encoding == UTF_8 { valid_utf8(bytes) } else { 0 });
        };
        assert!([UTF_8, UTF_16LE, UTF_16BE].contains(&encoding));
        return match text.find('\0') {
            Some(_) => unknown(0),
            None => Ok(text),
        };
    }
    // No text has this byte; UTF-16 without its mark is full of it.
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return unknown(at);
    }
    // What is whole in UTF-8 is UTF-8; a sign that nobody sees, such as a line break of Word (U+000B), is taken out of the cell later.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    if let Some(at) = bytes.iter().position(|byte| is_junk(*byte)) {
        return unknown(at);
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if is_plausible_gb18030(bytes) && (!text.contains(is_private) || is_common_gb18030(bytes)) => {
            Ok(text)
        }
        _ => unknown(valid_utf8(bytes)),
    }
}

/// Control characters that no text holds; line breaks of Word and of forms are text.
fn is_junk(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}

fn valid_utf8(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len)
}

/// Of the two-byte characters, six in ten must be common, or nine in ten be in GB/T 2312 at all: names of people beside ASCII are
/// often of its second level. Chinese text has nine in ten common ones; Big5 or Shift JIS read as GB18030 has three.
fn is_plausible_gb18030(bytes: &[u8]) -> bool {
    let (all, common, listed) = kinds(bytes);
    common * 10 >= all * 6 || listed * 10 >= all * 9
}

/// Text with a sign of the private use area is believed where everything beside it is common: other encodings read as GB18030 are
/// full of such signs.
fn is_common_gb18030(bytes: &[u8]) -> bool {
    let (all, common, _) = kinds(bytes);
    common * 10 >= all * 8
}

/// How many characters beyond ASCII there are; how many of them are common, rows 1 to 3 (punctuation, digits) and 16 to 55 (the 3,755
/// characters of level one) of GB/T 2312; and how many stand in GB/T 2312, with rows 56 to 87 (level two).
fn kinds(bytes: &[u8]) -> (usize, usize, usize) {
    let (mut at, mut all, mut common, mut listed) = (0, 0_usize, 0_usize, 0_usize);
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let second = bytes.get(at + 1).copied().unwrap_or(0);
        all += 1;
        if (0x30..=0x39).contains(&second) {
            at += 4;
            continue;
        }
        let row_is_common = matches!(bytes[at], 0xa1..=0xa3 | 0xb0..=0xd7);
        common += usize::from(row_is_common && second >= 0xa1);
        listed += usize::from((row_is_common || matches!(bytes[at], 0xd8..=0xf7)) && second >= 0xa1);
        at += 2;
    }
    (all, common, listed)
}

fn unknown_encoding(bytes: &[u8], at: usize, file_name: &str) -> Problem {
    let before = &bytes[..at.min(bytes.len())];
    let row = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let column = line.iter().filter(|byte| matches!(byte, b',' | b';' | b'\t')).count();
    let there: Vec<String> = bytes.iter().skip(at).take(8).map(|byte| format!("{byte:02X}")).collect();
    Problem::of_sheet(file_name, Why::UnknownEncoding)
        .at(u32::try_from(row).unwrap_or(u32::MAX), column)
        .with_value(&there.join(" "))
}
