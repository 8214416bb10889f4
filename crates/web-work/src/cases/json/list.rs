//! Cases that the post may see, newest first, page by page. One statement a page.

use axum::{extract::State, response::Response};
use changxiao_app::{
    AppError,
    cases::{
        list::{self as action, Cursor},
        worklists::Worklist,
    },
    sites::view as sites,
};
use changxiao_domain::{
    calendar::DueStatus,
    cases::{Source, State as CaseState, SupervisionKind, Topic},
    time::Instant,
};
use changxiao_store::cases::{CaseFilter, Sort};
use changxiao_words::say;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    filtered,
    json::{
        case_item::CaseItem,
        query::{Parameters, category, code, day, page_size},
        shapes::{ok, unit_of_code},
    },
};

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CaseQuery {
    /// `true`: only cases that have not come to their end; `false`: only those that have.
    open: Option<bool>,
    /// One or several states with commas: `dispatched,handling`.
    #[param(example = "dispatched,handling")]
    state: Option<String>,
    /// `ok`, `near`, `late` or `idle`.
    lamp: Option<String>,
    /// A code, or the beginning of one: `E03` is a whole major.
    category: Option<String>,
    /// Code of a division; everything within counts.
    #[param(example = "350602")]
    division: Option<String>,
    /// Code of the unit that leads.
    lead_unit: Option<String>,
    /// Code of a unit that helps.
    co_unit: Option<String>,
    /// Code of the unit that reported it.
    reporter_unit: Option<String>,
    /// `finding` or `hand`.
    source: Option<String>,
    /// Number of a site.
    site: Option<i64>,
    /// `true`: only cases that were sent to rework.
    reworked: Option<bool>,
    /// `true`: only cases that their unit gave back and that were not dispatched since.
    returned: Option<bool>,
    /// `overdue`, `leader` or `key`: under this supervision; `any`: under any; `owed`: the unit owes a reply.
    supervised: Option<String>,
    /// A request on this topic waits: `extension`, `hang`, `objection`, `void`, `appeal` or `final_appeal`; `any`: on any.
    asked: Option<String>,
    /// Reported on this day or later.
    #[param(example = "2026-06-01")]
    reported_from: Option<String>,
    /// Reported before this day.
    reported_before: Option<String>,
    /// Due on this day or later.
    due_from: Option<String>,
    /// Due before this day.
    due_before: Option<String>,
    /// Closed on this day or later.
    closed_from: Option<String>,
    /// Closed before this day.
    closed_before: Option<String>,
    /// A worklist of the post: `mine` (it acts next), `waiting` (in its hands, others act next), `today` (due today), `late` or `returned`
    /// (given back or sent to rework). Other filters narrow it; states and requests may not be asked for besides.
    worklist: Option<String>,
    /// A number, or part of a title or place.
    words: Option<String>,
    /// `newest` (default) or `due`: what is due first comes first, and what has no deadline is left out.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseList<'a> {
    cases: Vec<CaseItem<'a>>,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<String>,
}

/// Cases within the scope of the post, by filter, page by page.
#[utoipa::path(
    get, path = "/api/v1/cases", tag = "cases", operation_id = "list_cases", params(CaseQuery),
    responses((status = 200, body = CaseList, description = "A page, newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<CaseQuery>,
) -> Result<Response, WebError> {
    let app = state.app();
    let most = page_size(query.limit)?;
    let cursor = match query.after.as_deref() {
        None => None,
        Some(text) => Some(code("after", text, |text| Cursor::read(Some(text), None))?),
    };
    let filter = filter(&state, &who, query).await?;
    let page = action::page(app, &who.actor, &filter, cursor, most).await?;
    let now = app.now();
    let next = page.has_next.then(|| page.lines.last().map(Cursor::text)).flatten();
    ok(&CaseList { cases: page.lines.iter().map(|line| CaseItem::new(&who, line, now)).collect(), next })
}

async fn filter(state: &WebState, who: &Who, query: CaseQuery) -> Result<CaseFilter, AppError> {
    let model = &who.model;
    let mut filter = match query.worklist.as_deref() {
        None => CaseFilter::default(),
        Some(_) if query.open.is_some() || query.state.is_some() || query.asked.is_some() || query.lamp.is_some() => {
            return Err(AppError::field("worklist", say!(cases_worklist_not_combined_open_state)));
        }
        // A role for which nothing ever waits has an empty list.
        Some(text) => code("worklist", text, Worklist::parse)?
            .filter(&who.actor, model, state.app().now())
            .unwrap_or_else(|| CaseFilter { due_until: Some(Instant(0)), ..CaseFilter::default() }),
    };
    filter.open = query.open.or(filter.open);
    filter.reworked = query.reworked == Some(true);
    filter.returned = query.returned == Some(true);
    for text in query.state.iter().flat_map(|states| states.split(',')) {
        filter.states.push(code("state", text, CaseState::parse)?);
    }
    filter.lamp = query.lamp.map(|text| code("lamp", &text, DueStatus::parse)).transpose()?.or(filter.lamp);
    filter.source = query.source.map(|text| code("source", &text, Source::parse)).transpose()?;
    match query.supervised.as_deref() {
        None => {}
        Some("any") => filter.supervised = Some(None),
        Some("owed") => filter.reply_owed = true,
        Some(kind) => filter.supervised = Some(Some(code("supervised", kind, SupervisionKind::parse)?)),
    }
    match query.asked.as_deref() {
        Some("any") => filter.asked.extend(Topic::ALL),
        topic => filter.asked.extend(topic.map(|text| code("asked", text, Topic::parse)).transpose()?),
    }
    filter.sort = match query.sort.as_deref() {
        None => filter.sort,
        Some("newest") => Sort::Newest,
        Some(text) => code("sort", text, |text| (text == "due").then_some(Sort::Due))?,
    };
    if let Some(text) = query.division {
        let division = code("division", &text, |text| filtered::division(model, text))?;
        filter.divisions = Some(division.range());
    }
    filter.lead_any.extend(query.lead_unit.map(|text| unit_of_code(model, "lead_unit", &text)).transpose()?);
    filter.co_unit = query.co_unit.map(|text| unit_of_code(model, "co_unit", &text)).transpose()?;
    filter.reporter_unit = query.reporter_unit.map(|text| unit_of_code(model, "reporter_unit", &text)).transpose()?;
    let start =
        |field, text: Option<String>| text.map(|text| day(field, &text).map(|day| model.start_of(day))).transpose();
    filter.reported_from = start("reported_from", query.reported_from)?;
    filter.reported_until = start("reported_before", query.reported_before)?;
    filter.due_from = start("due_from", query.due_from)?.max(filter.due_from);
    filter.due_until = match (start("due_before", query.due_before)?, filter.due_until) {
        (Some(asked), Some(own)) => Some(asked.min(own)),
        (asked, own) => asked.or(own),
    };
    filter.closed_from = start("closed_from", query.closed_from)?;
    filter.closed_until = start("closed_before", query.closed_before)?;
    filter.category = query.category.map(|text| category(model, &text)).transpose()?;
    filter.words = query.words;
    if let Some(number) = query.site {
        let site = sites::named(state.app(), &who.actor, number).await?;
        let unknown = || AppError::field("site", say!(cases_there_no_such_site));
        filter.site = Some(site.ok_or_else(unknown)?.id);
    }
    Ok(filter)
}
