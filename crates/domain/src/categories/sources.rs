//! The words of a list's sources, which lists of before November 2026 keep in one language.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::standards::Bilingual;

#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Both(Bilingual),
    One(String),
}

/// Reads `{"own": {"zh": …, "en": …}}` and, as older lists have it, `{"own": "…"}`, which then stands for both languages.
pub(super) fn in_either_form<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Bilingual>, D::Error> {
    let read: BTreeMap<String, Words> = BTreeMap::deserialize(from)?;
    let both = |words| match words {
        Words::Both(both) => both,
        Words::One(one) => Bilingual { zh: one, en: String::new() },
    };
    Ok(read.into_iter().map(|(key, words)| (key, both(words))).collect())
}
