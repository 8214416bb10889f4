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

    fn asks(&self) -> (Action, Vec<(&str, &str)>) {
        match self {
            Command::Return { .. } => (Action::Return, Vec::new()),
            Command::Confirm { .. } => (Action::Confirm, Vec::new()),
            Command::Dismiss { reason } => (Action::Dismiss, vec![("reason", reason)]),
            Command::Assign { reason, .. } => (Action::Assign, vec![("reason", reason)]),
            Command::MakePlan(plan) => (Action::MakePlan, vec![("text", &plan.measures)]),
            Command::Approve { text } => (Action::Approve, vec![("text", text)]),
            Command::SendBack { reason } => (Action::SendBack, vec![("reason", reason)]),
            Command::ReportDone { text } => (Action::ReportDone, vec![("text", text)]),
            Command::Observe { text, .. } => (Action::Observe, vec![("text", text)]),
            Command::End { text } => (Action::End, vec![("text", text)]),
        }
    }
}
