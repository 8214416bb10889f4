//! A pass rate opened: one site type, one standard node or one division, down to the visits.

use changxiao_words::fill;
use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    scoring::{self, PeriodItem, PeriodScores, PeriodVisit, may_see, pass_rates},
};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    scoring::Rate,
};

use super::{
    links,
    names::{item_label, node_label, read_period, site_name},
    rates::{RateRow, row},
    trace::{TraceView, VisitLeaf},
};
use crate::{
    answer::{WebError, page as answer_page},
    names::period_label,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// So many visits are listed, the weakest first.
const VISITS: usize = 60;

#[derive(Template)]
#[template(path = "scoring/roll_up.html")]
struct RollUpPage {
    shell: Shell,
    back: String,
    back_label: &'static str,
    name: String,
    period_name: String,
    provisional: bool,
    as_of: String,
    rate: String,
    met: String,
    moved: String,
    before_name: String,
    visits_count: String,
    below_title: &'static str,
    below: Vec<RateRow>,
    items: Vec<RateRow>,
    findings: Vec<FoundItem>,
    visits: Vec<VisitRow>,
    visits_note: String,
}

/// What was not met, newest first.
struct FoundItem {
    item: String,
    leaf: VisitLeaf,
}

struct VisitRow {
    href: String,
    site: String,
    place: String,
    site_type: String,
    when: String,
    met: String,
    rate: String,
    share: u8,
}

/// Which visits and which of their items a page is about.
enum Narrow {
    SiteType(String),
    /// The node and everything below it.
    Node(String, Vec<String>),
    Division(DivisionCode),
}

impl Narrow {
    fn visit(&self, visit: &PeriodVisit) -> bool {
        match self {
            Narrow::SiteType(code) => visit.row.site_type == *code,
            Narrow::Node(..) => true,
            Narrow::Division(code) => {
                let (first, last) = code.range();
                (first..=last).contains(&visit.row.division)
            }
        }
    }

    fn item(&self, item: &PeriodItem) -> bool {
        match self {
            Narrow::Node(_, below) => item.node.as_deref().is_some_and(|node| below.iter().any(|code| code == node)),
            _ => true,
        }
    }
}

pub(super) async fn site_type(
    State(state): State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    who.model.site_type(&code).ok_or(AppError::NotFound("site type"))?;
    show(&state, &who, &period, Narrow::SiteType(code)).await
}

pub(super) async fn node(
    State(state): State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let system =
        who.model.current_system().filter(|system| system.node(&code).is_some()).ok_or(AppError::NotFound("node"))?;
    let mut below = vec![code.clone()];
    let mut at = 0;
    while let Some(parent) = below.get(at).cloned() {
        below.extend(system.children(Some(&parent)).into_iter().map(|node| node.code.clone()));
        at += 1;
    }
    show(&state, &who, &period, Narrow::Node(code, below)).await
}

pub(super) async fn division(
    State(state): State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, i64)>,
) -> Result<Response, WebError> {
    let code = DivisionCode::new(code).map_err(|_| AppError::NotFound("division"))?;
    who.model.divisions.get(code).ok_or(AppError::NotFound("division"))?;
    show(&state, &who, &period, Narrow::Division(code)).await
}

async fn show(state: &WebState, who: &Who, period: &str, narrow: Narrow) -> Result<Response, WebError> {
    let app = state.app();
    let period = read_period(period)?;
    let scores = scoring::period(app, who.actor.city, period).await?;
    let before = scoring::period_lately(app, who.actor.city, period.previous()).await?;
    let shell = pages::shell(state, who, Section::Scores, None).await;
    let (l, lang) = (shell.l, who.lang());
    let this_year = who.model.day_of(app.now()).year();
    let seen = narrowed(who, &scores, &narrow);
    let rate: Rate = seen.iter().map(|(_, rate)| *rate).sum();
    let rate_before: Rate = narrowed(who, &before, &narrow).iter().map(|(_, rate)| *rate).sum();
    let total = row(lang, String::new(), String::new(), 0, rate, Some(rate_before), Some(seen.len()));
    let (name, back_view, below_title, below) = match &narrow {
        Narrow::SiteType(code) => (who.model.site_type_name(code, lang).to_owned(), "types", "", Vec::new()),
        Narrow::Node(code, _) => {
            let rows = nodes_below(who, &scores, code);
            (node_label(&who.model, lang, code), "nodes", l.scores_below_node, rows)
        }
        Narrow::Division(code) => {
            let rows = divisions_below(who, &scores, *code);
            (who.model.division_name(code.padded(), lang).to_owned(), "divisions", l.scores_below_division, rows)
        }
    };
    let findings = scores.findings(app).await?;
    let view = TraceView { who, model: &who.model, scores: &scores, findings, lang, now: app.now() };
    let mut found: Vec<FoundItem> = seen
        .iter()
        .rev()
        .flat_map(|(visit, _)| {
            visit.items.iter().filter(|item| !item.met && narrow.item(item)).map(move |item| (visit, item))
        })
        .take(12)
        .filter_map(|(visit, item)| {
            Some(FoundItem {
                item: item_label(&who.model, lang, &item.code),
                leaf: view.visit_leaf(visit.row.id, &item.code)?,
            })
        })
        .collect();
    let links = found.iter_mut().filter_map(|found| links::of_visit(&mut found.leaf)).collect();
    links::lead_only_where_open(state, who, links).await?;
    answer_page(&RollUpPage {
        back: format!("/scores?period={period}&view={back_view}"),
        back_label: match narrow {
            Narrow::SiteType(_) => l.scores_view_types,
            Narrow::Node(..) => l.scores_view_nodes,
            Narrow::Division(_) => l.scores_view_divisions,
        },
        name,
        period_name: period_label(lang, period, this_year),
        provisional: scores.is_provisional(),
        as_of: fill(l.scores_as_of, &[("time", &pages::moment(who, app.now(), scores.as_of))]),
        rate: total.rate,
        met: total.met,
        moved: total.moved,
        before_name: fill(l.scores_against, &[("month", &period_label(lang, period.previous(), this_year))]),
        visits_count: words::count(i64::try_from(seen.len()).unwrap_or(i64::MAX)),
        below_title,
        below,
        items: items(who, &seen, &narrow),
        findings: found,
        visits_note: fill(l.scores_visits_shown, &[("n", &seen.len().min(VISITS)), ("all", &seen.len())]),
        visits: visits(who, app.now(), seen),
        shell,
    })
}

/// The visits that the post may see and that the page is about, each with the rate of the items that count.
fn narrowed<'a>(who: &Who, scores: &'a PeriodScores, narrow: &Narrow) -> Vec<(&'a PeriodVisit, Rate)> {
    let visits = scores.facts.visits.iter().filter(|visit| narrow.visit(visit) && may_see(&who.actor, visit));
    visits
        .map(|visit| {
            let items = visit.items.iter().filter(|item| narrow.item(item));
            (visit, items.map(|item| Rate::new(i64::from(item.met), 1)).sum::<Rate>())
        })
        .filter(|(_, rate)| rate.due > 0)
        .collect()
}

fn items(who: &Who, seen: &[(&PeriodVisit, Rate)], narrow: &Narrow) -> Vec<RateRow> {
    let mut by_item: BTreeMap<(&str, &str), Rate> = BTreeMap::new();
    for (visit, _) in seen {
        for item in visit.items.iter().filter(|item| narrow.item(item)) {
            *by_item.entry((visit.row.site_type.as_str(), &item.code)).or_default() +=
                Rate::new(i64::from(item.met), 1);
        }
    }
    let mut found: Vec<_> = by_item.into_iter().filter(|(_, rate)| rate.not_met() > 0).collect();
    found.sort_by_key(|(code, rate)| (rate.percent(), *code));
    let with_type = !matches!(narrow, Narrow::SiteType(_));
    found
        .into_iter()
        .take(40)
        .map(|((site_type, code), rate)| {
            let label = item_label(&who.model, who.lang(), code);
            let name = if with_type {
                format!("{} · {label}", who.model.site_type_name(site_type, who.lang()))
            } else {
                label
            };
            row(who.lang(), name, String::new(), 0, rate, None, None)
        })
        .collect()
}

fn nodes_below(who: &Who, scores: &PeriodScores, code: &str) -> Vec<RateRow> {
    let rates = pass_rates(&who.model, scores, &who.actor);
    let children = who.model.current_system().map_or_else(Vec::new, |system| system.children(Some(code)));
    children
        .into_iter()
        .filter_map(|node| {
            let rate = rates.nodes.get(&node.code)?;
            let href = format!("/scores/{}/nodes/{}", scores.period, node.code);
            Some(row(who.lang(), node_label(&who.model, who.lang(), &node.code), href, 0, *rate, None, None))
        })
        .collect()
}

fn divisions_below(who: &Who, scores: &PeriodScores, code: DivisionCode) -> Vec<RateRow> {
    if code.level() >= Level::Township {
        return Vec::new();
    }
    let rates = pass_rates(&who.model, scores, &who.actor);
    who.model
        .divisions
        .children(code)
        .filter_map(|division| {
            let padded = division.code.padded();
            let rate = rates.divisions.get(&padded)?;
            let href = format!("/scores/{}/divisions/{}", scores.period, division.code.number());
            let visits = rates.visits_in.get(&padded).copied();
            Some(row(who.lang(), who.model.division_name(padded, who.lang()).to_owned(), href, 0, *rate, None, visits))
        })
        .collect()
}

/// The weakest visits first, newest among equals.
fn visits(who: &Who, now: changxiao_domain::time::Instant, mut seen: Vec<(&PeriodVisit, Rate)>) -> Vec<VisitRow> {
    seen.sort_by_key(|(visit, rate)| (rate.percent(), std::cmp::Reverse(visit.row.submitted_at)));
    seen.into_iter()
        .take(VISITS)
        .map(|(visit, rate)| {
            let total = row(who.lang(), String::new(), String::new(), 0, rate, None, None);
            VisitRow {
                href: format!("/inspections/{}", visit.row.number),
                site: site_name(who.lang(), visit),
                place: who.model.place_name(visit.row.division, who.lang()),
                site_type: who.model.site_type_name(&visit.row.site_type, who.lang()).to_owned(),
                when: pages::moment(who, now, visit.row.submitted_at),
                met: total.met,
                rate: total.rate,
                share: total.share,
            }
        })
        .collect()
}
