//! A sentence that is put together where something happens and read where somebody looks: a key and its values.

use crate::{Key, Lang, fill, keys};

/// A text of the catalogue with what takes the place of its placeholders. Make one with [`crate::say!`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    key: Key,
    values: Vec<(&'static str, Value)>,
}

/// What takes the place of a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The same in every language: a number, a code, what somebody typed.
    Plain(String),
    /// Words of the catalogue.
    Words(Key),
    /// A sentence inside a sentence.
    Message(Box<Message>),
    /// A name that data brought in Chinese and English.
    Named { zh: String, en: String },
    /// Words that begin with a capital letter where they stand alone, inside a sentence.
    InASentence(Key),
    /// Several, with the comma of the language between them.
    List(Vec<Value>),
}

impl Message {
    pub const fn new(key: Key) -> Self {
        Self { key, values: Vec::new() }
    }

    /// Names the value of a placeholder.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The name of the text.
    pub const fn key(&self) -> Key {
        self.key
    }

    /// What people read.
    pub fn words(&self, lang: Lang) -> String {
        let said: Vec<(&str, String)> = self.values.iter().map(|(name, value)| (*name, value.words(lang))).collect();
        let values: Vec<(&str, &dyn std::fmt::Display)> =
            said.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
        fill(self.key.text(lang), &values)
    }
}

impl Value {
    /// A name that data brought.
    pub fn named(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Named { zh: zh.into(), en: en.into() }
    }

    /// Words inside a sentence, without their capital letter.
    pub const fn in_a_sentence(key: Key) -> Self {
        Self::InASentence(key)
    }

    /// The same inside a sentence: words of the catalogue lose their capital letter, a name keeps it.
    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Value::Words(key) => Self::InASentence(key),
            Value::List(values) => values.into_iter().map(Value::lowered).collect(),
            other => other,
        }
    }

    /// Whether nothing would be read.
    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Plain(text) if text.is_empty())
    }

    /// What people read.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Value::Plain(text) => text.clone(),
            Value::Words(key) => key.text(lang).to_owned(),
            Value::Message(message) => message.words(lang),
            Value::InASentence(key) => key.text(lang).to_lowercase(),
            Value::Named { zh, en } => lang.of_data(zh, en).to_owned(),
            Value::List(values) => {
                let said: Vec<String> = values.iter().map(|value| value.words(lang)).collect();
                said.join(keys::list_comma.text(lang))
            }
        }
    }
}

impl From<Key> for Message {
    fn from(key: Key) -> Self {
        Self::new(key)
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        Self::Words(key)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

impl<V: Into<Value>> FromIterator<V> for Value {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

macro_rules! plain {
    ($($kind:ty)*) => { $(
        impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                Self::Plain(value.to_string())
            }
        }
    )* };
}

plain! { &str &&str &String String char bool i8 i16 i32 i64 u8 u16 u32 u64 usize &i64 &u64 &usize &i32 &u32 std::fmt::Arguments<'_> }

/// A [`Message`]: `say!(site_unknown)`, `say!(case_unknown, number)`, `say!(file_too_long, most = MOST_MEGABYTES)`.
#[macro_export]
macro_rules! say {
    ($key:ident $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::Message::new($crate::keys::$key)$(.with(stringify!($name), $crate::say!(@value $name $(= $value)?)))*
    };
    (@value $name:ident) => { $name };
    (@value $name:ident = $value:expr) => { $value };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_said_in_the_language_of_whoever_reads_it() {
        let message = say!(posts_others, posts = 2, n = "7");
        assert_eq!(message.words(Lang::Zh), "另 2 岗 7 件");
        let nested = say!(post_waiting, n = keys::answer_met);
        assert_eq!(nested.words(Lang::Zh), "符合 件");
        let list: Value = ["甲", "乙"].into_iter().collect();
        assert_eq!(list.words(Lang::Zh), "甲、乙");
        assert_eq!(list.words(Lang::En), "甲, 乙");
    }
}
