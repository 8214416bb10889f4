//! A pass rate opened: one site type, one standard node or one division, down to the visits.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

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
    ids::SystemId,
    scoring::Rate,
    standards::System,
};
use changxiao_store::scoring::FindingRow;
use changxiao_web_kit::{
    answer::WebError,
    cx::Cx,
    filters,
    names::{item_label_of, node_label_of},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

use super::{
    names::{View, read_period},
    rates::{RateRow, division_row, node_row},
    trace::{TraceView, VisitLeaf},
};

/// So many visits are listed, the weakest first.
const VISITS: usize = 60;
/// So many findings, the newest first.
const FINDINGS: usize = 12;

#[derive(Template)]
#[template(path = "scoring/roll_up.html")]
struct RollUpPage<'a> {
    shell: Shell,
    scores: &'a PeriodScores,
    view: TraceView<'a>,
    narrow: &'a Narrow,
    name: String,
    total: RateRow,
    below: Vec<RateRow>,
    items: Vec<RateRow>,
    /// What was not met: the item, and the visit where.
    findings: Vec<(&'a PeriodItem, VisitLeaf<'a>)>,
    /// The weakest visits first, newest among equals.
    visits: Vec<(&'a PeriodVisit, Rate)>,
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

    /// The list that the page hangs below.
    const fn above(&self) -> View {
        match self {
            Narrow::SiteType(_) => View::Types,
            Narrow::Node(..) => View::Nodes,
            Narrow::Division(_) => View::Divisions,
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
    // An old month may know nodes that the edition of today has no more.
    let of_period = scoring::period(state.app(), who.actor.city, read_period(&period)?).await?.systems();
    let mut systems = of_period.iter().filter_map(|id| who.model.system(*id)).chain(who.model.current_system());
    let has_it = |system: &&Arc<System>| system.node(&code).is_some();
    let system = systems.find(has_it).ok_or(AppError::NotFound("node"))?;
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
    who.model.all_divisions.get(code).ok_or(AppError::NotFound("division"))?;
    show(&state, &who, &period, Narrow::Division(code)).await
}

async fn show(state: &WebState, who: &Who, period: &str, narrow: Narrow) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let app = state.app();
    let period = read_period(period)?;
    let scores = scoring::period(app, who.actor.city, period).await?;
    let before = scoring::period_lately(app, who.actor.city, period.previous()).await?;
    let mut visits = narrowed(who, &scores, &narrow);
    let total = RateRow {
        rate: visits.iter().map(|(_, rate)| *rate).sum(),
        before: narrowed(who, &before, &narrow).iter().map(|(_, rate)| *rate).sum(),
        ..RateRow::default()
    };
    let view = TraceView::new(&cx, who, &scores, scores.findings(app).await?);
    let not_met = visits.iter().rev().flat_map(|(visit, _)| {
        let items = visit.items.iter().filter(|item| !item.met && narrow.item(item));
        items.map(move |item| (item, *visit))
    });
    let findings: Vec<_> = not_met.take(FINDINGS).map(|(item, visit)| (item, view.leaf(visit, &item.code))).collect();
    let view = view.with_cases_of(state, findings.iter().map(|(_, leaf)| leaf)).await?;
    let items = items(&cx, &scores.systems(), &visits, &narrow);
    visits.sort_by_key(|(visit, rate)| (rate.percent(), Reverse(visit.row.submitted_at)));
    cx.page(&RollUpPage {
        shell: pages::shell(state, who, Section::Scores, None).await,
        name: match &narrow {
            Narrow::SiteType(code) => cx.model.site_type_name(code, cx.lang).to_owned(),
            Narrow::Node(code, _) => node_label_of(&cx.model, cx.lang, &scores.systems(), code),
            Narrow::Division(code) => cx.model.division_name(code.padded(), cx.lang).to_owned(),
        },
        below: below(&cx, who, &scores, &narrow),
        scores: &scores,
        view,
        narrow: &narrow,
        total,
        items,
        findings,
        visits,
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

/// The weakest items first.
fn items(cx: &Cx, systems: &[SystemId], visits: &[(&PeriodVisit, Rate)], narrow: &Narrow) -> Vec<RateRow> {
    let mut by_item: BTreeMap<(&str, &str), Rate> = BTreeMap::new();
    for (visit, _) in visits {
        for item in visit.items.iter().filter(|item| narrow.item(item)) {
            *by_item.entry((&visit.row.site_type, &item.code)).or_default() += Rate::new(i64::from(item.met), 1);
        }
    }
    let mut found: Vec<_> = by_item.into_iter().filter(|(_, rate)| rate.not_met() > 0).collect();
    found.sort_by_key(|(code, rate)| (rate.percent(), *code));
    let row = |((site_type, code), rate)| {
        let label = item_label_of(&cx.model, cx.lang, systems, code);
        let name = match narrow {
            Narrow::SiteType(_) => label,
            _ => format!("{} · {label}", cx.model.site_type_name(site_type, cx.lang)),
        };
        RateRow { name, rate, ..RateRow::default() }
    };
    found.into_iter().take(40).map(row).collect()
}

/// The latest system under which was inspected in the period, else the one of today.
fn system_of<'a>(cx: &'a Cx, scores: &PeriodScores) -> Option<&'a Arc<System>> {
    let latest = scores.systems().first().and_then(|id| cx.model.system(*id));
    latest.or_else(|| cx.model.current_system())
}

/// What lies one level lower: nodes of a node, divisions of a division above a town.
fn below(cx: &Cx, who: &Who, scores: &PeriodScores, narrow: &Narrow) -> Vec<RateRow> {
    let rates = || pass_rates(&cx.model, scores, &who.actor);
    match narrow {
        Narrow::Node(code, _) => {
            let (rates, children) = (rates(), system_of(cx, scores).map(|system| system.children(Some(code))));
            let row = |code: &str| Some(node_row(cx, scores, code, *rates.nodes.get(code)?));
            children.into_iter().flatten().filter_map(|node| row(&node.code)).collect()
        }
        Narrow::Division(code) if code.level() < Level::Township => {
            let rates = rates();
            let children = cx.model.all_divisions.children(*code);
            children.filter_map(|division| division_row(cx, scores, &rates, division.code)).collect()
        }
        Narrow::Division(_) | Narrow::SiteType(_) => Vec::new(),
    }
}
