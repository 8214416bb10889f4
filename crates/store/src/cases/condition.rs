//! A condition in the making.

use changxiao_domain::ids::CityId;

use crate::engine::{Engine, Value};

/// In these a unit's clock runs.
pub(crate) const RUNS: &str =
    "state IN ('dispatched', 'handling', 'hung', 'submitted') AND paused_at IS NULL AND due_at IS NOT NULL";

/// A condition in the making: text with numbered parameters, and their values.
pub(crate) struct Query {
    pub engine: Engine,
    pub text: String,
    pub values: Vec<Value>,
    pub(super) hits: Hits,
}

/// Whether the hits of a search are still to be found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hits {
    Asked,
    Known,
}

impl Query {
    /// Nothing but the city.
    pub fn over(engine: Engine, city: CityId) -> Self {
        Self { engine, text: "city_id = $1".to_owned(), values: vec![city.into()], hits: Hits::Asked }
    }

    pub(super) fn places<T: Copy + Into<Value>>(&mut self, values: &[T]) -> String {
        let places: Vec<String> = values.iter().map(|value| self.value(*value)).collect();
        places.join(", ")
    }

    /// Adds a value and returns its place.
    pub fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds a condition; each `$?` takes the next value.
    pub fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.text.push_str(" AND ");
        let mut pieces = condition.split("$?");
        self.text.push_str(pieces.next().unwrap_or_default());
        for (piece, value) in pieces.zip(values) {
            self.values.push(value);
            self.text.push_str(&format!("${}{piece}", self.values.len()));
        }
    }
}
