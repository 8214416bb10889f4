//! What a person asks for, with everything the request carries.

use serde::{Deserialize, Serialize};

use super::{Action, Hash, Likeness, ObjectionKind, State, SupervisionKind, Suspension, Topic};
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
    /// The limit is usually that of the case; a dispatcher may set another, and the event shows both. What is designated cannot
    /// be given back.
    Dispatch {
        lead: UnitId,
        co: Vec<UnitId>,
        limit: Limit,
        designated: bool,
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
    /// The same, but for the head of the unit to confirm: the clock runs on until then.
    SubmitToUnit {
        text: String,
        after_photos: Vec<Hash>,
        without_photo: Option<String>,
    },
    /// The unit says that what its handler submitted is done.
    Confirm {
        note: Option<String>,
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
    /// `into_state` is where the other case stands; a case that has ended takes no other in, and one that is unlike neither.
    Merge {
        into: CaseId,
        into_state: State,
        likeness: Likeness,
    },
    Void {
        reason: String,
    },
    RequestVerify {
        note: Option<String>,
    },
    /// `found`: the report is true.
    ReportVerify {
        found: bool,
        text: String,
        photos: Vec<Hash>,
    },
    /// On what the finder fixed on the spot; a failed audit needs the reason.
    Audit {
        passed: bool,
        reason: Option<String>,
    },
    /// `photos` show the reason: a signed form, the state of the works.
    AskExtension {
        reason: String,
        photos: Vec<Hash>,
    },
    AskSuspension {
        suspension: Suspension,
        reason: String,
        photos: Vec<Hash>,
    },
    EndSuspension {
        reason: Option<String>,
    },
    Object {
        kind: ObjectionKind,
        reason: String,
        photos: Vec<Hash>,
    },
    Appeal {
        reason: String,
        photos: Vec<Hash>,
    },
    AskVoid {
        reason: String,
    },
    /// Yes or no to what was asked. `limit` is the new limit of an objection that is upheld because the limit was wrong.
    Rule {
        topic: Topic,
        granted: bool,
        reason: Option<String>,
        limit: Option<Limit>,
    },
    Supervise {
        kind: SupervisionKind,
        reply_required: bool,
        reason: String,
    },
    ReplySupervision {
        text: String,
    },
    ForceClose {
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
    /// What was found on the spot.
    pub const fn checked(passed: bool, text: String, photos: Vec<Hash>) -> Self {
        if passed { Self::CheckPass { text, photos } } else { Self::CheckFail { text, photos } }
    }

    /// Yes or no to what was asked.
    pub const fn rule(topic: Topic, granted: bool, reason: Option<String>) -> Self {
        Self::Rule { topic, granted, reason, limit: None }
    }

    pub const fn action(&self) -> Action {
        match self {
            Command::File { .. } => Action::File,
            Command::Dispatch { .. } => Action::Dispatch,
            Command::Accept { .. } => Action::Accept,
            Command::Submit { .. } => Action::Submit,
            Command::SubmitToUnit { .. } => Action::SubmitToUnit,
            Command::Confirm { .. } => Action::Confirm,
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
            Command::RequestVerify { .. } => Action::RequestVerify,
            Command::ReportVerify { .. } => Action::ReportVerify,
            Command::Audit { passed: true, .. } => Action::AuditPass,
            Command::Audit { passed: false, .. } => Action::AuditFail,
            Command::AskExtension { .. } => Action::AskExtension,
            Command::AskSuspension { .. } => Action::AskSuspension,
            Command::EndSuspension { .. } => Action::EndSuspension,
            Command::Object { .. } => Action::Object,
            Command::Appeal { .. } => Action::Appeal,
            Command::AskVoid { .. } => Action::AskVoid,
            Command::Rule { topic, granted, .. } => match (topic, granted) {
                (Topic::Extension, true) => Action::GrantExtension,
                (Topic::Extension, false) => Action::RefuseExtension,
                (Topic::Suspension, true) => Action::GrantSuspension,
                (Topic::Suspension, false) => Action::RefuseSuspension,
                (Topic::Objection, true) => Action::GrantObjection,
                (Topic::Objection, false) => Action::RefuseObjection,
                (Topic::Void, true) => Action::GrantVoid,
                (Topic::Void, false) => Action::RefuseVoid,
                (Topic::Appeal, true) => Action::PassAppeal,
                (Topic::FinalAppeal, true) => Action::GrantAppeal,
                (Topic::Appeal | Topic::FinalAppeal, false) => Action::RefuseAppeal,
            },
            Command::Supervise { .. } => Action::Supervise,
            Command::ReplySupervision { .. } => Action::ReplySupervision,
            Command::ForceClose { .. } => Action::ForceClose,
            Command::Reopen { .. } => Action::Reopen,
            Command::Urge { .. } => Action::Urge,
            Command::Note { .. } => Action::Note,
        }
    }

    /// The limit that the person sets. That of a filing standard was checked with the standard.
    pub(super) const fn new_limit(&self) -> Option<Limit> {
        match self {
            Command::Dispatch { limit, .. } => Some(*limit),
            Command::Rule { limit, .. } => *limit,
            _ => None,
        }
    }

    /// What was written as the reason of the action; for a failed check, what is still wrong.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Command::Close { reason, .. }
            | Command::Audit { reason, .. }
            | Command::EndSuspension { reason }
            | Command::Rule { reason, .. } => reason.as_deref(),
            Command::CheckFail { text, .. } => Some(text.as_str()),
            Command::Rework { reason }
            | Command::SendBack { reason }
            | Command::Withdraw { reason }
            | Command::ReturnByUnit { reason }
            | Command::ReturnToAcceptor { reason }
            | Command::Void { reason }
            | Command::AskExtension { reason, .. }
            | Command::AskSuspension { reason, .. }
            | Command::Object { reason, .. }
            | Command::Appeal { reason, .. }
            | Command::AskVoid { reason }
            | Command::Supervise { reason, .. }
            | Command::ForceClose { reason }
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
            | Command::SubmitToUnit { text, .. }
            | Command::CheckPass { text, .. }
            | Command::ReportVerify { text, .. }
            | Command::ReplySupervision { text }
            | Command::Urge { text }
            | Command::Note { text } => Some(text.as_str()),
            Command::RequestCheck { note } | Command::RequestVerify { note } | Command::Confirm { note } => {
                note.as_deref()
            }
            _ => None,
        };
        let instead = match self {
            Command::Submit { without_photo, .. } | Command::SubmitToUnit { without_photo, .. } => {
                without_photo.as_deref()
            }
            _ => None,
        };
        own.into_iter().chain(instead).chain(self.reason())
    }
}
