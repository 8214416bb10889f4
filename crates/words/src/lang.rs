//! What a language does beside naming itself. The languages are listed in `build.rs`.

use crate::Lang;

impl Lang {
    /// The one of two names that data brought: those of a city, a standard, a category are kept in Chinese and in English, and
    /// whoever reads neither reads the English ones.
    pub const fn of_data<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            _ => en,
        }
    }

    /// The language with this tag; `None` for one that does not exist.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::EVERY.iter().copied().find(|lang| lang.tag() == tag)
    }
}
