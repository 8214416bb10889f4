//! What the events of a whistle decide of its row.

use changxiao_domain::{
    sealing::NotTold,
    whistles::{Event, Whistle},
};

use super::save::{CALL_COLUMNS, call_values};
use crate::{
    engine::{Params, Value},
    params,
    sealing::{Told, ToldPart},
    seals::tables::{Sealed, WHISTLES},
    workflow,
};

/// City and whistle stand before what is a call's own.
const KEY: usize = 2;

impl Told for Whistle {
    const SEALED: &'static Sealed = &WHISTLES;

    fn told(&self) -> Vec<(&'static str, Value)> {
        workflow::told(self)
    }

    fn told_parts(&self, _: &[Event]) -> Result<Vec<ToldPart>, NotTold> {
        let call = |(position, call)| Params(call_values(self, position, call).0.split_off(KEY));
        Ok(vec![
            ToldPart {
                name: "whistle_units",
                columns: CALL_COLUMNS.split_at(KEY).1,
                rows: (0..).zip(&self.calls).map(call).collect(),
            },
            ToldPart {
                name: "whistle_cases",
                columns: &["case_id"],
                rows: self.cases.iter().map(|case| params![*case]).collect(),
            },
        ])
    }
}
