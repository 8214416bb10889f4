//! A day written as `2026-11-21` in JSON.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::time::Day;

pub fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::custom(format!("“{text}” is not a day such as 2026-11-21")))
}
