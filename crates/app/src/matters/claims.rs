//! What one hand has asked for so far: the rows of a sheet stand in one transaction and do not see each other in the database.

use std::sync::{Mutex, PoisonError};

use changxiao_domain::{
    ids::MatterId,
    matters::{Code, Values},
};

/// One that asks.
pub(super) struct Asking {
    pub matter: MatterId,
    pub procedure: Code,
    pub number: String,
    pub title: String,
    pub values: Values,
}

pub(super) struct Claims {
    /// Of its transaction.
    pub token: Vec<u8>,
    asked: Mutex<Vec<Asking>>,
}

impl Claims {
    pub fn new(token: Vec<u8>) -> Self {
        Self { token, asked: Mutex::default() }
    }

    pub fn note(&self, asking: Asking) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asking);
    }

    /// Number and title of the first that is the same.
    pub fn find(&self, is_same: impl Fn(&Asking) -> bool) -> Option<(String, String)> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().find(|one| is_same(one)).map(|one| (one.number.clone(), one.title.clone()))
    }
}
