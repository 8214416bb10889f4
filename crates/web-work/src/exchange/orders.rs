//! The orders that came, each with its case.

use changxiao_words::fill;
use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::exchange::{list, mappings};
use changxiao_domain::{ids::CaseId, orgs::Permission};

use super::facts::status_words;
use crate::{
    address::address,
    answer::{self, WebError},
    choice::Choice,
    cx::Cx,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "exchange/orders.html")]
struct OrdersPage {
    shell: Shell,
    systems: Vec<Choice>,
    number: String,
    orders: Vec<Line>,
    /// Who called is shown to those who accept reports.
    shows_caller: bool,
    next: String,
}

struct Line {
    number: String,
    system: String,
    title: String,
    category: String,
    place: String,
    caller: String,
    reported: String,
    due: String,
    case_number: String,
    state: &'static str,
    status: String,
    changes: String,
}

const A_PAGE: i64 = 50;

pub(super) async fn page_of(
    state: &WebState,
    who: &Who,
    asked: &BTreeMap<String, String>,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let (app, lang, now) = (state.app(), cx.lang, cx.now);
    let shell = pages::shell(state, who, Section::Exchange, None).await;
    let l = shell.l;
    let of = |name: &str| asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let (system, number) = (of("system"), of("number"));
    let after: Option<CaseId> = of("after").and_then(|text| text.parse().ok());
    let mut lines = list::orders(app, &who.actor, (system, number), after, A_PAGE + 1).await?;
    let a_page = usize::try_from(A_PAGE).unwrap_or(usize::MAX);
    let more = lines.len() > a_page;
    lines.truncate(a_page);
    let next = match (more, lines.last()) {
        (true, Some(last)) => {
            let after = last.row.case.to_string();
            address("/exchange/orders", &[("system", system.unwrap_or_default()), ("after", &after)])
        }
        _ => String::new(),
    };
    let mut known: Vec<String> =
        mappings::list(app, &who.actor).await?.into_iter().map(|held| held.mapping.system).collect();
    known.sort();
    known.dedup();
    let orders = lines
        .into_iter()
        .map(|line| {
            let order = &line.row.order;
            let moment = |at| pages::moment(who, now, at);
            Line {
                number: order.number.clone(),
                system: order.system.clone(),
                title: order.title.clone(),
                category: who.model.category_name(&order.category, lang).to_owned(),
                place: who.model.place_name(order.division, lang),
                caller: format!("{} {}", order.caller, order.phone).trim().to_owned(),
                reported: order.reported_at.map_or_else(String::new, moment),
                due: order.due_at.map_or_else(String::new, moment),
                case_number: line.case_number.clone(),
                state: line.state.words(lang),
                status: status_words(&cx, &line.row),
                changes: match line.row.changes {
                    0 => String::new(),
                    changes => fill(l.exchange_changes, &[("n", &words::count(changes))]),
                },
            }
        })
        .collect();
    answer::page(&OrdersPage {
        systems: known
            .into_iter()
            .map(|code| Choice::new(code.clone(), code.clone(), system == Some(code.as_str())))
            .collect(),
        number: number.unwrap_or_default().to_owned(),
        shows_caller: who.actor.may(Permission::FileCase),
        orders,
        next,
        shell,
    })
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Response, WebError> {
    page_of(&state, &who, &asked).await
}
