//! One unit: what its composite is made of, and all its figures beside those of the period before.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use changxiao_app::indicators::{Row, Table, unit as view_unit};
use changxiao_domain::{
    indicators::{Indicator, Measure, Outcome, Part, Scheme, Span, SpanKind, Subject},
    scoring::Milli,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use super::{
    figures::{Figure, Link, figure, link, percent},
    list::Tab,
    query::{Set, kind_label, span, span_label},
};
use crate::{
    address::encode,
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    period: Option<String>,
}

/// One line of a composite's why.
struct PartView {
    name: String,
    good: Link,
    due: Link,
    /// What the scheme gives it, and what it counts for here.
    weight: String,
    share: String,
    earned: String,
    meter: u8,
}

/// A composite that adds up.
struct WhyView {
    name: String,
    score: String,
    grade: String,
    parts: Vec<PartView>,
    left_out: String,
    rated: bool,
    note: String,
    before: String,
    /// What stands beside the good cases: the bad ones, or all that were due.
    second: &'static str,
}

struct Line {
    figure: Figure,
    before: String,
    formula: String,
}

struct SetView {
    name: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "indicators/unit.html")]
struct UnitPage {
    shell: Shell,
    name: String,
    period: String,
    before_name: String,
    as_of: String,
    kinds: Vec<Tab>,
    previous: String,
    next: String,
    back: String,
    whys: Vec<WhyView>,
    sets: Vec<SetView>,
    edition: String,
}

pub(super) async fn unit(
    State(state): State<WebState>,
    who: Who,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let now = state.app().now();
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let today = model.day_of(now);
    let of = match asked.period.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => span(text)?,
        None => Span::around(SpanKind::Month, today),
    };
    let view = view_unit(state.app(), &who.actor, &code, of).await?;
    let shell = pages::shell(&state, &who, Section::Indicators, None).await;
    let href = |of: Span| format!("/indicators/units/{}?period={}", encode(&code), encode(&of.to_string()));
    let (first, ..) = of.bounds();
    let kinds = [SpanKind::Noon, SpanKind::Week, SpanKind::Month, SpanKind::Quarter, SpanKind::Year];
    let line = |indicator: &Indicator| {
        let before = figure(&view.table, &view.before, *indicator, &[], lang);
        let of = indicator.definition();
        Line {
            figure: figure(&view.table, &view.row, *indicator, &[], lang),
            before: before.share,
            formula: fill(l.indicators_formula, &[("met", &of.met(lang)), ("due", &of.due(lang))]),
        }
    };
    let whys = [Subject::Department, Subject::Callback].into_iter().filter_map(|subject| {
        let scheme = view.table.rules.scheme(subject)?;
        let (outcome, before) = match subject {
            Subject::Callback => (&view.row.calls, &view.before.calls),
            _ => (&view.row.score, &view.before.score),
        };
        Some(why(&view.table, &view.row, scheme, (outcome, before), lang))
    });
    let this_year = today.year();
    page(&UnitPage {
        name: model.unit_name(view.unit, lang).to_owned(),
        period: span_label(lang, of, this_year),
        before_name: span_label(lang, of.previous(), this_year),
        as_of: fill(l.scores_as_of, &[("time", &pages::moment(&who, now, view.table.as_of))]),
        kinds: kinds
            .into_iter()
            .map(|kind| Tab {
                href: href(Span::around(kind, first)),
                label: kind_label(l, kind),
                current: kind == of.kind(),
            })
            .collect(),
        previous: href(of.previous()),
        next: href(of.next()),
        back: format!("/indicators?by=unit&period={}", encode(&of.to_string())),
        whys: whys.collect(),
        sets: Set::ALL
            .into_iter()
            .map(|set| SetView { name: set.words(lang), lines: set.indicators().iter().map(line).collect() })
            .collect(),
        edition: view.table.rules.edition.clone(),
        shell,
    })
}

fn why(table: &Table, row: &Row, scheme: &Scheme, outcomes: (&Outcome, &Outcome), lang: Lang) -> WhyView {
    let l = texts(lang);
    let none = || l.indicators_not_rated.to_owned();
    let rated = outcomes.0.rated();
    let parts = rated.into_iter().flat_map(|score| &score.parts).map(|part| {
        let (good, due) = match part.measure {
            Measure::Share(indicator) if scheme.is_graded() => {
                let bad = link(table, row, (indicator, Part::Bad(scheme.subject)), part.due - part.good, &[]);
                (link(table, row, (indicator, Part::Good(scheme.subject)), part.good, &[]), bad)
            }
            Measure::Share(indicator) => (
                link(table, row, (indicator, Part::Met), part.good, &[]),
                link(table, row, (indicator, Part::Due), part.due, &[]),
            ),
            Measure::ReworkBand => (link(table, row, (Indicator::Rework, Part::Met), part.good, &[]), Link::default()),
        };
        PartView {
            name: part.measure.words(lang),
            good,
            due,
            weight: words::exact_score(part.weight.0),
            share: words::exact_score(part.share.0),
            earned: words::exact_score(part.earned.0),
            meter: words::share(part.earned.0, part.share.0),
        }
    });
    let parts: Vec<PartView> = parts.collect();
    let left_out: Vec<String> =
        rated.into_iter().flat_map(|score| &score.left_out).map(|measure| measure.words(lang)).collect();
    WhyView {
        name: scheme.name(lang).to_owned(),
        score: rated.map_or_else(none, |score| words::exact_score(score.score.0)),
        grade: rated.map_or_else(String::new, |score| score.grade.to_string()),
        left_out: if left_out.is_empty() {
            String::new()
        } else {
            fill(l.indicators_left_out, &[("names", &left_out.join(l.cases_comma))])
        },
        rated: rated.is_some(),
        second: if scheme.is_graded() { l.indicators_part_bad } else { l.indicators_part_due },
        note: if scheme.is_graded() { l.indicators_graded_note.to_owned() } else { partly_words(table, lang) },
        before: outcomes.1.score().map_or_else(none, |score| words::score(score.0)),
        parts,
    }
}

/// 基本满意按 90% 计.
fn partly_words(table: &Table, lang: Lang) -> String {
    fill(texts(lang).indicators_partly_note, &[("share", &percent(Milli(table.rules.partly_thousandths * 100)))])
}
