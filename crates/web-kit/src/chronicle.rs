//! What was done, newest first, in words, for workflows whose events need nothing but verbs and particulars: who by unit and
//! role, never by name.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    cases::hex,
    ids::UnitId,
    sealing::{Entry, Verb, Word},
    time::Instant,
};
use changxiao_words::{Lang, fill, texts};
use serde_json::Value;

use crate::{pages::wall, words};

/// One line of a timeline.
#[derive(Clone, Debug)]
pub struct Line {
    pub time: String,
    pub verb: String,
    /// Unit and role.
    pub who: String,
    pub lines: Vec<String>,
    /// The first six digits of the event's link in the chain.
    pub hash: String,
}

/// Newest first; every line says its day.
pub fn read<A: Verb, S: Word>(
    model: &CityModel,
    lang: Lang,
    now: Instant,
    events: &[Entry<A, S>],
    verb: fn(A, Lang) -> &'static str,
) -> Vec<Line> {
    let year = model.day_of(now).year();
    let line = |event: &Entry<A, S>| Line {
        time: words::moment(lang, wall(model, event.at), year),
        verb: verb(event.action.clone(), lang).to_owned(),
        who: match event.actor.system {
            true => texts(lang).recurrence_system.to_owned(),
            false => format!("{} {}", model.unit_name(event.actor.unit, lang), event.actor.role.words(lang)),
        },
        lines: facts(model, lang, year, &event.particulars),
        hash: hex(&event.hash)[..6].to_owned(),
    };
    events.iter().rev().map(line).collect()
}

/// The facts of an event: what was decided first, then what was written.
fn facts(model: &CityModel, lang: Lang, year: i16, kept: &Value) -> Vec<String> {
    let l = texts(lang);
    let unit_of = |value: &Value| {
        let unit: UnitId = value.as_str()?.parse().ok()?;
        Some(model.unit_name(unit, lang).to_owned()).filter(|name| !name.is_empty())
    };
    let mut facts = Vec::new();
    facts.extend(unit_of(&kept["unit"]));
    if let Some(on_time) = kept["on_time"].as_bool() {
        facts.push(if on_time { l.whistles_on_time } else { l.whistles_late }.to_owned());
    }
    if let Some(due) = kept["due_at"].as_i64() {
        let time = words::moment(lang, wall(model, Instant(due)), year);
        facts.push(fill(l.whistles_due, &[("time", &time)]));
    }
    if let Some((response, solution)) = kept["response"].as_i64().zip(kept["solution"].as_i64()) {
        facts.push(fill(l.whistles_stars, &[("response", &response), ("solution", &solution)]));
    }
    if let Some(justified) = kept["justified"].as_bool() {
        facts.push(if justified { l.whistles_justified } else { l.whistles_unjustified }.to_owned());
    }
    if let Some(waived) = kept["waived"].as_i64().filter(|waived| *waived > 0) {
        facts.push(fill(l.whistles_waived, &[("n", &waived)]));
    }
    if let Some(lead) = unit_of(&kept["lead"]) {
        facts.push(fill(l.consultations_lead_is, &[("unit", &lead)]));
    }
    if let Some(due) = kept["plan_due_at"].as_i64() {
        let time = words::moment(lang, wall(model, Instant(due)), year);
        facts.push(fill(l.recurrence_plan_until, &[("time", &time)]));
    }
    if let Some(times) = kept["times"].as_i64() {
        facts.push(fill(l.recurrence_times, &[("n", &times)]));
    }
    if let Some(clean) = kept["clean"].as_bool() {
        facts.push(if clean { l.recurrence_clean } else { l.recurrence_not_clean }.to_owned());
    }
    if let Some(day) = kept["end_on"].as_str() {
        facts.push(format!("{} {day}", l.recurrence_end_on));
    }
    let looks: Vec<&str> = kept["looks"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !looks.is_empty() {
        facts.push(format!("{} {}", l.recurrence_looks, looks.join(l.whistles_comma)));
    }
    for answer in kept["answers"].as_array().into_iter().flatten() {
        if let Some(unit) = unit_of(&answer["unit"]) {
            let bound = answer["bound"].as_bool().unwrap_or_default();
            facts.push(fill(if bound { l.whistles_bound } else { l.whistles_freed }, &[("unit", &unit)]));
        }
    }
    let absent: Vec<String> = kept["absent"].as_array().into_iter().flatten().filter_map(unit_of).collect();
    if !absent.is_empty() {
        facts.push(fill(l.whistles_never_came, &[("units", &absent.join(l.whistles_comma))]));
    }
    let mut lines = Vec::new();
    if !facts.is_empty() {
        lines.push(facts.join(l.whistles_comma));
    }
    for key in ["text", "reason"] {
        lines.extend(kept[key].as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned));
    }
    lines
}
