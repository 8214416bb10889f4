//! The orders that came, each with its case.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    exchange::{self, list, mappings, may_import_orders},
};
use changxiao_domain::{exchange::Order, ids::CaseId, orgs::Permission};
use changxiao_store::exchange::OrderLine;
use changxiao_web_kit::filtered::{Filter, Value};
use changxiao_web_kit::{cx::Cx, filters, listing::Listing};
use changxiao_words::say;
use serde::{Deserialize, Serialize};

use super::facts::status_words;
use crate::{
    answer::WebError,
    choice::Choice,
    download::{XLSX, untraced_from_disk},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// What may stand in the address of the list; which systems there are, the page knows.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("system", Value::Words),
    Filter::new("number", Value::Words),
    Filter::new("after", Value::Place(|text| text.parse::<CaseId>().is_ok())),
];

const ROWS: usize = 50;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct OrdersQuery {
    system: String,
    number: String,
    /// The id of the case of the last order of the page before.
    after: String,
}

#[derive(Template)]
#[template(path = "exchange/orders.html")]
struct OrdersPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    systems: Vec<Choice>,
    number: &'a str,
    lines: Vec<OrderLine>,
    /// Who called is shown to those who accept reports.
    shows_caller: bool,
    next: String,
    /// The system whose orders can be taken out; empty where there is none.
    takes_out: String,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<OrdersQuery>,
) -> Result<Response, WebError> {
    let (app, cx) = (state.app(), Cx::of(&state, &who));
    let set = |text: &'_ str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (system, number) = (set(&query.system), set(&query.number));
    let after: Option<CaseId> = query.after.trim().parse().ok();
    let most = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let mut lines = list::orders(app, &who.actor, (system.as_deref(), number.as_deref()), after, most).await?;
    let has_more = lines.len() > ROWS;
    lines.truncate(ROWS);
    let mut known: Vec<String> =
        mappings::list(app, &who.actor).await?.into_iter().map(|held| held.mapping.system).collect();
    known.sort();
    known.dedup();
    let chosen = system.unwrap_or_default();
    if !chosen.is_empty() && lines.is_empty() && !known.contains(&chosen) {
        return Err(AppError::field("system", say!(filters_not_known, value = chosen)).into());
    }
    let takes_out = Some(chosen.clone()).filter(|_| may_import_orders(&who.actor)).unwrap_or_default();
    cx.page(&OrdersPage {
        takes_out,
        shell: pages::shell(&state, &who, Section::Exchange, None).await,
        systems: known.iter().map(|code| Choice::of(code, code, &chosen)).collect(),
        number: query.number.trim(),
        next: Listing::new("/exchange/orders", &query)
            .next(lines.last().filter(|_| has_more).map(|line| line.row.case)),
        lines,
        shows_caller: who.actor.may(Permission::FileCase),
        cx: &cx,
    })
}

/// All orders of a system as a sheet that comes back.
pub(super) async fn export(
    State(state): State<WebState>,
    who: Who,
    Path(system): Path<String>,
) -> Result<Response, WebError> {
    let (name, file) = exchange::export(state.app(), &who.actor, &system, who.lang()).await?;
    Ok(untraced_from_disk(XLSX, &name, file))
}

/// Name and number of who called, as far as they were given.
fn caller_of(order: &Order) -> String {
    format!("{} {}", order.caller, order.phone).trim().to_owned()
}
