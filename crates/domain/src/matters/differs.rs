//! What two documents say differently, place by place.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Document;

/// One place where two documents differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// Names of the steps from the outside in: `whole`, `fields`, `amount`, `required_at`. What stands in a list is named by its name, a row by its
    /// action and where it begins.
    pub at: Vec<String>,
    /// As the first has it; `None` where it has nothing.
    pub was: Option<String>,
    /// As the second has it; `None` where it has nothing.
    pub is: Option<String>,
}

/// What differs, in the order of the places. Key, edition and first day are no content.
pub fn differences(was: &Document, is: &Document) -> Vec<Differs> {
    let (was, is) = (leaves(was), leaves(is));
    let mut all: Vec<&Vec<String>> = was.keys().chain(is.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let differs = |at: &Vec<String>| {
        let (was, is) = (was.get(at), is.get(at));
        (was != is).then(|| Differs { at: at.clone(), was: was.cloned(), is: is.cloned() })
    };
    let found: Vec<Differs> = all.into_iter().filter_map(differs).collect();
    gathered(found)
}

/// What came or went as a whole is one difference, not one for each of its values.
fn gathered(found: Vec<Differs>) -> Vec<Differs> {
    let mut all: Vec<Differs> = Vec::new();
    let mut whole: Option<Vec<String>> = None;
    for one in found {
        if whole.as_ref().is_some_and(|whole| one.at.starts_with(whole)) {
            continue;
        }
        match one.at.split_last() {
            // Its name is another one; that stands at the name.
            Some((last, _)) if last == WHOLE && one.was.is_some() && one.is.is_some() => {}
            Some((last, line)) if last == WHOLE => {
                whole = Some(line.to_vec());
                all.push(Differs { at: line.to_vec(), was: one.was.clone(), is: one.is.clone() });
            }
            _ => all.push(one),
        }
    }
    all
}

/// The mark of a line of a list that is there as a whole. It sorts before every name.
const WHOLE: &str = " ";

/// Every value by its place.
fn leaves(document: &Document) -> BTreeMap<Vec<String>, String> {
    let mut all = BTreeMap::new();
    let Ok(Value::Object(mut named)) = serde_json::to_value(document) else { return all };
    for name in ["key", "edition", "in_force_from"] {
        named.remove(name);
    }
    let mut waiting: Vec<(Vec<String>, Value)> = named.into_iter().map(|(name, value)| (vec![name], value)).collect();
    while let Some((at, value)) = waiting.pop() {
        let below = |name: &str| at.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
        match value {
            // Conditions and effects, which whoever shows them puts into words.
            Value::Array(_) if at.last().is_some_and(|last| last == "given" || last == "effects") => {
                all.insert(at, value.to_string());
            }
            Value::Object(named) => waiting.extend(named.into_iter().map(|(name, value)| (below(&name), value))),
            Value::Array(lines) if lines.iter().any(|line| name_of(line).is_some()) => {
                for line in lines {
                    let name = name_of(&line).unwrap_or_else(|| line.to_string());
                    let words = ["name_zh", "action"].iter().find_map(|key| line[*key].as_str()).unwrap_or_default();
                    let mut whole = below(&name);
                    waiting.push((whole.clone(), line.clone()));
                    whole.push(WHOLE.to_owned());
                    all.insert(whole, words.to_owned());
                }
            }
            Value::String(text) => drop(all.insert(at, text)),
            Value::Array(lines) if lines.iter().all(Value::is_string) => {
                let texts: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
                all.insert(at, texts.join(" "));
            }
            other => drop(all.insert(at, other.to_string())),
        }
    }
    all
}

/// By what a line of a list is known.
fn name_of(line: &Value) -> Option<String> {
    if let Some(name) = line["name"].as_str() {
        return Some(name.to_owned());
    }
    let action = line["action"].as_str()?;
    let from: Vec<&str> = line["from"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let who: Vec<&str> = match from.is_empty() {
        true => line["who"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
        false => from,
    };
    Some(format!("{action} {}", who.join(" ")))
}
