//! States and actions of a matter: names that a document gives, with its words.

use changxiao_words::{Lang, Value as Words, keys};

use super::Code;
use crate::sealing::{Verb, Word};

/// Chinese and English.
type Names = (&'static str, &'static str);

macro_rules! word {
    ($(#[$doc:meta])* $word:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq)]
        pub struct $word {
            pub code: Code,
            /// `None`: it was read from an event, and no document was asked; or it is one of the room's own.
            names: Option<Names>,
        }

        impl $word {
            pub(super) const fn own(code: &'static str) -> Self {
                Self { code: Code::of(code), names: None }
            }

            pub(super) const fn named(code: Code, names: Names) -> Self {
                Self { code, names: Some(names) }
            }

            /// What people read.
            pub fn words(&self, lang: Lang) -> String {
                Word::text(self).words(lang)
            }
        }

        /// The words are no part of what it is.
        impl PartialEq for $word {
            fn eq(&self, other: &Self) -> bool {
                self.code == other.code
            }
        }

        impl Word for $word {
            fn code(&self) -> &str {
                self.code.as_str()
            }

            fn parse(code: &str) -> Option<Self> {
                Code::parse(code).map(|code| Self { code, names: None })
            }

            fn text(&self) -> Words {
                match self.names {
                    Some((zh, en)) => Words::named(zh, en),
                    None => own_words(self.code),
                }
            }
        }
    };
}

word! {
    /// Where a matter stands.
    State
}

word! {
    /// What is done to it.
    Action
}

impl State {
    /// Its whole is over, and so is it.
    pub const LAPSED: Self = Self::own("lapsed");
    /// Another one took its place.
    pub const SUPERSEDED: Self = Self::own("superseded");
    pub const UNREAD: Self = Self::own("unread");
    pub const READ: Self = Self::own("read");
    /// It was asked or in force until a day, and that is over.
    pub const RUN_OUT: Self = Self::own("run_out");
    /// It goes on in the next year as another matter.
    pub const CARRIED_OVER: Self = Self::own("carried_over");
}

impl Action {
    /// A part or a copy comes into being.
    pub const ISSUE: Self = Self::own("issue");
    /// What is open of a whole that is over.
    pub const LAPSE: Self = Self::own("lapse");
    /// Another one takes its place.
    pub const SUPERSEDE: Self = Self::own("supersede");
    /// Whoever has a copy has read it (传阅回执).
    pub const RECEIVE: Self = Self::own("receive");
    /// It came by the calendar, as the one before it.
    pub const RECUR: Self = Self::own("recur");
    /// Its day is over, and so is it.
    pub const RUN_OUT: Self = Self::own("run_out");
    /// A year was closed: it goes on as another matter, and that one begins with it.
    pub const CARRY_OVER: Self = Self::own("carry_over");
    /// Whoever was to act has ended, and another one takes over; no row of a table grants it.
    pub const HAND_OVER: Self = Self::own("hand_over");
}

/// Names that no document may give to what is its own.
pub const OWN: [Code; 13] = [
    State::LAPSED.code,
    State::SUPERSEDED.code,
    State::UNREAD.code,
    State::READ.code,
    Action::ISSUE.code,
    Action::LAPSE.code,
    Action::SUPERSEDE.code,
    Action::RECEIVE.code,
    Action::RECUR.code,
    Action::HAND_OVER.code,
    State::RUN_OUT.code,
    State::CARRIED_OVER.code,
    Action::CARRY_OVER.code,
];

/// Names that the forms of matters give to what is no field of a document: title, reason, recipients and what goes unseen with them.
pub const OF_FORMS: [Code; 10] = [
    Code::of("title"),
    Code::of("reason"),
    Code::of("units"),
    Code::of("audience"),
    Code::of("version"),
    Code::of("action"),
    Code::of("csrf"),
    Code::of("request_key"),
    Code::of("procedure"),
    Code::of("part"),
];

fn own_words(code: Code) -> Words {
    let key = match code.as_str() {
        "lapsed" => keys::matters_state_lapsed,
        "superseded" => keys::matters_state_superseded,
        "supersede" => keys::matters_action_supersede,
        "unread" => keys::matters_state_unread,
        "read" => keys::matters_state_read,
        "issue" => keys::matters_action_issue,
        "lapse" => keys::matters_action_lapse,
        "receive" => keys::matters_action_receive,
        "run_out" => keys::matters_state_run_out,
        "carried_over" => keys::matters_state_carried_over,
        "carry_over" => keys::matters_action_carry_over,
        "recur" => keys::matters_action_recur,
        "hand_over" => keys::departures_hand_over,
        other => return Words::from(other),
    };
    key.into()
}

impl Verb for Action {
    const ENCODING: &'static [u8] = b"changxiao matter event 1";
}
