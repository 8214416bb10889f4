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

    fn asks(&self) -> (Action, Vec<(&str, &str)>) {
        match self {
            Command::Revise { title, text, place, calls, .. } => {
                let matter = vec![("title", title.as_str()), ("text", text), ("place", place)];
                (Action::Revise, [matter, tasks(calls)].concat())
            }
            Command::AskApproval => (Action::AskApproval, Vec::new()),
            Command::Blow => (Action::Blow, Vec::new()),
            Command::Refuse { reason } => (Action::Refuse, vec![("reason", reason)]),
            Command::ReportIn => (Action::ReportIn, Vec::new()),
            Command::DeclareAbsence { reason } => (Action::DeclareAbsence, vec![("reason", reason)]),
            Command::Object { reason } => (Action::Object, vec![("reason", reason)]),
            Command::Refer { reason, .. } => (Action::Refer, vec![("reason", reason)]),
            Command::Rule { text, .. } => (Action::Rule, vec![("text", text)]),
            Command::Plan { text, tasks: all } => (Action::Plan, [vec![("text", text.as_str())], tasks(all)].concat()),
            Command::Conclude { text } => (Action::Conclude, vec![("text", text)]),
            Command::RateUnit { rating, .. } => (Action::RateUnit, vec![("text", &rating.text)]),
            Command::RateStreet { rating } => (Action::RateStreet, vec![("text", &rating.text)]),
            Command::Close => (Action::Close, Vec::new()),
            Command::Withdraw { reason } => (Action::Withdraw, vec![("reason", reason)]),
        }
    }
}

fn tasks(notes: &[CallNote]) -> Vec<(&str, &str)> {
    notes.iter().map(|(_, task)| ("task", task.as_str())).collect()
}
