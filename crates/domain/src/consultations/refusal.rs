//! Why a request was not granted.

use super::{Action, MAX_PARTICIPANTS, State};
use crate::workflow::Barred;
use changxiao_words::{Message, say};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Barred(#[from] Barred<Action, State>),
    #[error("a consultation has at least two participants, each once")]
    Participants,
    #[error("a consultation about cases ends with a lead unit")]
    LeadMissing,
    #[error("the lead unit is not among the participants")]
    LeadOutside,
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Barred(barred) => barred.code(),
            Refusal::Participants => "participants",
            Refusal::LeadMissing => "lead_missing",
            Refusal::LeadOutside => "lead_outside",
        }
    }

    /// The fact, then the next step.
    pub fn message(&self) -> Message {
        match self {
            Refusal::Barred(barred) => barred.message(),
            Refusal::Participants => say!(consultations_refusal_participants, most = MAX_PARTICIPANTS),
            Refusal::LeadMissing => say!(consultations_refusal_lead_missing),
            Refusal::LeadOutside => say!(consultations_refusal_lead_outside),
        }
    }
}
