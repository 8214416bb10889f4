//! A document while it is being written: changed one part at a time. A part is named by its place, as faults name it (JSON pointer); `-` behind
//! a list is one more. What comes out is a document, with whatever faults.

use changxiao_words::{Lang, texts};
use serde_json::{Map, Value, json};

use super::{Code, Document, Fault, FlowOf, OF_FORMS, OWN};
use crate::time::Day;

/// The most lines of a list of a document: fields, states, actions, rows.
const MOST: usize = 200;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Names, source, edition.
    Head,
    /// What the parts are called and where they begin.
    Part,
    Ask,
    /// A text to begin with.
    Template,
    Limit(FlowOf),
    Days(FlowOf),
    /// Which fields register an ask from outside.
    Registers(FlowOf),
    Field(FlowOf),
    State(FlowOf),
    Action(FlowOf),
    Row(FlowOf),
    /// A condition of a row.
    Given(FlowOf),
    /// An effect of a row.
    Effect(FlowOf),
}

/// A place of a document at which something can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: String,
    pub item: Item,
    /// It is one more of its list.
    pub is_new: bool,
}

/// What is done at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// These values stand there; null takes one away, and what is not named stays. A condition or an effect is put as a whole.
    Put(Value),
    Remove,
    /// It changes places with the one before it.
    Up,
}

impl Place {
    /// `None` for what is no such place.
    pub fn parse(at: &str) -> Option<Self> {
        let place = |item| Some(Self { at: at.to_owned(), item, is_new: at.ends_with("/-") });
        match at {
            "" => return place(Item::Head),
            "/part" => return place(Item::Part),
            "/ask" => return place(Item::Ask),
            _ => {}
        }
        let counts = |step: &str| step == "-" || step.parse::<usize>().is_ok_and(|place| place < MOST);
        if let Some(one) = at.strip_prefix("/templates/") {
            return counts(one).then(|| place(Item::Template)).flatten();
        }
        let of =
            FlowOf::ALL.into_iter().find(|of| at.strip_prefix(of.place()).is_some_and(|rest| rest.starts_with('/')))?;
        let steps: Vec<&str> = at[of.place().len() + 1..].split('/').collect();
        place(match steps.as_slice() {
            ["limit"] => Item::Limit(of),
            ["days"] => Item::Days(of),
            ["registers"] => Item::Registers(of),
            ["fields", one] if counts(one) => Item::Field(of),
            ["states", one] if counts(one) => Item::State(of),
            ["actions", one] if counts(one) => Item::Action(of),
            ["rows", one] if counts(one) => Item::Row(of),
            ["rows", row, "given", one] if counts(one) && row.parse::<usize>().is_ok() => Item::Given(of),
            ["rows", row, "effects", one] if counts(one) && row.parse::<usize>().is_ok() => Item::Effect(of),
            _ => return None,
        })
    }

    /// What stands there now; nothing where it is new, or not there.
    pub fn value(&self, document: &Document) -> Option<Value> {
        serde_json::to_value(document).ok()?.pointer(&self.at).cloned()
    }

    /// The list in which it stands, and which of it it is.
    fn in_list(&self) -> Option<(&str, &str)> {
        let (list, one) = self.at.rsplit_once('/')?;
        (one == "-" || one.parse::<usize>().is_ok()).then_some((list, one))
    }
}

impl Item {
    /// Whether it takes the values that it is given as a whole.
    const fn is_whole(self) -> bool {
        matches!(self, Self::Given(_) | Self::Effect(_))
    }
}

impl Document {
    /// One with which writing begins: somebody begins it, the office ends it.
    ///
    /// Errors: none that a test does not rule out.
    pub fn blank(key: Code, (name_zh, name_en): (&str, &str), from: Day) -> Result<Self, String> {
        let (zh, en) = (texts(Lang::Zh), texts(Lang::En));
        let document = json!({
            "key": key, "edition": from.to_string(), "in_force_from": from.to_string(),
            "name_zh": name_zh, "name_en": name_en, "purpose_zh": "", "purpose_en": "", "source_zh": "", "source_en": "",
            "whole": {
                "fields": [],
                "states": [
                    { "name": "open", "name_zh": zh.procedures_blank_open, "name_en": en.procedures_blank_open, "turn": { "role": "office" } },
                    { "name": "done", "name_zh": zh.procedures_blank_done, "name_en": en.procedures_blank_done, "end": true },
                ],
                "actions": [
                    { "name": "begin", "name_zh": zh.procedures_blank_begin, "name_en": en.procedures_blank_begin },
                    { "name": "finish", "name_zh": zh.procedures_blank_finish, "name_en": en.procedures_blank_finish },
                ],
                "rows": [
                    { "action": "begin", "to": "open", "who": ["office"] },
                    { "from": ["open"], "action": "finish", "to": "done", "who": ["office"] },
                ],
            },
        });
        serde_json::from_value(document).map_err(|problem| problem.to_string())
    }

    /// The same under another key, in an edition of its own.
    #[must_use]
    pub fn copied(&self, key: Code, (name_zh, name_en): (&str, &str), from: Day) -> Self {
        let day = from.to_string();
        let (name_zh, name_en) = (name_zh.to_owned(), name_en.to_owned());
        Self { key, edition: day.clone(), in_force_from: day, name_zh, name_en, ..self.clone() }
    }

    /// The document with what is done at a place. A new field, state, action or template takes its name from its English one, else from its place.
    ///
    /// Errors: nothing is there to be changed; what stands there then is no document, in the words of whoever reads it.
    pub fn edited(&self, place: &Place, edit: Edit) -> Result<Self, String> {
        let mut whole = serde_json::to_value(self).map_err(|problem| problem.to_string())?;
        let gone = || format!("nothing stands at {}", place.at);
        match edit {
            Edit::Put(mut value) => {
                if place.is_new {
                    self.name_new(place, &mut value);
                }
                put(&mut whole, place, value).ok_or_else(gone)?;
            }
            Edit::Remove => remove(&mut whole, place).ok_or_else(gone)?,
            Edit::Up => {
                let (list, one) = place.in_list().ok_or_else(gone)?;
                let (lines, one) = (whole.pointer_mut(list).and_then(Value::as_array_mut), one.parse::<usize>());
                let (Some(lines), Ok(one)) = (lines, one) else { return Err(gone()) };
                if one == 0 || one >= lines.len() {
                    return Err(gone());
                }
                lines.swap(one - 1, one);
            }
        }
        serde_json::from_value(whole).map_err(|problem| problem.to_string())
    }

    fn name_new(&self, place: &Place, value: &mut Value) {
        let (of, prefix) = match place.item {
            Item::Field(of) => (of, "field"),
            Item::State(of) => (of, "state"),
            Item::Action(of) => (of, "action"),
            Item::Template => (FlowOf::Whole, "template"),
            _ => return,
        };
        let Some(named) = value.as_object_mut().filter(|named| !named.contains_key("name")) else { return };
        let taken = |code: Code| {
            self.flow(of).is_some_and(|flow| match prefix {
                "field" => flow.field(code).is_some(),
                "state" => flow.state(code).is_some(),
                "template" => self.templates.iter().any(|one| one.name == code),
                _ => flow.action(code).is_some(),
            })
        };
        let english = named.get("name_en").and_then(Value::as_str).unwrap_or_default();
        let code = free_code(english, prefix, |code| taken(code) || OWN.contains(&code) || OF_FORMS.contains(&code));
        named.insert("name".to_owned(), json!(code));
    }
}

/// A name for the program made from an English one: small letters, digits and `_`. Where nothing is left of it, `prefix` with a number; the
/// same where it is taken.
pub fn free_code(english: &str, prefix: &str, taken: impl Fn(Code) -> bool) -> Code {
    let mut slug = String::new();
    for letter in english.chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => slug.push(letter),
            _ if !slug.ends_with('_') && !slug.is_empty() => slug.push('_'),
            _ => {}
        }
    }
    slug.truncate(28);
    let slug = slug.trim_end_matches('_');
    let fits = |text: &str| Code::parse(text).filter(|code| !taken(*code));
    let base = if Code::parse(slug).is_some() { slug } else { prefix };
    let (first, number) = if base == slug { (fits(slug), 2) } else { (None, 1) };
    let mut numbered = (number..1_000).map(|number| format!("{base}_{number}"));
    first.or_else(|| numbered.find_map(|text| fits(&text))).unwrap_or(Code::of("one_more"))
}

/// Faults that stand at a place or below it, where no other of these places is nearer to them.
pub fn faults_at<'a>(faults: &'a [Fault], at: &str, others: &[&str]) -> Vec<&'a Fault> {
    let below = |fault: &Fault, place: &str| {
        fault.at.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let nearer = |fault: &Fault| {
        others.iter().any(|other| other.len() > at.len() && other.starts_with(at) && below(fault, other))
    };
    faults.iter().filter(|fault| below(fault, at) && !nearer(fault)).collect()
}

fn put(whole: &mut Value, place: &Place, value: Value) -> Option<()> {
    if let Some((list, one)) = place.in_list() {
        let lines = made(whole, list, || json!([]))?.as_array_mut()?;
        if one == "-" {
            if lines.len() >= MOST {
                return None;
            }
            lines.push(without_nulls(value));
            return Some(());
        }
        let line = lines.get_mut(one.parse::<usize>().ok()?)?;
        match place.item.is_whole() {
            true => *line = value,
            false => merge(line, value),
        }
        return Some(());
    }
    let target = match place.item {
        Item::Part => {
            made(whole, &place.at, || json!({ "name_zh": "", "name_en": "", "begins": "todo", "flow": part_flow() }))?
        }
        Item::Ask => made(
            whole,
            &place.at,
            || json!({ "issuer_zh": "", "issuer_en": "", "basis_zh": "", "basis_en": "", "frequency": "as_needed", "until": "", "minutes": 0 }),
        )?,
        _ => made(whole, &place.at, || json!({}))?,
    };
    merge(target, value);
    // A part begins somewhere, wherever that is.
    if place.item == Item::Part && target["begins"].is_null() {
        target["begins"] = target["flow"]["states"][0]["name"].clone();
    }
    Some(())
}

/// What each of many does at first: it answers, and it is over.
fn part_flow() -> Value {
    let (zh, en) = (texts(Lang::Zh), texts(Lang::En));
    json!({
        "fields": [],
        "states": [
            { "name": "todo", "name_zh": zh.procedures_blank_todo, "name_en": en.procedures_blank_todo, "turn": "holder" },
            { "name": "answered", "name_zh": zh.procedures_blank_answered, "name_en": en.procedures_blank_answered, "end": true },
        ],
        "actions": [{ "name": "answer", "name_zh": zh.procedures_blank_answer, "name_en": en.procedures_blank_answer }],
        "rows": [
            { "from": ["todo"], "action": "answer", "to": "answered", "who": ["handler", "unit_head"], "side": "holder" },
        ],
    })
}

/// What stands at a pointer; made where only the last step of it is missing.
fn made<'a>(whole: &'a mut Value, at: &str, new: impl FnOnce() -> Value) -> Option<&'a mut Value> {
    if at.is_empty() {
        return Some(whole);
    }
    let (above, last) = at.rsplit_once('/')?;
    Some(whole.pointer_mut(above)?.as_object_mut()?.entry(last).or_insert_with(new))
}

fn merge(target: &mut Value, value: Value) {
    match (target, value) {
        (Value::Object(target), Value::Object(value)) => {
            for (name, value) in value {
                match value {
                    Value::Null => drop(target.remove(&name)),
                    value => drop(target.insert(name, value)),
                }
            }
        }
        (target, value) => *target = value,
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(named) => named.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into(),
        value => value,
    }
}

fn remove(whole: &mut Value, place: &Place) -> Option<()> {
    if let Some((list, one)) = place.in_list() {
        let lines = whole.pointer_mut(list)?.as_array_mut()?;
        let one = one.parse::<usize>().ok().filter(|one| *one < lines.len())?;
        lines.remove(one);
        return Some(());
    }
    let (above, last) = place.at.rsplit_once('/')?;
    whole.pointer_mut(above)?.as_object_mut()?.remove(last).map(drop)
}
