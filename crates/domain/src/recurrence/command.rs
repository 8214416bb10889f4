//! Requests to change a chronic problem.

use super::Action;
use crate::{
    ids::{CaseId, UnitId},
    time::Day,
    workflow,
};

/// What the responsible unit means to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The causes and the measures against them.
    pub measures: String,
    /// The day on which the work is done.
    pub end_on: Day,
    /// The days of the follow-up inspections, rising, after the end of the work.
    pub follow_ups: Vec<Day>,
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

impl workflow::Command for Command {
    type Action = Action;

    fn action(&self) -> Action {
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

    fn texts(&self) -> Vec<(&str, &str)> {
        match self {
            Command::Dismiss { reason } | Command::Assign { reason, .. } | Command::SendBack { reason } => {
                vec![("reason", reason)]
            }
            Command::ReportDone { text }
            | Command::Observe { text, .. }
            | Command::Approve { text }
            | Command::End { text } => vec![("text", text)],
            Command::MakePlan(plan) => vec![("text", &plan.measures)],
            Command::Return { .. } | Command::Confirm { .. } => Vec::new(),
        }
    }
}
