//! What can be said in any language.

use std::borrow::Cow;

use crate::{Key, Lang, Message, Value};

/// A value that people read: a text of the catalogue, a message, a value of an enum declared with [`crate::coded!`].
pub trait Say {
    fn say(&self, lang: Lang) -> Cow<'static, str>;
}

impl Say for Key {
    fn say(&self, lang: Lang) -> Cow<'static, str> {
        self.text(lang).into()
    }
}

impl Say for Message {
    fn say(&self, lang: Lang) -> Cow<'static, str> {
        self.words(lang).into()
    }
}

impl Say for Value {
    fn say(&self, lang: Lang) -> Cow<'static, str> {
        self.words(lang).into()
    }
}

impl<T: Say + ?Sized> Say for &T {
    fn say(&self, lang: Lang) -> Cow<'static, str> {
        (**self).say(lang)
    }
}
