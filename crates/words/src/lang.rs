//! What a language does beside naming itself. The languages are listed in `build.rs`.

use crate::Lang;

impl Lang {
    /// What a city writes for itself: places and units that are stored as text, sheets that are read in again, codes of other
    /// systems. It is that of its data and nobody chooses it.
    pub const RECORDS: Lang = Lang::Zh;

    /// The one of two names that data brought: those of a city, a standard, a category are kept in Chinese and in English, and
    /// whoever reads neither reads the English ones.
    pub const fn of_data<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            _ => en,
        }
    }

    /// The same where the English name may be missing: then it is the Chinese one.
    pub const fn of_names<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.of_data(zh, en) }
    }

    /// The language of the name that [`Self::of_data`] does not give, for pages that show both.
    pub const fn other_of_data(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            _ => Lang::Zh,
        }
    }

    /// The language with this tag; `None` for one that does not exist.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::EVERY.iter().copied().find(|lang| lang.tag() == tag)
    }
}
