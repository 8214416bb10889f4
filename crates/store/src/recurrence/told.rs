//! What the events of a chronic problem decide of its row.

use changxiao_domain::{
    recurrence::{Event, Problem},
    sealing::NotTold,
};

use crate::{
    engine::Value,
    params,
    sealing::{Told, ToldPart},
    seals::tables::{CHRONIC_PROBLEMS, Sealed},
    workflow,
};

impl Told for Problem {
    const SEALED: &'static Sealed = &CHRONIC_PROBLEMS;

    fn told(&self) -> Vec<(&'static str, Value)> {
        workflow::told(self)
    }

    fn told_parts(&self, _: &[Event]) -> Result<Vec<ToldPart>, NotTold> {
        let follow_ups = (0_i64..).zip(&self.follow_ups);
        Ok(vec![
            ToldPart {
                name: "chronic_cases",
                columns: &["case_id"],
                rows: self.cases.iter().map(|case| params![*case]).collect(),
            },
            ToldPart {
                name: "chronic_looks",
                columns: &["position", "at", "clean", "said"],
                rows: follow_ups.map(|(position, one)| params![position, one.at, one.clean, &one.text]).collect(),
            },
        ])
    }
}
