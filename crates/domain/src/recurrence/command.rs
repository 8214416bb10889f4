//! Requests to change a chronic problem.

use super::Action;
use crate::{ids::CaseId, ids::UnitId, time::Day};

/// What the responsible unit means to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The causes and the measures against them.
    pub measures: String,
    /// The day on which the work is done.
    pub end_on: Day,
    /// The days on which somebody looks again, rising, after the end of the work.
    pub looks: Vec<Day>,
}

/// One request. Finding is not here: see [`super::Problem::find`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// By the system: these cases came back; with them it was so many times.
    Return {
        cases: Vec<CaseId>,
        times: i64,
    },
    /// It is one, and this unit answers for it.
    Confirm {
        unit: UnitId,
    },
    Dismiss {
        reason: String,
    },
    Assign {
        unit: UnitId,
        reason: String,
    },
    MakePlan(Plan),
    Approve {
        text: String,
    },
    SendBack {
        reason: String,
    },
    ReportDone {
        text: String,
    },
    /// `clean`: it was not there again.
    Observe {
        clean: bool,
        text: String,
    },
    End {
        text: String,
    },
}

impl Command {
    pub const fn action(&self) -> Action {
        match self {
            Command::Return { .. } => Action::Return,
            Command::Confirm { .. } => Action::Confirm,
            Command::Dismiss { .. } => Action::Dismiss,
            Command::Assign { .. } => Action::Assign,
            Command::MakePlan(_) => Action::MakePlan,
            Command::Approve { .. } => Action::Approve,
            Command::SendBack { .. } => Action::SendBack,
            Command::ReportDone { .. } => Action::ReportDone,
            Command::Observe { .. } => Action::Observe,
            Command::End { .. } => Action::End,
        }
    }

    /// The text that has to be there.
    pub(super) fn needed_text(&self) -> Option<&str> {
        match self {
            Command::Dismiss { reason } | Command::Assign { reason, .. } | Command::SendBack { reason } => Some(reason),
            Command::ReportDone { text } | Command::Observe { text, .. } => Some(text),
            Command::MakePlan(plan) => Some(&plan.measures),
            Command::Return { .. } | Command::Confirm { .. } | Command::Approve { .. } | Command::End { .. } => None,
        }
    }

    /// Every text, for its length.
    pub(super) fn text(&self) -> &str {
        match self {
            Command::Approve { text } | Command::End { text } => text,
            other => other.needed_text().unwrap_or_default(),
        }
    }
}
