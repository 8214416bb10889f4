//! Why the gate of any procedure refuses. What is a procedure's own stands beside it in the procedure's `Refusal`.

use std::fmt;

use crate::{orgs::Role, sealing::Word};
use changxiao_words::Lang;

/// What all procedures refuse alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred<A, S> {
    NotAllowed {
        state: S,
        action: A,
        because: Because,
    },
    TextMissing {
        action: A,
    },
    /// `max` in characters.
    TextTooLong {
        max: usize,
    },
}

/// Which of the three keeps the action from the actor, the first that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Nobody can do it in this state.
    State,
    /// Others can, by their role.
    Role(Role),
    /// People of another unit can.
    Side,
}

impl<A, S> Barred<A, S> {
    /// Errors: the text has more than `max` characters.
    pub fn within(text: &str, max: usize) -> Result<(), Self> {
        if text.chars().count() > max { Err(Self::TextTooLong { max }) } else { Ok(()) }
    }

    /// Errors: the text is blank; it has more than `max` characters.
    pub fn written(text: &str, max: usize, action: A) -> Result<(), Self> {
        if text.trim().is_empty() { Err(Self::TextMissing { action }) } else { Self::within(text, max) }
    }

    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "not_allowed",
            Self::TextMissing { .. } => "text_missing",
            Self::TextTooLong { .. } => "text_too_long",
        }
    }
}

impl<A: Word, S: Word> Barred<A, S> {
    /// The fact, then the next step.
    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotAllowed { state, action, .. }, Lang::Zh) => {
                format!("{}，本岗现在不能{}。", state.words(lang), action.words(lang))
            }
            (Self::NotAllowed { state, action, .. }, _) => {
                format!("It is “{}”; this post cannot “{}” now.", state.words(lang), action.words(lang))
            }
            (Self::TextMissing { action }, Lang::Zh) => format!("{}要写明内容。补写后再提交。", action.words(lang)),
            (Self::TextMissing { action }, _) => {
                format!("“{}” needs a text. Write it and send again.", action.words(lang))
            }
            (Self::TextTooLong { max }, Lang::Zh) => format!("文字超过 {max} 字。缩短后再提交。"),
            (Self::TextTooLong { max }, _) => {
                format!("The text is longer than {max} characters. Shorten it and send again.")
            }
        }
    }
}

impl<A: Word, S: Word> fmt::Display for Barred<A, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed { state, action, because } => {
                write!(f, "what is {} does not accept {}: {because:?}", state.code(), action.code())
            }
            Self::TextMissing { action } => write!(f, "{} needs a text", action.code()),
            Self::TextTooLong { max } => write!(f, "a text is longer than {max} characters"),
        }
    }
}

impl<A: Word, S: Word> std::error::Error for Barred<A, S> {}
