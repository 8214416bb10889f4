//! What changed between two editions, and whom it concerns.

use changxiao_words::{Lang, Texts, fill, texts};
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    model::CityModel,
    standards::{self, duties},
};
use changxiao_domain::{
    ids::UnitId,
    standards::{ChangeKind, Place, Quantity, Section as Part, System, diff},
};
use serde::Deserialize;
use serde_json::Value;

use super::address::node_href;
use crate::{
    address::encode,
    answer::{WebError, page as answer_page},
    names::quantity_words,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

#[derive(Template)]
#[template(path = "standards/diff.html")]
struct DiffPage {
    shell: Shell,
    choices: Vec<(String, String)>,
    old: String,
    new: String,
    same: bool,
    summary: String,
    parts: Vec<PartLines>,
    units: Vec<(String, String, usize)>,
}

struct PartLines {
    title: &'static str,
    entries: Vec<Entry>,
}

/// Everything that happened to one entry.
struct Entry {
    code: String,
    label: String,
    href: String,
    word: &'static str,
    kind: &'static str,
    changes: Vec<(String, String, String)>,
    units: String,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let shell = pages::shell(&state, &who, Section::Standards, None).await;
    let l = shell.l;
    let (old_row, old) = standards::find(model, &wanted.old)?;
    let (new_row, new) = standards::find(model, &wanted.new)?;
    let changes = diff(old, new);
    let mut parts: Vec<PartLines> = Vec::new();
    let mut concerned: BTreeMap<UnitId, BTreeSet<String>> = BTreeMap::new();
    let mut tally = [0_usize; 3];
    for part in Part::ALL {
        let mut entries: Vec<Entry> = Vec::new();
        for change in changes.iter().filter(|change| change.section == part) {
            // Who answers is asked of the new edition, or of the old one for what is gone.
            let mut units = duties::affected(model, new, change);
            if units.is_empty() {
                units = duties::affected(model, old, change);
            }
            for unit in &units {
                concerned.entry(*unit).or_default().insert(change.code.clone());
            }
            let is_gone = matches!(change.kind, ChangeKind::Removed { .. });
            let (word, kind, lines) = words_of(l, lang, &change.kind);
            match entries.iter_mut().find(|entry| entry.code == change.code) {
                Some(entry) => entry.changes.extend(lines),
                None => {
                    tally[match change.kind {
                        ChangeKind::Added { .. } => 0,
                        ChangeKind::Removed { .. } => 1,
                        _ => 2,
                    }] += 1;
                    let row = if is_gone { old_row } else { new_row };
                    entries.push(Entry {
                        label: label(if is_gone { old } else { new }, part, &change.code, lang),
                        href: if part == Part::Node { node_href(row, &change.code) } else { String::new() },
                        code: change.code.clone(),
                        word,
                        kind,
                        changes: lines,
                        units: names(model, &units, lang),
                    });
                }
            }
        }
        if !entries.is_empty() {
            parts.push(PartLines { title: part_word(l, part), entries });
        }
    }
    let mut units: Vec<(String, String, usize)> = concerned
        .into_iter()
        .map(|(unit, codes)| {
            let code = model.all_units.get(&unit).map_or("", |unit| unit.code.as_str());
            (format!("/units/{}", encode(code)), model.unit_name(unit, lang).to_owned(), codes.len())
        })
        .collect();
    units.sort_by(|one, two| (two.2, &one.1).cmp(&(one.2, &two.1)));
    let page = DiffPage {
        choices: model
            .systems
            .iter()
            .map(|(row, system)| {
                (standards::slug(row), format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition))
            })
            .collect(),
        same: changes.is_empty(),
        summary: fill(
            l.standards_diff_summary,
            &[("added", &tally[0]), ("removed", &tally[1]), ("changed", &tally[2]), ("units", &units.len())],
        ),
        old: wanted.old,
        new: wanted.new,
        parts,
        units,
        shell,
    };
    answer_page(&page)
}

fn words_of(
    l: &'static Texts,
    lang: Lang,
    kind: &ChangeKind,
) -> (&'static str, &'static str, Vec<(String, String, String)>) {
    let place = |place: &Place| {
        let parent = place.parent.as_deref().unwrap_or(l.standards_top);
        fill(l.standards_place, &[("parent", &parent), ("n", &place.order)])
    };
    match kind {
        ChangeKind::Added { entry } => (
            l.standards_diff_added,
            "on",
            vec![(l.standards_content_words.to_owned(), String::new(), entry_words(entry, lang))],
        ),
        ChangeKind::Removed { entry } => (
            l.standards_diff_removed,
            "late",
            vec![(l.standards_content_words.to_owned(), entry_words(entry, lang), String::new())],
        ),
        ChangeKind::Moved { from, to } => {
            (l.standards_diff_moved, "near", vec![(l.standards_place_word.to_owned(), place(from), place(to))])
        }
        ChangeKind::Changed { field, before, after } => (
            l.standards_diff_changed,
            "near",
            vec![(field_word(l, field).to_owned(), shown(l, lang, field, before), shown(l, lang, field, after))],
        ),
    }
}

fn entry_words(entry: &Value, lang: Lang) -> String {
    let suffix = texts(lang).standards_en;
    let part = |name: &str| entry.get(format!("{name}_{suffix}")).and_then(Value::as_str).unwrap_or_default();
    [part("name"), part("text"), part("topic")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A value of a field in words where it is a code.
fn shown(l: &'static Texts, lang: Lang, field: &str, value_of: &Value) -> String {
    let text = value(value_of);
    match (field, text.as_str()) {
        ("status", "built_in") => l.standards_built_in.to_owned(),
        ("status", "draft") => l.standards_draft.to_owned(),
        ("status", "in_force") => l.standards_in_force.to_owned(),
        ("status", "superseded") => l.standards_superseded.to_owned(),
        (_, "") => text,
        ("quantity", _) => serde_json::from_value::<Quantity>(value_of.clone())
            .map_or(text, |quantity| quantity_words(lang, &quantity)),
        ("evidence" | "options_evidence", code) => super::tree::evidence_word(l, code).to_owned(),
        ("effective_from", day) => day.parse().map_or(text.clone(), |day| words::full_day(lang, day)),
        _ => text,
    }
}

/// A value as people read it: lists without brackets, nothing as nothing.
fn value(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn names(model: &CityModel, units: &BTreeSet<UnitId>, lang: Lang) -> String {
    const SHOWN: usize = 3;
    let mut names: Vec<&str> = units.iter().take(SHOWN).map(|unit| model.unit_name(*unit, lang)).collect();
    if units.len() > SHOWN {
        names.push("…");
    }
    names.join(texts(lang).standards_text)
}

fn label(system: &System, part: Part, code: &str, lang: Lang) -> String {
    match part {
        Part::Header => lang.of_data(&system.name_zh, &system.name_en).to_owned(),
        Part::Node => system.node(code).map_or_else(String::new, |node| node.label(lang).to_owned()),
        Part::SiteType => system
            .site_types
            .iter()
            .find(|kind| kind.code == code)
            .map_or_else(String::new, |kind| lang.of_data(&kind.name_zh, &kind.name_en).to_owned()),
        Part::CheckItem => system
            .check_items
            .iter()
            .find(|item| item.code == code)
            .map_or_else(String::new, |item| lang.of_data(&item.text_zh, &item.text_en).to_owned()),
        Part::SurveyItem => system
            .survey_items
            .iter()
            .find(|item| item.code == code)
            .map_or_else(String::new, |item| lang.of_data(&item.topic_zh, &item.topic_en).to_owned()),
        Part::ScorePreset => system
            .score_presets
            .iter()
            .find(|preset| preset.key == code)
            .map_or_else(String::new, |preset| lang.of_data(&preset.name_zh, &preset.name_en).to_owned()),
    }
}

const fn part_word(l: &Texts, part: Part) -> &'static str {
    match part {
        Part::Header => l.standards_part_header,
        Part::Node => l.standards_tab_tree,
        Part::SiteType => l.standards_site_types,
        Part::CheckItem => l.standards_check_items,
        Part::SurveyItem => l.standards_tab_survey,
        Part::ScorePreset => l.standards_tab_presets,
    }
}

fn field_word(l: &Texts, field: &str) -> &'static str {
    match field {
        "name_zh" => l.standards_name_zh,
        "name_en" => l.standards_name_en,
        "text_zh" => l.standards_text_zh,
        "text_en" => l.standards_text_en,
        "methods" => l.standards_methods,
        "materials" | "material_types" => l.standards_materials,
        "site_types" | "site_type" => l.standards_site_types,
        "evidence" => l.standards_evidence,
        "source" | "sources" => l.standards_source,
        "version" => l.standards_edition,
        "status" => l.standards_status,
        "effective_from" => l.standards_from,
        "category" => l.standards_category,
        "content" => l.standards_kind_content,
        "scoring_zh" | "scoring_en" => l.standards_scoring,
        "quantity" => l.standards_quantity,
        "route_zh" | "route_en" => l.standards_route,
        "route_metres" => l.standards_route_metres,
        "sample_zh" | "sample_en" => l.standards_sample,
        "topic_zh" | "topic_en" => l.standards_topic,
        "options" => l.standards_options,
        "threshold" => l.standards_thresholds,
        "grades" => l.standards_grades,
        "items" => l.standards_preset_items,
        "total_thousandths" => l.standards_preset_total,
        "year_weights_thousandths" => l.standards_preset_weights,
        _ => l.standards_other,
    }
}
