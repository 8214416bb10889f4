//! The code of a category: `C` or `E`, two digits of the major, two or three of the minor.

use changxiao_words::coded;
use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

coded! {
    /// Components are things that stand there (部件), events are what happens (事件). Both number their majors from 01, so a
    /// code without its class would be ambiguous.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum CategoryClass {
        Component = "component", categories_category_class_component;
        Event = "event", categories_category_class_event;
    }
}

impl CategoryClass {
    /// The letter that leads a category code.
    pub const fn letter(self) -> char {
        match self {
            CategoryClass::Component => 'C',
            CategoryClass::Event => 'E',
        }
    }
}

/// A minor category, printed as `E0101` or, in lists with three digits a minor, `E01001`. Cities use both widths, so the width
/// is the list's own: a list never mixes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryCode {
    pub class: CategoryClass,
    /// 1 to 99.
    pub major: u8,
    /// 1 to 99 in two digits, 1 to 999 in three.
    pub minor: u16,
    minor_digits: u8,
}

/// What could not be read as a category code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a category code: C or E and four or five digits are expected, such as E0101 or E01001")]
pub struct NotACategoryCode(pub String);

impl CategoryCode {
    /// How many digits a minor may have.
    pub const MINOR_DIGITS: [u8; 2] = [2, 3];
    /// In lists with three digits the national minors end here and those of a place begin above.
    pub const LAST_NATIONAL_OF_THREE_DIGITS: u16 = 79;

    /// `None` for a number that has no place in the digits.
    pub fn new(class: CategoryClass, major: u8, minor: u16, minor_digits: u8) -> Option<Self> {
        let fits = Self::MINOR_DIGITS.contains(&minor_digits)
            && (1..=99).contains(&major)
            && (1..=Self::highest_minor(minor_digits)).contains(&minor);
        fits.then_some(Self { class, major, minor, minor_digits })
    }

    /// 99 or 999: where a place begins to number its own minors, downwards.
    pub const fn highest_minor(minor_digits: u8) -> u16 {
        if minor_digits == 3 { 999 } else { 99 }
    }

    pub const fn minor_digits(self) -> u8 {
        self.minor_digits
    }

    /// `E04`, the key of the major.
    pub fn major_key(self) -> String {
        format!("{}{:02}", self.class.letter(), self.major)
    }

    /// The minor in its digits, as a sheet shows it.
    pub fn minor_text(self) -> String {
        format!("{:0width$}", self.minor, width = usize::from(self.minor_digits))
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{:02}{:0width$}",
            self.class.letter(),
            self.major,
            self.minor,
            width = usize::from(self.minor_digits)
        )
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
        if !matches!(digits.len(), 4 | 5) || !digits.iter().all(u8::is_ascii_digit) {
            return Err(refuse());
        }
        let number = |digits: &[u8]| digits.iter().fold(0_u16, |number, digit| number * 10 + u16::from(digit - b'0'));
        let (major, minor) = digits.split_at(2);
        let minor_digits = if minor.len() == 3 { 3 } else { 2 };
        let major = u8::try_from(number(major)).map_err(|_| refuse())?;
        Self::new(class, major, number(minor), minor_digits).ok_or_else(refuse)
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
