//! Pass rates as rows: by site type, by standard node, by division.

use changxiao_app::{
    model::CityModel,
    scoring::{PassRates, PeriodScores, pass_rates},
};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    orgs::Scope,
    scoring::Rate,
};
use changxiao_words::{Lang, fill, texts};

use super::names::node_label;
use crate::{session::Who, words};

/// One pass rate with its door downwards.
pub struct RateRow {
    pub name: String,
    pub href: String,
    /// How deep it stands below the first level: 0, 1, 2.
    pub depth: usize,
    pub met: String,
    pub rate: String,
    pub share: u8,
    pub visits: String,
    /// Against the period before; a dash where there was nothing.
    pub moved: String,
}

pub struct RateView {
    pub head: String,
    pub total: RateRow,
    pub rows: Vec<RateRow>,
    /// A visit touches many standards, so that counts of visits would not add up there.
    pub with_visits: bool,
    /// The post sees a part of the city only.
    pub scoped: bool,
}

pub fn rate_view(who: &Who, scores: &PeriodScores, before: &PeriodScores, view: &str) -> RateView {
    let (model, lang) = (&who.model, who.lang());
    let l = texts(lang);
    let now = pass_rates(model, scores, &who.actor);
    let then = pass_rates(model, before, &who.actor);
    let (head, rows) = match view {
        "types" => (l.scores_col_type, types(model, lang, scores, &now, &then)),
        "nodes" => (l.scores_col_node, nodes(model, lang, scores, &now, &then)),
        _ => (l.scores_col_division, divisions(model, lang, scores, &now, &then)),
    };
    let total = row(lang, l.scores_total.to_owned(), String::new(), 0, now.total, Some(then.total), Some(now.visits));
    RateView {
        head: head.to_owned(),
        total,
        rows,
        with_visits: view != "nodes",
        scoped: who.actor.scope != Scope::WholeCity,
    }
}

/// A rate in words. `visits` is `None` where a visit touches several rows, so that counts would not add up.
pub fn row(
    lang: Lang,
    name: String,
    href: String,
    depth: usize,
    rate: Rate,
    before: Option<Rate>,
    visits: Option<usize>,
) -> RateRow {
    let moved = match (rate.percent(), before.and_then(Rate::percent)) {
        (Some(now), Some(before)) => words::signed_score((now - before).0),
        _ => "—".to_owned(),
    };
    RateRow {
        name,
        href,
        depth,
        met: fill(texts(lang).scores_met_of, &[("met", &words::count(rate.met)), ("due", &words::count(rate.due))]),
        rate: rate.percent().map_or_else(|| "—".to_owned(), |percent| format!("{}%", words::score(percent.0))),
        share: words::share(rate.met, rate.due),
        visits: visits.map_or_else(String::new, |visits| words::count(i64::try_from(visits).unwrap_or(i64::MAX))),
        moved,
    }
}

fn types(model: &CityModel, lang: Lang, scores: &PeriodScores, now: &PassRates, then: &PassRates) -> Vec<RateRow> {
    let mut found: Vec<(&String, &Rate)> = now.site_types.iter().collect();
    // The weakest first: that is where work is.
    found.sort_by_key(|(code, rate)| (rate.percent(), (*code).clone()));
    found
        .into_iter()
        .map(|(code, rate)| {
            let name = model.site_type_name(code, lang).to_owned();
            let href = format!("/scores/{}/site-types/{code}", scores.period);
            row(lang, name, href, 0, *rate, then.site_types.get(code).copied(), now.visits_of_type.get(code).copied())
        })
        .collect()
}

fn nodes(model: &CityModel, lang: Lang, scores: &PeriodScores, now: &PassRates, then: &PassRates) -> Vec<RateRow> {
    let mut rows = Vec::new();
    if let Some(system) = model.current_system() {
        let mut open: Vec<(&str, usize)> =
            system.children(None).into_iter().rev().map(|node| (node.code.as_str(), 0)).collect();
        while let Some((code, depth)) = open.pop() {
            let Some(rate) = now.nodes.get(code) else { continue };
            let href = format!("/scores/{}/nodes/{code}", scores.period);
            rows.push(row(
                lang,
                node_label(model, lang, code),
                href,
                depth,
                *rate,
                then.nodes.get(code).copied(),
                None,
            ));
            open.extend(
                system.children(Some(code)).into_iter().rev().map(|node| (node.code.as_str(), (depth + 1).min(2))),
            );
        }
    }
    rows
}

fn divisions(model: &CityModel, lang: Lang, scores: &PeriodScores, now: &PassRates, then: &PassRates) -> Vec<RateRow> {
    let depth = |code: DivisionCode| usize::from(code.level() > Level::County);
    now.divisions
        .iter()
        .filter_map(|(padded, rate)| {
            let code = DivisionCode::from_padded(*padded).ok()?;
            let name = model.division_name(*padded, lang).to_owned();
            let href = format!("/scores/{}/divisions/{}", scores.period, code.number());
            let before = then.divisions.get(padded).copied();
            Some(row(lang, name, href, depth(code), *rate, before, now.visits_in.get(padded).copied()))
        })
        .collect()
}
