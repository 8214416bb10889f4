//! What a person asks for, with everything the request carries.

use super::{Action, Kind, StreetRating, UnitRating};
use crate::{
    ids::{CaseId, ConsultationId, UnitId},
    workflow,
};

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

impl workflow::Command for Command {
    type Action = Action;

    fn action(&self) -> Action {
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

    fn texts(&self) -> Vec<(&str, &str)> {
        match self {
            Command::Refuse { reason }
            | Command::DeclareAbsence { reason }
            | Command::Object { reason }
            | Command::Refer { reason, .. }
            | Command::Withdraw { reason } => vec![("reason", reason)],
            Command::Rule { text, .. } | Command::Conclude { text } => vec![("text", text)],
            Command::RateUnit { rating, .. } => vec![("text", &rating.text)],
            Command::RateStreet { rating } => vec![("text", &rating.text)],
            Command::Plan { text, tasks: all } => [vec![("text", text.as_str())], tasks(all)].concat(),
            Command::Revise { title, text, place, calls, .. } => {
                [vec![("title", title.as_str()), ("text", text), ("place", place)], tasks(calls)].concat()
            }
            Command::AskApproval | Command::Blow | Command::ReportIn | Command::Close => Vec::new(),
        }
    }
}

fn tasks(notes: &[CallNote]) -> Vec<(&str, &str)> {
    notes.iter().map(|(_, task)| ("task", task.as_str())).collect()
}
