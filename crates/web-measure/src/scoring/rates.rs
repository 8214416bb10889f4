//! Pass rates as rows: by site type, by standard node, by division.

use changxiao_app::scoring::{PassRates, PeriodScores, pass_rates};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    scoring::{Milli, Rate},
};
use changxiao_web_kit::{cx::Cx, names::node_label_of, session::Who, words};

use super::names::View;

/// One pass rate with its door downwards.
#[derive(Default)]
pub struct RateRow {
    pub name: String,
    pub href: String,
    /// How deep it stands below the first level: 0, 1, 2.
    pub depth: usize,
    pub rate: Rate,
    /// In the period before.
    pub before: Rate,
    /// None where a visit touches several rows, so that counts would not add up.
    pub visits: Option<usize>,
}

pub struct RateView {
    pub head: &'static str,
    pub total: RateRow,
    pub rows: Vec<RateRow>,
    /// A visit touches many standards, so that counts of visits would not add up there.
    pub with_visits: bool,
}

impl RateRow {
    /// Against the period before; nothing where there was nothing.
    pub fn moved(&self) -> Option<Milli> {
        Some(self.rate.percent()? - self.before.percent()?)
    }

    /// For the bar.
    pub fn share(&self) -> u8 {
        words::share(self.rate.met, self.rate.due)
    }
}

pub fn rate_view(cx: &Cx, who: &Who, scores: &PeriodScores, before: &PeriodScores, view: View) -> RateView {
    let now = pass_rates(&cx.model, scores, &who.actor);
    let then = pass_rates(&cx.model, before, &who.actor);
    let (head, rows) = match view {
        View::Types => (cx.l.scores_col_type, types(cx, scores, &now, &then)),
        View::Nodes => (cx.l.scores_col_node, nodes(cx, scores, &now, &then)),
        View::Units | View::Divisions => (cx.l.scores_col_division, divisions(cx, scores, &now, &then)),
    };
    let total = RateRow {
        name: cx.l.scores_total.to_owned(),
        rate: now.total,
        before: then.total,
        visits: Some(now.visits),
        ..RateRow::default()
    };
    RateView { head, total, rows, with_visits: view != View::Nodes }
}

fn types(cx: &Cx, scores: &PeriodScores, now: &PassRates, then: &PassRates) -> Vec<RateRow> {
    let mut found: Vec<(&String, &Rate)> = now.site_types.iter().collect();
    // The weakest first: that is where work is.
    found.sort_by_key(|(code, rate)| (rate.percent(), (*code).clone()));
    let row = |(code, rate): (&String, &Rate)| RateRow {
        name: cx.model.site_type_name(code, cx.lang).to_owned(),
        href: format!("/scores/{}/site-types/{code}", scores.period),
        depth: 0,
        rate: *rate,
        before: then.site_types.get(code).copied().unwrap_or_default(),
        visits: now.visits_of_type.get(code).copied(),
    };
    found.into_iter().map(row).collect()
}

fn nodes(cx: &Cx, scores: &PeriodScores, now: &PassRates, then: &PassRates) -> Vec<RateRow> {
    let mut rows = Vec::new();
    let systems = scores.systems();
    let latest = systems.first().and_then(|id| cx.model.system(*id));
    let Some(system) = latest.or_else(|| cx.model.current_system()) else { return rows };
    let mut open: Vec<(&str, usize)> =
        system.children(None).into_iter().rev().map(|node| (node.code.as_str(), 0)).collect();
    while let Some((code, depth)) = open.pop() {
        let Some(rate) = now.nodes.get(code) else { continue };
        rows.push(RateRow {
            depth,
            before: then.nodes.get(code).copied().unwrap_or_default(),
            ..node_row(cx, scores, code, *rate)
        });
        let below = system.children(Some(code)).into_iter().rev();
        open.extend(below.map(|node| (node.code.as_str(), (depth + 1).min(2))));
    }
    rows
}

fn divisions(cx: &Cx, scores: &PeriodScores, now: &PassRates, then: &PassRates) -> Vec<RateRow> {
    let codes = now.divisions.keys().filter_map(|padded| DivisionCode::from_padded(*padded).ok());
    let row = |code: DivisionCode| {
        let before = then.divisions.get(&code.padded()).copied().unwrap_or_default();
        Some(RateRow {
            depth: usize::from(code.level() > Level::County),
            before,
            ..division_row(cx, scores, now, code)?
        })
    };
    codes.filter_map(row).collect()
}

pub fn node_row(cx: &Cx, scores: &PeriodScores, code: &str, rate: Rate) -> RateRow {
    RateRow {
        name: node_label_of(&cx.model, cx.lang, &scores.systems(), code),
        href: format!("/scores/{}/nodes/{code}", scores.period),
        rate,
        ..RateRow::default()
    }
}

/// Nothing where no visit was made.
pub fn division_row(cx: &Cx, scores: &PeriodScores, rates: &PassRates, code: DivisionCode) -> Option<RateRow> {
    Some(RateRow {
        name: cx.model.division_name(code.padded(), cx.lang).to_owned(),
        href: format!("/scores/{}/divisions/{}", scores.period, code.number()),
        rate: *rates.divisions.get(&code.padded())?,
        visits: rates.visits_in.get(&code.padded()).copied(),
        ..RateRow::default()
    })
}
