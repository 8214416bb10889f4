//! What the events of a consultation decide of its row.

use changxiao_domain::{
    consultations::{Consultation, Event},
    sealing::NotTold,
};

use crate::{
    engine::Value,
    params,
    sealing::{Told, ToldPart},
    seals::tables::{CONSULTATIONS, Sealed},
    workflow,
};

impl Told for Consultation {
    const SEALED: &'static Sealed = &CONSULTATIONS;

    fn told(&self) -> Vec<(&'static str, Value)> {
        workflow::told(self)
    }

    fn told_parts(&self, _: &[Event]) -> Result<Vec<ToldPart>, NotTold> {
        let participants = (0_i64..).zip(&self.participants);
        Ok(vec![
            ToldPart {
                name: "consultation_units",
                columns: &["unit_id", "position", "part", "said", "said_at"],
                rows: participants
                    .map(|(position, one)| params![one.unit, position, &one.part, one.said.clone(), one.said_at])
                    .collect(),
            },
            ToldPart {
                name: "consultation_cases",
                columns: &["case_id"],
                rows: self.cases.iter().map(|case| params![*case]).collect(),
            },
        ])
    }
}
