//! What the codes of a font mean (ISO 32000-1, 9.7 and 9.10).

use std::collections::HashMap;

use encoding_rs::{Encoding, GB18030, UTF_16BE, WINDOWS_1252};

use super::{
    file::{File, is_of},
    lexer::{Dict, Lexer, Object},
};
use crate::documents::DocumentFault;

/// No map names more signs.
const MOST_SIGNS: usize = 70_000;

/// How the codes of a font become text.
pub(super) struct Font {
    /// Its own map to Unicode.
    signs: HashMap<u32, String>,
    /// Codes of two bytes.
    is_wide: bool,
    /// For codes that the map does not name, or all of them.
    encoding: Option<&'static Encoding>,
}

impl Font {
    pub fn of(file: &mut File<'_>, font: &Dict) -> Result<Self, DocumentFault> {
        let is_wide = is_of(font, b"Subtype", b"Type0");
        let mut read = Self { signs: HashMap::new(), is_wide, encoding: encoding(font, is_wide) };
        if let Some(Object::Reference(number)) = font.get(b"ToUnicode".as_slice())
            && let Some((_, map)) = file.stream(*number)?
        {
            let mut lexer = Lexer::new(&map, 0, file.left);
            read.take_map(&mut lexer);
            file.left = lexer.left;
        }
        if read.signs.is_empty() && read.encoding.is_none() {
            file.is_partial = true;
        }
        Ok(read)
    }

    pub fn text(&self, codes: &[u8]) -> String {
        if self.signs.is_empty() {
            return self.decoded(codes);
        }
        let mut text = String::new();
        for code in codes.chunks(if self.is_wide { 2 } else { 1 }) {
            let number = code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            match self.signs.get(&number) {
                Some(sign) => text.push_str(sign),
                None => text.push_str(&self.decoded(code)),
            }
        }
        text
    }

    fn decoded(&self, codes: &[u8]) -> String {
        let decoded = self.encoding.map(|encoding| encoding.decode_without_bom_handling(codes).0.into_owned());
        decoded.unwrap_or_default().replace('\u{fffd}', "")
    }

    /// `beginbfchar … endbfchar`, `beginbfrange … endbfrange`, and how long codes are.
    fn take_map(&mut self, lexer: &mut Lexer<'_>) {
        let mut values: Vec<Object> = Vec::new();
        while let Some(object) = lexer.next() {
            let Object::Word(word) = object else {
                values.push(object);
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" => {
                    self.is_wide = values.iter().any(|value| matches!(value, Object::Text(code) if code.len() == 2));
                }
                b"endbfchar" => values.chunks_exact(2).for_each(|pair| self.take_sign(pair)),
                b"endbfrange" => values.chunks_exact(3).for_each(|range| self.take_range(range)),
                _ => {}
            }
            values.clear();
        }
    }

    fn take_sign(&mut self, pair: &[Object]) {
        if let [Object::Text(code), Object::Text(sign)] = pair {
            self.put(number(code), utf16(sign));
        }
    }

    fn take_range(&mut self, range: &[Object]) {
        let [Object::Text(from), Object::Text(to), signs] = range else { return };
        let (from, to) = (number(from), number(to));
        let room = u32::try_from(MOST_SIGNS - self.signs.len().min(MOST_SIGNS)).unwrap_or(0);
        for step in 0..to.saturating_sub(from).saturating_add(1).min(room) {
            match signs {
                Object::Text(first) => self.put(from + step, counted_up(first, step)),
                Object::Array(each) => {
                    let Some(Object::Text(sign)) = each.get(step as usize) else { return };
                    self.put(from + step, utf16(sign));
                }
                _ => return,
            }
        }
    }

    fn put(&mut self, code: u32, sign: String) {
        if self.signs.len() < MOST_SIGNS && !sign.is_empty() && sign.len() < 64 {
            self.signs.insert(code, sign);
        }
    }
}

/// The Chinese encodings that have a name; of other fonts of two bytes nothing is known without a map. Fonts of one byte are Latin.
fn encoding(font: &Dict, is_wide: bool) -> Option<&'static Encoding> {
    if !is_wide {
        return Some(WINDOWS_1252);
    }
    let Some(Object::Name(name)) = font.get(b"Encoding".as_slice()) else { return None };
    match name.as_slice() {
        name if name.starts_with(b"UniGB-") => Some(UTF_16BE),
        name if name.starts_with(b"GB") => Some(GB18030),
        _ => None,
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A text of the file itself, not of a font (ISO 32000-1, 7.9.2).
pub(super) fn text_string(text: &[u8]) -> String {
    match text.strip_prefix(b"\xfe\xff") {
        Some(text) => utf16(text),
        None => WINDOWS_1252.decode_without_bom_handling(text).0.into_owned(),
    }
}

fn utf16(sign: &[u8]) -> String {
    UTF_16BE.decode_without_bom_handling(sign).0.replace(['\u{fffd}', '\0'], "")
}

/// The sign so many steps behind the first one: its last unit is counted up.
fn counted_up(first: &[u8], step: u32) -> String {
    let mut sign = first.to_vec();
    if let [.., high, low] = sign.as_mut_slice() {
        let last = (u32::from(*high) << 8 | u32::from(*low)).wrapping_add(step).to_be_bytes();
        (*high, *low) = (last[2], last[3]);
    }
    utf16(&sign)
}
