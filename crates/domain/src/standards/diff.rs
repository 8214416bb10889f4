//! What changed between two versions, entry by entry, so that only the owners of changed indicators are told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::System;

changxiao_words::coded! {
    /// The list of a system that an entry belongs to. `Header` is the system itself, with the code `""`.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Section {
        Header = "header", standards_part_header;
        Node = "node", standards_tab_tree;
        SiteType = "site_type", standards_site_types;
        CheckItem = "check_item", standards_check_items;
        SurveyItem = "survey_item", standards_tab_survey;
        ScorePreset = "score_preset", standards_tab_presets;
    }
}

impl Section {
    /// The field that says on what an entry hangs.
    const fn parent_field(self) -> Option<&'static str> {
        match self {
            Section::Node => Some("parent"),
            Section::CheckItem => Some("site_type"),
            _ => None,
        }
    }

    /// The field of the serialised system that holds this list.
    const fn list_field(self) -> &'static str {
        match self {
            Section::Header => "",
            Section::Node => "nodes",
            Section::SiteType => "site_types",
            Section::CheckItem => "check_items",
            Section::SurveyItem => "survey_items",
            Section::ScorePreset => "score_presets",
        }
    }

    const fn code_field(self) -> &'static str {
        match self {
            Section::ScorePreset => "key",
            _ => "code",
        }
    }
}

/// Where an entry stands: on what it hangs and at which place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub parent: Option<String>,
    pub order: i64,
}

/// One change of one entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub section: Section,
    pub code: String,
    pub kind: ChangeKind,
}

/// What happened to it. Values are as in the JSON of the entry; `null` stands for absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Removed { entry: Value },
    Added { entry: Value },
    Changed { field: String, before: Value, after: Value },
    Moved { from: Place, to: Place },
}

/// The changes that lead from `old` to `new`: by list; in each list first what is gone, in its old order, then what is new,
/// moved or changed, in its new order. The id is not compared. Codes must be unique, see [`System::validate`].
pub fn diff(old: &System, new: &System) -> Vec<Change> {
    let mut changes = Vec::new();
    for section in Section::ALL {
        let before = entries(old, section);
        let after = entries(new, section);
        let before_by_code: BTreeMap<&str, &Map<String, Value>> =
            before.iter().map(|(code, entry)| (code.as_str(), entry)).collect();
        let mut push = |code: &str, kind| changes.push(Change { section, code: code.to_owned(), kind });
        for (code, entry) in &before {
            if !after.iter().any(|(other, _)| other == code) {
                push(code, ChangeKind::Removed { entry: Value::Object(entry.clone()) });
            }
        }
        for (code, entry) in &after {
            let Some(was) = before_by_code.get(code.as_str()) else {
                push(code, ChangeKind::Added { entry: Value::Object(entry.clone()) });
                continue;
            };
            let (from, to) = (place(section, was), place(section, entry));
            if from != to {
                push(code, ChangeKind::Moved { from, to });
            }
            let mut fields: Vec<&String> = was.keys().chain(entry.keys()).collect();
            fields.sort();
            fields.dedup();
            for field in fields {
                let is_place = field == "order" || Some(field.as_str()) == section.parent_field();
                let (before, after) =
                    (was.get(field).unwrap_or(&Value::Null), entry.get(field).unwrap_or(&Value::Null));
                if !is_place && before != after {
                    push(
                        code,
                        ChangeKind::Changed { field: field.clone(), before: before.clone(), after: after.clone() },
                    );
                }
            }
        }
    }
    changes
}

/// `old` with the changes made, in reading order and under its old id. Fails when a change does not fit `old`.
pub fn apply(old: &System, changes: &[Change]) -> Result<System, serde_json::Error> {
    let mut whole = to_map(old);
    for section in Section::ALL {
        let mut by_code: BTreeMap<String, Map<String, Value>> = entries(old, section).into_iter().collect();
        for change in changes.iter().filter(|change| change.section == section) {
            match &change.kind {
                ChangeKind::Removed { .. } => {
                    by_code.remove(&change.code);
                }
                ChangeKind::Added { entry } => {
                    by_code.insert(change.code.clone(), from_value(entry.clone())?);
                }
                ChangeKind::Changed { field, after, .. } => {
                    let entry = by_code.entry(change.code.clone()).or_default();
                    if after.is_null() {
                        entry.remove(field);
                    } else {
                        entry.insert(field.clone(), after.clone());
                    }
                }
                ChangeKind::Moved { to, .. } => {
                    let entry = by_code.entry(change.code.clone()).or_default();
                    entry.insert("order".to_owned(), to.order.into());
                    if let Some(field) = section.parent_field() {
                        entry.insert(field.to_owned(), to.parent.clone().map_or(Value::Null, Value::String));
                    }
                }
            }
        }
        if section == Section::Header {
            whole.extend(by_code.remove("").unwrap_or_default());
            continue;
        }
        let mut list: Vec<Map<String, Value>> = by_code.into_values().collect();
        list.sort_by_key(|entry| entry.get("order").and_then(Value::as_i64));
        if section == Section::ScorePreset {
            for entry in &mut list {
                entry.remove("order");
            }
        }
        whole.insert(section.list_field().to_owned(), Value::Array(list.into_iter().map(Value::Object).collect()));
    }
    from_value::<System>(Value::Object(whole)).map(System::in_reading_order)
}

/// The entries of one list as JSON objects with their codes. Presets keep no place of their own, so theirs is added.
fn entries(system: &System, section: Section) -> Vec<(String, Map<String, Value>)> {
    let mut whole = to_map(system);
    if section == Section::Header {
        for other in Section::ALL {
            whole.remove(other.list_field());
        }
        whole.remove("id");
        return vec![(String::new(), whole)];
    }
    let Some(Value::Array(list)) = whole.remove(section.list_field()) else { return Vec::new() };
    list.into_iter()
        .enumerate()
        .filter_map(|(index, entry)| {
            let Value::Object(mut entry) = entry else { return None };
            if section == Section::ScorePreset {
                entry.insert("order".to_owned(), (index + 1).into());
            }
            let code = entry.get(section.code_field())?.as_str()?.to_owned();
            Some((code, entry))
        })
        .collect()
}

fn place(section: Section, entry: &Map<String, Value>) -> Place {
    Place {
        parent: section.parent_field().and_then(|field| entry.get(field)).and_then(Value::as_str).map(str::to_owned),
        order: entry.get("order").and_then(Value::as_i64).unwrap_or(0),
    }
}

fn to_map(system: &System) -> Map<String, Value> {
    match serde_json::to_value(system) {
        Ok(Value::Object(map)) => map,
        // A system is made of strings, integers and maps with string keys, which always have a JSON form.
        _ => Map::new(),
    }
}

fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}
