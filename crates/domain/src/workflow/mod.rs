//! The kernel that all procedures share: a table of rows, the gate that reads it, and one sealed event a decision.
//!
//! A procedure is a value with a state, a version and the head of its event chain ([`crate::sealing::Chained`]); what may be done to it stands in
//! the rows that it gives ([`Procedure::rows`]). The rows come from the value and not from its type, so that a document can bring
//! them as well as a constant. What is really a procedure's own, [`Procedure::apply`] does: it changes the fields and says what
//! the event keeps.

mod gate;
mod handover;
mod refusal;

pub use gate::{Command, Condition, Decided, Field, Procedure, Row, Side, begin};
pub use handover::{Handover, HandsOver, hand_over};
pub(crate) use handover::{swap, take_handover};
pub use refusal::{Barred, Because, MAX_TEXT_CHARS, MAX_TITLE_CHARS};
