//! 顽疾与激增: the same kind of problem at the same place again and again, and more reports than a place or a category is used to.
//!
//! [`detect`] says what came back; a [`Problem`] is the file that follows: it is confirmed, gets a plan of its own, is worked on and
//! looked at again (回头看) until it ends or comes back. Nothing changes a problem but [`Problem::find`] and [`Problem::decide`], each
//! with one sealed [`Event`]. [`surge`] compares the last seven days with the weeks before them.

mod action;
mod apply;
mod command;
mod decide;
mod detect;
mod place;
mod problem;
mod refusal;
mod rules;
mod state;
pub mod surge;
mod transitions;

pub use action::Action;
pub use command::{Command, Plan};
pub use decide::{Decided, MAX_LOOKS, MAX_TEXT_CHARS};
pub use detect::{Came, chronic, numbered, returned};
pub use place::{CELL_E6, Seen, cell_of, cells_around, place_key};
pub use problem::{Found, Look, Problem};
pub use refusal::Refusal;
pub use rules::{Number, RecurrenceRules, RecurrenceRulesFault};
pub use state::State;
pub use transitions::{TRANSITIONS, Transition, transition_table_markdown};

use crate::sealing::{ChainBreak, Entry, Hash, Head, verify_head};

/// One thing that was done to a chronic problem.
pub type Event = Entry<Action, State>;

/// The head of an unbroken chain that ends where the problem stands.
///
/// Errors: the first break.
pub fn verify_problem(problem: &Problem, events: &[Event]) -> Result<Hash, ChainBreak> {
    let head = Head {
        city: problem.city,
        subject: problem.id.as_bytes(),
        version: problem.version,
        state: problem.state.code(),
        hash: problem.head_hash,
    };
    verify_head(&head, events)
}
