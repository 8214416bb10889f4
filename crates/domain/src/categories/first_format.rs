//! Lists as the first releases kept them: one limit and one lead a minor. Databases still hold such lists, and cases stand
//! under them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Category, CategoryClass, CategoryCode, CategoryMajor, CategorySet, FilingStandard};
use crate::{
    calendar::Limit,
    standards::{Bilingual, Evidence, day_text},
    time::Day,
};

pub(super) const FORMAT: &str = "changxiao-categories/1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstSet {
    #[allow(dead_code, reason = "read before, to tell the formats apart")]
    format: String,
    key: String,
    version: String,
    #[serde(with = "day_text")]
    effective_from: Day,
    name_zh: String,
    name_en: String,
    notes: Vec<Bilingual>,
    majors: Vec<CategoryMajor>,
    categories: Vec<FirstCategory>,
    #[serde(deserialize_with = "super::sources::in_either_form")]
    sources: BTreeMap<String, Bilingual>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstCategory {
    code: CategoryCode,
    class: CategoryClass,
    major: String,
    name_zh: String,
    name_en: String,
    limit: Limit,
    conditions: Vec<Bilingual>,
    closing_conditions: Vec<Bilingual>,
    lead_key: String,
    photo_needed: bool,
    local: bool,
    evidence: Evidence,
    source: String,
}

impl From<FirstSet> for CategorySet {
    fn from(first: FirstSet) -> Self {
        Self {
            format: CategorySet::FORMAT.to_owned(),
            key: first.key,
            version: first.version,
            effective_from: first.effective_from,
            name_zh: first.name_zh,
            name_en: first.name_en,
            notes: first.notes,
            majors: first.majors,
            categories: first.categories.into_iter().map(Category::from).collect(),
            sources: first.sources,
        }
    }
}

impl From<FirstCategory> for Category {
    fn from(first: FirstCategory) -> Self {
        let FirstCategory { conditions, closing_conditions, limit, lead_key, evidence, source, .. } = first;
        let standards = conditions.into_iter().map(|condition| FilingStandard {
            condition,
            closing: closing_conditions.clone(),
            limit,
            lead_key: lead_key.clone(),
            limit_written: String::new(),
            helper_keys: Vec::new(),
            supervisor_key: String::new(),
            evidence,
            source: source.clone(),
        });
        Self {
            code: first.code,
            class: first.class,
            major: first.major,
            name_zh: first.name_zh,
            name_en: first.name_en,
            standards: standards.collect(),
            photo_needed: first.photo_needed,
            local: first.local,
        }
    }
}
