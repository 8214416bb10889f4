//! What a person asks for, with everything the request carries.

use serde::{Deserialize, Serialize};

use super::{Action, Hash, State};
use crate::{
    calendar::Limit,
    categories::FiledUnder,
    ids::{CaseId, PersonId, UnitId},
};

/// One request to change a case. Reporting is not here: there is no case yet, see [`super::Case::report`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Command {
    /// `None` keeps what the report gave; a filing standard that fits better replaces category, limit and the standard's version.
    File {
        category: Option<String>,
        limit: Option<Limit>,
        filed_under: Option<FiledUnder>,
    },
    /// The limit is usually that of the case; a dispatcher may set another, and the event shows both.
    Dispatch {
        lead: UnitId,
        co: Vec<UnitId>,
        limit: Limit,
    },
    /// `None`: the person who accepts handles it.
    Accept {
        handler: Option<PersonId>,
    },
    /// `without_photo` is the reason for sending none although the category asks for one.
    Submit {
        text: String,
        after_photos: Vec<Hash>,
        without_photo: Option<String>,
    },
    RequestCheck {
        note: Option<String>,
    },
    CheckPass {
        text: String,
        photos: Vec<Hash>,
    },
    /// `text` says what is still wrong.
    CheckFail {
        text: String,
        photos: Vec<Hash>,
    },
    /// `conditions_met` is the tick at the closing condition of the filing standard.
    Close {
        reason: Option<String>,
        conditions_met: bool,
    },
    Rework {
        reason: String,
    },
    SendBack {
        reason: String,
    },
    Withdraw {
        reason: String,
    },
    ReturnByUnit {
        reason: String,
    },
    ReturnToAcceptor {
        reason: String,
    },
    /// `into_state` is where the other case stands; a case that has ended takes no other in.
    Merge {
        into: CaseId,
        into_state: State,
    },
    Void {
        reason: String,
    },
    Reopen {
        reason: String,
    },
    Urge {
        text: String,
    },
    Note {
        text: String,
    },
}

impl Command {
    pub const fn action(&self) -> Action {
        match self {
            Command::File { .. } => Action::File,
            Command::Dispatch { .. } => Action::Dispatch,
            Command::Accept { .. } => Action::Accept,
            Command::Submit { .. } => Action::Submit,
            Command::RequestCheck { .. } => Action::RequestCheck,
            Command::CheckPass { .. } => Action::CheckPass,
            Command::CheckFail { .. } => Action::CheckFail,
            Command::Close { .. } => Action::Close,
            Command::Rework { .. } => Action::Rework,
            Command::SendBack { .. } => Action::SendBack,
            Command::Withdraw { .. } => Action::Withdraw,
            Command::ReturnByUnit { .. } => Action::ReturnByUnit,
            Command::ReturnToAcceptor { .. } => Action::ReturnToAcceptor,
            Command::Merge { .. } => Action::Merge,
            Command::Void { .. } => Action::Void,
            Command::Reopen { .. } => Action::Reopen,
            Command::Urge { .. } => Action::Urge,
            Command::Note { .. } => Action::Note,
        }
    }

    /// What was written as the reason of the action; for a failed check, what is still wrong.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Command::Close { reason, .. } => reason.as_deref(),
            Command::CheckFail { text, .. } => Some(text.as_str()),
            Command::Rework { reason }
            | Command::SendBack { reason }
            | Command::Withdraw { reason }
            | Command::ReturnByUnit { reason }
            | Command::ReturnToAcceptor { reason }
            | Command::Void { reason }
            | Command::Reopen { reason } => Some(reason.as_str()),
            _ => None,
        }
        .map(str::trim)
        .filter(|reason| !reason.is_empty())
    }

    /// Every text that a person wrote, for the length limit.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let own = match self {
            Command::Submit { text, .. }
            | Command::CheckPass { text, .. }
            | Command::Urge { text }
            | Command::Note { text } => Some(text.as_str()),
            Command::RequestCheck { note } => note.as_deref(),
            _ => None,
        };
        let instead = match self {
            Command::Submit { without_photo, .. } => without_photo.as_deref(),
            _ => None,
        };
        own.into_iter().chain(instead).chain(self.reason())
    }
}
