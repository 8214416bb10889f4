//! A text by its name, before anybody knows in which language it will be read.

use std::fmt;

use crate::{Lang, Texts, texts};

/// The name of a text; see [`crate::keys`].
#[derive(Clone, Copy)]
pub struct Key(pub(crate) fn(&Texts) -> &'static str, pub(crate) &'static str);

impl Key {
    /// The text in a language.
    pub fn text(self, lang: Lang) -> &'static str {
        self.0(texts(lang))
    }

    /// The name, as it stands in the catalogue.
    pub const fn name(self) -> &'static str {
        self.1
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}
