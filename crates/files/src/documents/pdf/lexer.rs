//! Words of a PDF (ISO 32000-1, 7.2 and 7.3).

use std::collections::HashMap;

/// A value, or an operator of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// The number of an object of the file.
    Reference(u32),
    /// Anything else that is no value: `obj`, `Tj`.
    Word(Vec<u8>),
}

pub(super) type Dict = HashMap<Vec<u8>, Object>;

/// Nothing that an office writes is deeper.
const DEEPEST: usize = 40;

/// Reads words from a place on. `left` is how many it may still make.
pub(super) struct Lexer<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
    pub left: usize,
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8], at: usize, left: usize) -> Self {
        Self { bytes, at, left }
    }

    /// The next value or word; `None` at the end, and where no more may be made.
    pub fn next(&mut self) -> Option<Object> {
        self.object(0)
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.skip_blanks();
        self.left = self.left.checked_sub(1)?;
        let first = *self.bytes.get(self.at)?;
        match first {
            b'/' => {
                self.at += 1;
                Some(Object::Name(self.name()))
            }
            b'(' => Some(Object::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                self.dict(depth)
            }
            b'<' => Some(Object::Text(self.hex())),
            b'[' => {
                self.at += 1;
                self.array(depth)
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(self.number()),
            b']' | b'{' | b'}' | b')' => {
                self.at += 1;
                Some(Object::Word(vec![first]))
            }
            b'>' => {
                self.at += if self.bytes.get(self.at + 1) == Some(&b'>') { 2 } else { 1 };
                Some(Object::Word(b">>".to_vec()))
            }
            _ => {
                let word = self.regular();
                Some(if word == b"null" { Object::Null } else { Object::Word(word.to_vec()) })
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        let mut all = Vec::new();
        if depth >= DEEPEST {
            return None;
        }
        loop {
            match self.object(depth + 1)? {
                Object::Word(word) if word == b"]" => return Some(Object::Array(all)),
                object => push(&mut all, object),
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Object> {
        let (mut dict, mut values) = (Dict::new(), Vec::new());
        let mut key: Option<Vec<u8>> = None;
        if depth >= DEEPEST {
            return None;
        }
        loop {
            match self.object(depth + 1)? {
                Object::Word(word) if word == b">>" => {
                    put(&mut dict, key, &mut values);
                    return Some(Object::Dict(dict));
                }
                // A name is a key where the value before it is whole.
                Object::Name(name) if key.is_none() || !values.is_empty() => {
                    put(&mut dict, key.replace(name), &mut values);
                }
                object => push(&mut values, object),
            }
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'%' => {
                    let rest = &self.bytes[self.at..];
                    self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                }
                byte if is_blank(*byte) => self.at += 1,
                _ => return,
            }
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| is_blank(*byte) || is_delimiter(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn name(&mut self) -> Vec<u8> {
        let (text, mut name) = (self.regular(), Vec::new());
        let mut at = 0;
        while at < text.len() {
            let code = (text[at] == b'#').then(|| text.get(at + 1..at + 3)).flatten().and_then(hex_byte);
            name.push(code.unwrap_or(text[at]));
            at += if code.is_some() { 3 } else { 1 };
        }
        name
    }

    fn number(&mut self) -> Object {
        let text = self.regular();
        let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
        if text.is_empty() {
            self.at += 1;
        }
        number.map_or_else(|| Object::Word(text.to_vec()), Object::Number)
    }

    fn hex(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at + 1..];
        let length = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        self.at += length + 2;
        let mut digits: Vec<u8> = rest[..length].iter().copied().filter(u8::is_ascii_hexdigit).collect();
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        digits.chunks_exact(2).filter_map(hex_byte).collect()
    }

    fn literal(&mut self) -> Vec<u8> {
        let (mut text, mut depth) = (Vec::new(), 0_u32);
        while let Some(byte) = self.bytes.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'(' => {
                    depth += 1;
                    if depth > 1 {
                        text.push(byte);
                    }
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return text;
                    }
                    text.push(byte);
                }
                b'\\' => self.escaped(&mut text),
                byte => text.push(byte),
            }
        }
        text
    }

    fn escaped(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.bytes.get(self.at).copied() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' if self.bytes.get(self.at) == Some(&b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.bytes.get(self.at).copied() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(code.to_le_bytes()[0]);
            }
            byte => text.push(byte),
        }
    }
}

/// `12 0 R` is one value.
fn push(all: &mut Vec<Object>, object: Object) {
    if matches!(&object, Object::Word(word) if word == b"R")
        && let [.., Object::Number(number), Object::Number(_)] = all.as_slice()
    {
        let number = *number as u32;
        all.truncate(all.len() - 2);
        all.push(Object::Reference(number));
    } else {
        all.push(object);
    }
}

fn put(dict: &mut Dict, key: Option<Vec<u8>>, values: &mut Vec<Object>) {
    if let (Some(key), Some(value)) = (key, values.drain(..).next_back()) {
        dict.insert(key, value);
    }
}

pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Object {
        Object::Name(text.into())
    }

    #[test]
    fn a_dictionary_holds_names_numbers_references_and_texts() {
        let mut lexer =
            Lexer::new(b"<< /Type /Page /Kids [3 0 R 4 0 R] /T (a\\(b\\051\\101) /N -1.5 /H <4F6> >> obj", 0, 100);
        let Some(Object::Dict(dict)) = lexer.next() else { panic!("no dictionary") };
        assert_eq!(dict[b"Type".as_slice()], name("Page"));
        assert_eq!(dict[b"Kids".as_slice()], Object::Array(vec![Object::Reference(3), Object::Reference(4)]));
        assert_eq!(dict[b"T".as_slice()], Object::Text(b"a(b)A".to_vec()));
        assert_eq!(dict[b"N".as_slice()], Object::Number(-1.5));
        assert_eq!(dict[b"H".as_slice()], Object::Text(vec![0x4f, 0x60]));
        assert_eq!(lexer.next(), Some(Object::Word(b"obj".to_vec())));
    }

    #[test]
    fn what_is_too_deep_or_too_much_ends() {
        assert_eq!(Lexer::new(&b"[".repeat(1_000_000), 0, usize::MAX).next(), None);
        assert_eq!(Lexer::new(b"[1 2 3]", 0, 3).next(), None);
        for broken in [&b"<<"[..], b"(", b"<", b"[<<", b"\\", b"+", b"/", b"%", b")", b"<< /A"] {
            let mut lexer = Lexer::new(broken, 0, 100);
            while lexer.next().is_some() {}
        }
    }
}
