//! What a person asks for, with everything the request carries.

use super::{Action, Kind, StreetRating, UnitRating};
use crate::ids::{CaseId, ConsultationId, UnitId};

/// A unit and a text for it: what it is called for, or what it does under the plan.
pub type CallNote = (UnitId, String);

/// What a consultation decided about one unit that objected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It need not come.
    Release,
    /// It must come; its limit starts anew and it may not object again.
    Bind,
}

/// One request to change a whistle. Drafting is not here: see [`super::Whistle::draft`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Revise {
        kind: Kind,
        title: String,
        text: String,
        place: String,
        division: i64,
        calls: Vec<CallNote>,
        cases: Vec<CaseId>,
    },
    AskApproval,
    /// The head's approval; the called units' limit starts here.
    Blow,
    Refuse {
        reason: String,
    },
    ReportIn,
    DeclareAbsence {
        reason: String,
    },
    Object {
        reason: String,
    },
    /// To the consultation that is being convened in the same transaction.
    Refer {
        consultation: ConsultationId,
        reason: String,
    },
    /// `justified` false: the whistle ends here. Units that had not objected go on where they were.
    Rule {
        consultation: ConsultationId,
        justified: bool,
        answers: Vec<(UnitId, Answer)>,
        text: String,
    },
    Plan {
        text: String,
        tasks: Vec<CallNote>,
    },
    Conclude {
        text: String,
    },
    RateUnit {
        unit: UnitId,
        rating: UnitRating,
    },
    RateStreet {
        rating: StreetRating,
    },
    Close,
    Withdraw {
        reason: String,
    },
}

impl Command {
    pub const fn action(&self) -> Action {
        match self {
            Command::Revise { .. } => Action::Revise,
            Command::AskApproval => Action::AskApproval,
            Command::Blow => Action::Blow,
            Command::Refuse { .. } => Action::Refuse,
            Command::ReportIn => Action::ReportIn,
            Command::DeclareAbsence { .. } => Action::DeclareAbsence,
            Command::Object { .. } => Action::Object,
            Command::Refer { .. } => Action::Refer,
            Command::Rule { .. } => Action::Rule,
            Command::Plan { .. } => Action::Plan,
            Command::Conclude { .. } => Action::Conclude,
            Command::RateUnit { .. } => Action::RateUnit,
            Command::RateStreet { .. } => Action::RateStreet,
            Command::Close => Action::Close,
            Command::Withdraw { .. } => Action::Withdraw,
        }
    }

    /// The text that the action cannot do without; `None` where it needs none.
    pub(super) fn needed_text(&self) -> Option<&str> {
        match self {
            Command::Refuse { reason }
            | Command::DeclareAbsence { reason }
            | Command::Object { reason }
            | Command::Refer { reason, .. }
            | Command::Withdraw { reason } => Some(reason),
            Command::Rule { text, .. } | Command::Plan { text, .. } | Command::Conclude { text } => Some(text),
            Command::Revise { title, .. } => Some(title),
            _ => None,
        }
    }

    /// Every text that a person wrote, for the length limit.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.needed_text().into_iter().collect();
        match self {
            Command::Revise { text, place, calls, .. } => {
                texts.extend([text.as_str(), place.as_str()]);
                texts.extend(calls.iter().map(|(_, task)| task.as_str()));
            }
            Command::Plan { tasks, .. } => texts.extend(tasks.iter().map(|(_, task)| task.as_str())),
            Command::RateUnit { rating, .. } => texts.push(&rating.text),
            Command::RateStreet { rating } => texts.push(&rating.text),
            _ => {}
        }
        texts
    }
}
