//! A division code and its arithmetic.

use changxiao_words::coded;
use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

coded! {
    /// How deep a division lies. The order runs from the widest to the narrowest.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Level {
        Province = "province", divisions_level_province;
        Prefecture = "prefecture", divisions_level_prefecture;
        County = "county", divisions_level_county;
        Township = "township", divisions_level_township;
        Village = "village", divisions_level_village;
    }
}

impl Level {
    /// How many digits a code of this level has.
    pub const fn digits(self) -> u32 {
        match self {
            Level::Province => 2,
            Level::Prefecture => 4,
            Level::County => 6,
            Level::Township => 9,
            Level::Village => 12,
        }
    }
}

/// The code of a division: 2, 4, 6, 9 or 12 digits, never with a leading zero.
///
/// Codes sort in tree order: a division directly before everything that lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct DivisionCode(i64);

/// What could not be read as a division code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a division code: 2, 4, 6, 9 or 12 digits are expected, the first of them 1 to 8")]
pub struct NotADivisionCode(pub String);

impl DivisionCode {
    /// Checks a number.
    ///
    /// Errors: a number that no level of statistical codes has.
    pub fn new(number: i64) -> Result<Self, NotADivisionCode> {
        let refused = || NotADivisionCode(number.to_string());
        let level = level_of(number).ok_or_else(refused)?;
        let province = number / 10_i64.pow(level.digits() - 2);
        if (10..90).contains(&province) { Ok(Self(number)) } else { Err(refused()) }
    }

    /// The code as a number of 2 to 12 digits, as the database keeps it.
    pub const fn number(self) -> i64 {
        self.0
    }

    pub fn level(self) -> Level {
        // A code is only ever made by `new`, which found a level.
        level_of(self.0).unwrap_or(Level::Village)
    }

    /// The division above, by arithmetic; `None` for a province.
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            Level::Province => None,
            Level::Prefecture | Level::County => Some(Self(self.0 / 100)),
            Level::Township | Level::Village => Some(Self(self.0 / 1000)),
        }
    }

    /// The division of `level` in which this one lies, itself included; `None` when this one lies higher.
    pub fn at_level(self, level: Level) -> Option<Self> {
        let mut code = self;
        while code.level() > level {
            code = code.parent()?;
        }
        (code.level() == level).then_some(code)
    }

    /// True when this division is `ancestor` or lies in it.
    pub fn is_within(self, ancestor: DivisionCode) -> bool {
        let (low, high) = ancestor.range();
        self.level() >= ancestor.level() && (low..=high).contains(&self.padded())
    }

    /// The code filled up with zeros to 12 digits. A county-less prefecture (4419) and the county code that stands in for its
    /// missing counties (441900) share a padded code, so this is a search key and never an identity.
    pub fn padded(self) -> i64 {
        self.0 * self.room()
    }

    /// The first and last padded code of this division and everything in it, both included: `padded BETWEEN low AND high`.
    pub fn range(self) -> (i64, i64) {
        let low = self.padded();
        (low, low + self.room() - 1)
    }

    /// The widest division that a 12-digit code with trailing zeros can mean (350600000000 is 3506), as map services and the
    /// statistics bureau write codes above village level.
    ///
    /// Errors: not twelve digits, or no code.
    pub fn from_padded(padded: i64) -> Result<Self, NotADivisionCode> {
        let village = Self::new(padded)?;
        if village.level() != Level::Village {
            return Err(NotADivisionCode(padded.to_string()));
        }
        let widest =
            Level::ALL.into_iter().find_map(|level| village.at_level(level).filter(|code| code.padded() == padded));
        Ok(widest.unwrap_or(village))
    }

    /// The widest division with the same twelve digits: 350600 and 350600000000 are 3506, and 441900, the county that stands in for the
    /// counties that 4419 does not have, is 4419.
    #[must_use]
    pub fn widest(self) -> Self {
        Self::from_padded(self.padded()).unwrap_or(self)
    }

    /// The division in which this one lies as lists of one place a row name it: the one above, and the widest of it.
    pub fn parent_listed(self) -> Option<Self> {
        self.parent().map(Self::widest)
    }

    /// How many padded codes one division of this level spans.
    const fn room(self) -> i64 {
        match level_of(self.0) {
            Some(Level::Province) => 10_000_000_000,
            Some(Level::Prefecture) => 100_000_000,
            Some(Level::County) => 1_000_000,
            Some(Level::Township) => 1_000,
            Some(Level::Village) | None => 1,
        }
    }
}

/// Written out, because sorting and looking up divisions asks for it many thousand times.
const fn level_of(number: i64) -> Option<Level> {
    match number {
        10..=99 => Some(Level::Province),
        1_000..=9_999 => Some(Level::Prefecture),
        100_000..=999_999 => Some(Level::County),
        100_000_000..=999_999_999 => Some(Level::Township),
        100_000_000_000..=999_999_999_999 => Some(Level::Village),
        _ => None,
    }
}

impl PartialOrd for DivisionCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DivisionCode {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.padded(), self.level()).cmp(&(other.padded(), other.level()))
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DivisionCode {
    type Err = NotADivisionCode;
    fn from_str(text: &str) -> Result<Self, NotADivisionCode> {
        let refused = || NotADivisionCode(text.chars().take(60).collect());
        let digits = text.trim();
        if digits.is_empty() || digits.len() > 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused());
        }
        digits.parse().map_err(|_| refused()).and_then(|number| Self::new(number).map_err(|_| refused()))
    }
}

impl TryFrom<i64> for DivisionCode {
    type Error = NotADivisionCode;
    fn try_from(number: i64) -> Result<Self, NotADivisionCode> {
        Self::new(number)
    }
}

impl From<DivisionCode> for i64 {
    fn from(code: DivisionCode) -> i64 {
        code.0
    }
}
