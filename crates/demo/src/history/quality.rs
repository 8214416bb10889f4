//! What nobody in the demonstration knows: how well each unit does, and whether it gets better. Scores and trends follow from it
//! only through visits and cases.

use std::collections::HashMap;

use crate::dice::Dice;

pub(super) struct Quality {
    seed: u64,
    known: HashMap<String, Traits>,
}

/// In thousandths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    /// Share of check items that are met at the beginning.
    met: i64,
    /// By how much that changes over the whole history.
    drift: i64,
    /// Share of cases handled after their deadline.
    pub late: i64,
    /// Share of fixes that a check finds wanting.
    pub wanting: i64,
}

impl Traits {
    /// Share of check items that are met, when so many thousandths of the history have passed.
    pub fn met_at(&self, passed_milli: i64) -> i64 {
        (self.met + self.drift * passed_milli / 1000).clamp(500, 990)
    }
}

impl Quality {
    pub fn new(seed: u64) -> Self {
        Self { seed, known: HashMap::new() }
    }

    /// Of a unit or a line department, by its key.
    pub fn of(&mut self, key: &str) -> Traits {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let mut dice = Dice::new(self.seed, key);
        let met = dice.between(820, 965);
        let traits = Traits {
            met,
            // The weak have more to gain.
            drift: dice.between(-45, if met < 880 { 100 } else { 50 }),
            late: dice.between(15, 130),
            wanting: dice.between(30, 140),
        };
        self.known.insert(key.to_owned(), traits);
        traits
    }

    /// How hard a check item is to meet, in thousandths of the usual.
    pub fn hardness(&self, item: &str) -> i64 {
        Dice::new(self.seed, item).between(300, 1700)
    }
}
