//! What changed between two editions, and whom it concerns.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::standards::compare::{ChangedEntry, Comparison, compare};
use changxiao_domain::{
    ids::UnitId,
    standards::{
        ChangeKind, CheckItem, Evidence, ListEntry, Place, Quantity, ScorePreset, Section as Part, SiteType,
        SurveyItem, SystemStatus,
    },
};
use changxiao_web_kit::filtered::{self, Filter};
use changxiao_web_kit::{cx::Cx, filters, links};
use changxiao_words::fill;
use serde::Deserialize;
use serde_json::Value;

use super::edition::{Edition, joined};
use crate::{
    answer::WebError,
    choice::Choice,
    names::quantity_words,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// The two editions that are compared.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("old", filtered::Value::Known(|model, named| Edition::find(model, named).is_ok())),
    Filter::new("new", filtered::Value::Known(|model, named| Edition::find(model, named).is_ok())),
];

/// The two editions that are compared.
#[derive(Deserialize)]
pub(super) struct Pair {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

#[derive(Template)]
#[template(path = "standards/diff.html")]
struct DiffPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    old: Edition<'a>,
    new: Edition<'a>,
    old_choices: Vec<Choice>,
    new_choices: Vec<Choice>,
    comparison: Comparison,
}

impl DiffPage<'_> {
    /// The edition that has the entry: the old one where it is gone.
    fn edition_of(&self, entry: &ChangedEntry) -> Edition<'_> {
        if matches!(entry.changes.first(), Some(ChangeKind::Removed { .. })) { self.old } else { self.new }
    }

    fn label<'a>(&'a self, part: &Part, entry: &'a ChangedEntry) -> &'a str {
        let (system, lang) = (self.edition_of(entry).system, self.cx.lang);
        match part {
            Part::Header => system.name(lang),
            Part::Node => system.node(&entry.code).map_or("", |node| node.label(lang)),
            Part::SiteType => SiteType::name_of(system, &entry.code, lang),
            Part::CheckItem => CheckItem::name_of(system, &entry.code, lang),
            Part::SurveyItem => SurveyItem::name_of(system, &entry.code, lang),
            Part::ScorePreset => ScorePreset::name_of(system, &entry.code, lang),
        }
    }

    /// The first of the units concerned.
    fn units(&self, entry: &ChangedEntry) -> String {
        const SHOWN: usize = 3;
        let names = entry.units.iter().take(SHOWN).map(|unit| self.cx.model.unit_name(*unit, self.cx.lang));
        let more = (entry.units.len() > SHOWN).then_some("…");
        joined(names.chain(more), self.cx.lang)
    }

    fn unit_href(&self, unit: &UnitId) -> String {
        links::unit_href(&self.cx.model, *unit)
    }

    fn place(&self, place: &Place) -> String {
        let parent = place.parent.as_deref().unwrap_or(self.cx.l.standards_top);
        fill(self.cx.l.standards_place, &[("parent", &parent), ("n", &place.order)])
    }

    /// The words of an entry that came or went.
    fn words_of(&self, entry: &Value) -> String {
        let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default();
        let words = [("name_zh", "name_en"), ("text_zh", "text_en"), ("topic_zh", "topic_en")];
        let words = words.map(|(zh, en)| self.cx.lang.of_data(text(zh), text(en)));
        words.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// A value of a field, in words where it is a code.
    fn shown(&self, field: &str, value: &Value) -> String {
        let (text, lang) = (plain(value), self.cx.lang);
        let words = match field {
            "status" => SystemStatus::parse(&text).map(|status| status.words(lang).to_owned()),
            "evidence" | "options_evidence" => Evidence::parse(&text).map(|evidence| evidence.words(lang).to_owned()),
            "effective_from" => text.parse().ok().map(|day| words::full_day(lang, day)),
            "quantity" => serde_json::from_value::<Option<Quantity>>(value.clone())
                .ok()
                .flatten()
                .map(|quantity| quantity_words(lang, &quantity)),
            _ => None,
        };
        words.unwrap_or(text)
    }

    fn field_word(&self, field: &str) -> &'static str {
        let l = self.cx.l;
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
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(pair): Query<Pair>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let (old, new) = (Edition::find(&cx.model, &pair.old)?, Edition::find(&cx.model, &pair.new)?);
    let mut comparison = compare(&cx.model, old.system, new.system);
    comparison
        .units
        .sort_by_cached_key(|(unit, count)| (std::cmp::Reverse(*count), cx.model.unit_name(*unit, cx.lang).to_owned()));
    cx.page(&DiffPage {
        shell: pages::shell(&state, &who, Section::Standards, None).await,
        old_choices: Edition::choices(&cx.model, &pair.old, cx.lang),
        new_choices: Edition::choices(&cx.model, &pair.new, cx.lang),
        old,
        new,
        comparison,
        cx: &cx,
    })
}

/// A value as people read it: lists without brackets, nothing as nothing.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
