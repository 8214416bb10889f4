//! 会商与联合行动: a record with participants, each with a part of its own, and one result that all of them share. A
//! consultation answers a question and ends in a decision that binds; a joint action is a common operation and ends in a result.
//!
//! Nothing changes a [`Consultation`] but [`Consultation::decide`]; each decision yields exactly one sealed [`Event`].

mod action;
mod consultation;
mod decide;
mod refusal;

pub use action::{Action, Kind, State};
pub use consultation::{Consultation, NewConsultation, Participant};
pub use decide::{Command, Decided, MAX_PARTICIPANTS, TRANSITIONS, Transition};
pub use refusal::Refusal;

use crate::sealing::{ChainBreak, Entry, Hash, Head, verify_head};

/// One thing that was done to a consultation.
pub type Event = Entry<Action, State>;

/// The head of an unbroken chain that ends where the consultation stands.
///
/// Errors: the first break.
pub fn verify_consultation(consultation: &Consultation, events: &[Event]) -> Result<Hash, ChainBreak> {
    let head = Head {
        city: consultation.city,
        subject: consultation.id.as_bytes(),
        version: consultation.version,
        state: consultation.state.code(),
        hash: consultation.head_hash,
    };
    verify_head(&head, events)
}
