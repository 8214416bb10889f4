//! How everything is counted: each formula with its source, the limits, the weights, bands and grades.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_domain::{indicators::Indicator, scoring::Milli};
use changxiao_words::texts;

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

struct FormulaRow {
    name: &'static str,
    met: &'static str,
    due: &'static str,
    period: &'static str,
    better: &'static str,
    source: &'static str,
}

struct LimitRow {
    name: String,
    limit: String,
    source: String,
}

struct SchemeView {
    name: String,
    note: String,
    parts: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "indicators/method.html")]
struct MethodPage {
    shell: Shell,
    edition: String,
    formulas: Vec<FormulaRow>,
    limits: Vec<LimitRow>,
    schemes: Vec<SchemeView>,
    /// Name, value and source.
    steps: Vec<(String, String, String)>,
}

pub(super) async fn method(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let (rules, lang) = (&who.model.indicators, who.lang());
    let l = texts(lang);
    let formula = |indicator: &Indicator| {
        let of = indicator.definition();
        FormulaRow {
            name: indicator.name(lang),
            met: of.met(lang),
            due: of.due(lang),
            period: of.cohort.words(lang),
            better: if of.lower_is_better { l.indicators_lower } else { l.indicators_higher },
            source: of.source(lang),
        }
    };
    let bands: Vec<String> = rules
        .bands
        .iter()
        .map(|band| {
            let worth = super::percent(Milli(band.thousandths * 100));
            match band.up_to {
                Some(most) => format!("≤ {}: {worth}", words::count(most)),
                None => format!("{}: {worth}", l.indicators_above),
            }
        })
        .collect();
    let grades: Vec<String> =
        rules.grades.iter().map(|step| format!("{} ≥ {}", step.grade, words::score(step.least_milli))).collect();
    page(&MethodPage {
        edition: rules.edition.clone(),
        formulas: Indicator::ALL.iter().map(formula).collect(),
        limits: rules
            .limits
            .iter()
            .map(|row| LimitRow {
                name: row.name(lang).to_owned(),
                limit: row.words(lang),
                source: row.source(lang).to_owned(),
            })
            .collect(),
        schemes: rules
            .schemes
            .iter()
            .map(|scheme| SchemeView {
                name: scheme.name(lang).to_owned(),
                note: scheme.note(lang).to_owned(),
                parts: scheme
                    .components
                    .iter()
                    .map(|part| {
                        let weight = words::exact_score(part.weight_milli);
                        (part.measure.words(lang), weight, part.source(lang).to_owned())
                    })
                    .collect(),
            })
            .collect(),
        steps: vec![
            (
                l.indicators_basically.to_owned(),
                super::percent(Milli(rules.partly_thousandths * 100)),
                lang.of_data(&rules.partly_source_zh, &rules.partly_source_en).to_owned(),
            ),
            (
                l.indicators_bands.to_owned(),
                bands.join(l.cases_comma),
                lang.of_data(&rules.band_source_zh, &rules.band_source_en).to_owned(),
            ),
            (
                l.indicators_grades.to_owned(),
                grades.join(l.cases_comma),
                lang.of_data(&rules.grade_source_zh, &rules.grade_source_en).to_owned(),
            ),
        ],
        shell: pages::shell(&state, &who, Section::Indicators, None).await,
    })
}
