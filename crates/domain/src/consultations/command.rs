//! Requests to change a consultation.

use super::Action;
use crate::{ids::UnitId, whistles::Answer, workflow};

/// One request. Convening is not here: see [`super::Consultation::convene`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A participant's opinion or what it did; a later one replaces an earlier one, and the chain keeps both.
    Contribute {
        text: String,
    },
    /// The shared result. `lead` leads what follows; needed where it is a consultation about cases.
    Decide {
        text: String,
        lead: Option<UnitId>,
        /// What becomes of the whistle that waits for it; the whistle's own event keeps it.
        ruling: Option<Ruling>,
    },
    Cancel {
        reason: String,
    },
}

/// Whether the whistle was justified, and what each objecting unit has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    pub justified: bool,
    pub answers: Vec<(UnitId, Answer)>,
}

impl workflow::Command for Command {
    type Action = Action;

    fn asks(&self) -> (Action, Vec<(&str, &str)>) {
        match self {
            Command::Contribute { text } => (Action::Contribute, vec![("text", text)]),
            Command::Decide { text, .. } => (Action::Decide, vec![("text", text)]),
            Command::Cancel { reason } => (Action::Cancel, vec![("reason", reason)]),
        }
    }
}
