//! A city's own document under a newer release.

use serde_json::{Map, Value};

use super::figures::FIELDS;

/// What tells an entry of a list from the others: a release may add entries, drop some or order them anew.
const NAMES: [&str; 7] = ["key", "step", "rung", "kind", "subject", "measure", "grade"];

/// What a city's document says besides figures: where they come from and since when.
const ORIGIN: [&str; 9] =
    ["source_zh", "source_en", "since", "evidence", "link", "version", "edition", "effective_from", "public_sources"];

/// What ships now, with everything that the city set in its place. Figures that came after the city saved its document have
/// the values that ship; figures that no longer exist are left out; words follow the release.
pub fn renewed(shipped: &Value, kept: &Value) -> Value {
    match (shipped, kept) {
        (Value::Object(shipped), Value::Object(kept)) => fields(shipped, kept).into(),
        (Value::Array(shipped), Value::Array(kept)) => list(shipped, kept).into(),
        (shipped, _) => shipped.clone(),
    }
}

fn fields(shipped: &Map<String, Value>, kept: &Map<String, Value>) -> Map<String, Value> {
    let of_the_city = |key: &str| ORIGIN.contains(&key) || FIELDS.iter().any(|(name, ..)| *name == key);
    let one = |(key, value): (&String, &Value)| {
        let value = match kept.get(key) {
            Some(own) if of_the_city(key) => own.clone(),
            Some(own) => renewed(value, own),
            None => value.clone(),
        };
        (key.clone(), value)
    };
    shipped.iter().map(one).collect()
}

fn list(shipped: &[Value], kept: &[Value]) -> Vec<Value> {
    let Some(name) = NAMES.into_iter().find(|name| shipped.iter().all(|entry| entry.get(name).is_some())) else {
        // Bands have no names: a city's own stand as a whole.
        return kept.to_vec();
    };
    let own = |entry: &Value| kept.iter().find(|own| own.get(name) == entry.get(name));
    shipped.iter().map(|entry| own(entry).map_or_else(|| entry.clone(), |own| renewed(entry, own))).collect()
}
