//! A request to do something to a matter.

use super::{Action, Values};
use crate::{ids::UnitId, workflow};

/// One request: the action with everything that it carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub action: Action,
    /// What is entered with it.
    pub values: Values,
    /// Why; empty where nobody said.
    pub reason: String,
    /// For whom parts or copies come into being.
    pub units: Vec<UnitId>,
}

impl Command {
    /// A request that carries nothing.
    pub fn of(action: Action) -> Self {
        Self { action, values: Values::default(), reason: String::new(), units: Vec::new() }
    }
}

impl workflow::Command for Command {
    type Action = Action;

    fn asks(&self) -> (Action, Vec<(&str, &str)>) {
        (self.action, vec![("reason", &self.reason)])
    }
}
