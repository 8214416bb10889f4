//! Why the gate of any procedure refuses. What is a procedure's own stands beside it in the procedure's `Refusal`.

use crate::{orgs::Role, sealing::Word};
use changxiao_words::{Message, say};

/// The longest text of a reason, a plan or a result, in characters.
pub const MAX_TEXT_CHARS: usize = 5000;
/// The longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 200;

/// What all procedures refuse alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Barred<A: Word, S: Word> {
    #[error("what is {} does not accept {}: {because:?}", state.code(), action.code())]
    NotAllowed { state: S, action: A, because: Because },
    #[error("{} needs a text", action.code())]
    TextMissing { action: A },
    /// `max` in characters.
    #[error("a text is longer than {max} characters")]
    TextTooLong { max: usize },
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

impl<A: Word, S: Word> Barred<A, S> {
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

    /// The fact, then the next step.
    pub fn message(&self) -> Message {
        match self {
            Self::NotAllowed { state, action, .. } => {
                say!(workflow_not_allowed, state = state.text(), action = action.text())
            }
            Self::TextMissing { action } => say!(workflow_text_missing, action = action.text()),
            Self::TextTooLong { max } => say!(workflow_text_too_long, max),
        }
    }
}
