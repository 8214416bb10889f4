//! 会商与联合行动: a record with participants, each with a part of its own, and one result that all of them share. A
//! consultation answers a question and ends in a decision that binds; a joint action is a common operation and ends in a result.
//!
//! Nothing changes a [`Consultation`] but its table ([`TRANSITIONS`]); each decision yields exactly one sealed [`Event`].

mod action;
mod command;
mod consultation;
mod decide;
mod hand_over;
mod refusal;
mod retold;
mod table;

pub use action::{Action, Kind, State};
pub use command::{Command, Ruling};
pub use consultation::{Consultation, MAX_PARTICIPANTS, NewConsultation, Participant};
pub use refusal::Refusal;
pub use table::{Side, TRANSITIONS};

/// One thing that was done to a consultation.
pub type Event = crate::sealing::Entry<Action, State>;
