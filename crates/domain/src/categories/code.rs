//! The code of a category: `C` or `E`, two digits of the major, two of the minor.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Components are things that stand there (部件), events are what happens (事件). Both number their majors from 01, so a
/// code without its class would be ambiguous.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CategoryClass {
    Component,
    Event,
}

impl CategoryClass {
    pub const ALL: [CategoryClass; 2] = [CategoryClass::Component, CategoryClass::Event];

    pub const fn code(self) -> &'static str {
        match self {
            CategoryClass::Component => "component",
            CategoryClass::Event => "event",
        }
    }

    /// The letter that leads a category code.
    pub const fn letter(self) -> char {
        match self {
            CategoryClass::Component => 'C',
            CategoryClass::Event => 'E',
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// A minor category, printed as `E0101`. Minors that a place adds for itself are numbered from 99 downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryCode {
    pub class: CategoryClass,
    /// 1 to 99.
    pub major: u8,
    /// 1 to 99.
    pub minor: u8,
}

/// What could not be read as a category code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a category code: C or E and four digits are expected, such as E0101")]
pub struct NotACategoryCode(pub String);

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}{:02}", self.class.letter(), self.major, self.minor)
    }
}

impl FromStr for CategoryCode {
    type Err = NotACategoryCode;

    fn from_str(text: &str) -> Result<Self, NotACategoryCode> {
        let refuse = || NotACategoryCode(text.chars().take(40).collect());
        let (class, digits) = match text.as_bytes() {
            [b'C', digits @ ..] => (CategoryClass::Component, digits),
            [b'E', digits @ ..] => (CategoryClass::Event, digits),
            _ => return Err(refuse()),
        };
        if digits.len() != 4 || !digits.iter().all(u8::is_ascii_digit) {
            return Err(refuse());
        }
        let number = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
        let code = Self { class, major: number(digits[0], digits[1]), minor: number(digits[2], digits[3]) };
        if code.major == 0 || code.minor == 0 { Err(refuse()) } else { Ok(code) }
    }
}

impl Serialize for CategoryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CategoryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
