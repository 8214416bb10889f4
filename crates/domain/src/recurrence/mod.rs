//! 顽疾与激增: the same kind of problem at the same place again and again, and more reports than a place or a category is used to.
//!
//! [`detect`] says what came back; a [`Problem`] is the file that follows: it is confirmed, gets a plan of its own, is worked on and
//! followed up (回头看) until it ends or comes back. Nothing changes a problem but [`Problem::find`] and its table ([`TRANSITIONS`]), each
//! with one sealed [`Event`]. [`surge`] compares the last seven days with the weeks before them.

mod action;
mod apply;
mod command;
mod decide;
mod detect;
mod due;
mod hand_over;
mod place;
mod problem;
mod refusal;
mod retold;
mod rules;
mod state;
pub mod surge;
mod transitions;

pub use action::Action;
pub use command::{Command, Plan};
pub use decide::MAX_FOLLOW_UPS;
pub use detect::{Around, Came, chronic, numbered, returned};
pub use due::Due;
pub use place::{CELL_E6, Seen, cell_of, cells_around, place_key};
pub use problem::{FollowUp, Found, Problem};
pub use refusal::Refusal;
pub use rules::{Number, RecurrenceRules, RecurrenceRulesFault};
pub use state::State;
pub use transitions::{Side, TRANSITIONS, transition_table_markdown};

/// One thing that was done to a chronic problem.
pub type Event = crate::sealing::Entry<Action, State>;
