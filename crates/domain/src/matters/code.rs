//! The names that a document gives to its fields, states and actions.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most letters of a name.
const MOST: usize = 32;

/// A small letter, then small letters, digits and `_`, 32 at most. It is a value without a place elsewhere, so that states and actions are small values too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    letters: [u8; MOST],
    length: u8,
}

impl Code {
    /// A name of the program's own. More letters than there is room for do not compile.
    pub const fn of(text: &'static str) -> Self {
        let (bytes, mut letters, mut at) = (text.as_bytes(), [0; MOST], 0);
        while at < bytes.len() {
            letters[at] = bytes[at];
            at += 1;
        }
        Self { letters, length: at as u8 }
    }

    /// `None` for what is no such name.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if !begins || text.len() > MOST || !text.bytes().all(fits) {
            return None;
        }
        let mut letters = [0; MOST];
        letters[..text.len()].copy_from_slice(text.as_bytes());
        Some(Self { letters, length: text.len() as u8 })
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let expected = "a small letter, then up to 31 small letters, digits or _";
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("“{text}” is no name: {expected}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_what_it_prints_and_nothing_else() {
        for text in ["a", "handed_in", "x9", &"l".repeat(MOST)] {
            assert_eq!(Code::parse(text).map(|code| code.to_string()).as_deref(), Some(text));
        }
        for text in ["", "_a", "9a", "A", "a b", "批", "a-b", &"l".repeat(MOST + 1)] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
        assert_eq!(Some(Code::of("lapse")), Code::parse("lapse"));
    }
}
