//! What the duty matrix and a list of cases name: a minor, or a whole major.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{CategoryClass, CategoryCode};

/// `E04` or `E0405`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CategoryKey {
    Major(CategoryClass, u8),
    Minor(CategoryCode),
}

/// What is neither.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is neither a category nor a major: E0405 or E04 is expected")]
pub struct NotACategoryKey(pub String);

impl CategoryKey {
    pub const fn class(self) -> CategoryClass {
        match self {
            CategoryKey::Major(class, _) => class,
            CategoryKey::Minor(code) => code.class,
        }
    }

    /// The code of a minor; `None` for a major.
    pub const fn minor(self) -> Option<CategoryCode> {
        match self {
            CategoryKey::Major(..) => None,
            CategoryKey::Minor(code) => Some(code),
        }
    }
}

impl fmt::Display for CategoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CategoryKey::Major(class, major) => write!(f, "{}{major:02}", class.letter()),
            CategoryKey::Minor(code) => code.fmt(f),
        }
    }
}

impl FromStr for CategoryKey {
    type Err = NotACategoryKey;

    fn from_str(text: &str) -> Result<Self, NotACategoryKey> {
        let refuse = || NotACategoryKey(text.chars().take(40).collect());
        let class = match text.as_bytes() {
            [b'C', _, _] => CategoryClass::Component,
            [b'E', _, _] => CategoryClass::Event,
            _ => return text.parse().map(CategoryKey::Minor).map_err(|_| refuse()),
        };
        let digits = text.get(1..).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        let major = digits.and_then(|digits| digits.parse().ok()).filter(|major| *major > 0);
        major.map(|major| CategoryKey::Major(class, major)).ok_or_else(refuse)
    }
}

impl From<CategoryCode> for CategoryKey {
    fn from(code: CategoryCode) -> Self {
        CategoryKey::Minor(code)
    }
}

impl Serialize for CategoryKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CategoryKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        for text in ["E04", "C12", "E0405", "E04005"] {
            assert_eq!(text.parse::<CategoryKey>().map(|key| key.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "E", "E00", "EAB", "D04", "E4", "E040", "*", "０"] {
            assert!(text.parse::<CategoryKey>().is_err(), "{text}");
        }
    }
}
