//! The table of a procedure.

use super::Procedure;
use crate::{orgs::Role, sealing::ActorStamp};

/// The longest text of a reason, a plan or a result, in characters.
pub const MAX_TEXT_CHARS: usize = 5000;
/// The longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 200;

/// One row: from these states this action leads there, when these may do it and these conditions hold.
pub struct Row<'t, P: Procedure> {
    /// Empty for the row that brings the procedure into being.
    pub from: &'t [P::State],
    pub action: P::Action,
    /// `None`: the state stays, or follows from the decision.
    pub to: Option<P::State>,
    /// Empty: the system only.
    pub who: &'t [Role],
    pub side: P::Side,
    pub fields: &'t [Field<'t>],
    /// What else must hold.
    pub given: &'t [P::Condition],
    /// Condition and effect in one sentence, Chinese.
    pub zh: &'t str,
    /// The same in English.
    pub en: &'t str,
}

/// A text that the action carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'t> {
    /// Its name in forms, JSON and commands.
    pub name: &'t str,
    pub needed: bool,
    /// In characters.
    pub longest: usize,
}

impl<'t> Field<'t> {
    pub const fn needed(name: &'t str) -> Self {
        Self { name, needed: true, longest: MAX_TEXT_CHARS }
    }

    pub const fn optional(name: &'t str) -> Self {
        Self { name, needed: false, longest: MAX_TEXT_CHARS }
    }
}

impl<P: Procedure> Clone for Row<'_, P> {
    fn clone(&self) -> Self {
        Self { action: self.action.clone(), to: self.to.clone(), ..*self }
    }
}

impl<P: Procedure> Row<'_, P> {
    pub fn is_from(&self, state: &P::State, action: &P::Action) -> bool {
        self.action == *action && self.from.contains(state)
    }

    /// Whether the actor may by its role: a row for nobody is the system's, and the system takes no other.
    pub fn is_for(&self, actor: &ActorStamp) -> bool {
        if self.who.is_empty() { actor.system } else { !actor.system && self.who.contains(&actor.role) }
    }
}
