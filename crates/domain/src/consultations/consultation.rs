//! The consultation as it stands after its last event.

use super::{Kind, State};
use crate::{
    holds_texts,
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
    sealing::Hash,
    time::Instant,
};

/// The most units that take part.
pub const MAX_PARTICIPANTS: usize = 20;

/// What the one who convenes brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConsultation {
    pub id: ConsultationId,
    pub city: CityId,
    pub number: String,
    pub kind: Kind,
    pub title: String,
    pub text: String,
    /// Padded code of the division it is about.
    pub division: i64,
    /// Who takes part, and each one's question or duty.
    pub participants: Vec<(UnitId, String)>,
    pub cases: Vec<CaseId>,
    /// The whistle whose dispute it decides.
    pub whistle: Option<WhistleId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    pub id: ConsultationId,
    pub city: CityId,
    pub number: String,
    pub kind: Kind,
    pub state: State,
    /// The unit that convened it.
    pub convener: UnitId,
    pub title: String,
    pub text: String,
    pub division: i64,
    pub participants: Vec<Participant>,
    pub cases: Vec<CaseId>,
    pub whistle: Option<WhistleId>,
    /// The shared result, and the unit that leads what follows.
    pub result: Option<String>,
    pub lead: Option<UnitId>,
    pub convened_at: Instant,
    pub ended_at: Option<Instant>,
    pub version: i64,
    pub head_hash: Hash,
    pub changed_at: Instant,
}

/// One unit with its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub unit: UnitId,
    /// The question put to it, or its duty.
    pub part: String,
    /// Its opinion, or what it did.
    pub said: Option<String>,
    pub said_at: Option<Instant>,
}

impl Consultation {
    pub fn participant(&self, unit: UnitId) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.unit == unit)
    }
}

holds_texts! {
    Participant { part, said }
    Consultation { title, text, result, participants }
}
