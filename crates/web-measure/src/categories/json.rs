//! A category list that waits, and what becomes of the codes before, for another system that keeps the city's lists.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use changxiao_app::{
    AppError,
    categories::leading::{self, Said},
};
use changxiao_domain::{
    categories::{CategoryCode, CategoryKey, NewLead, name_for},
    orgs::Permission::Import,
};
use changxiao_web_kit::{
    answer::WebError,
    json::{
        body::{Document, Sent},
        query::{code, day},
        shapes::ok,
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
    session::Who,
    state::WebState,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .api(Access::read(Import), routes!(waiting))
        .api(Access::handle(Import), routes!(lead))
        .api(Access::handle(Import), routes!(take_over))
}

/// A list that waits until everything that hangs on the codes before is led.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingList<'a> {
    /// Key and edition of the list in force.
    from: &'a str,
    /// Key and edition of the list that waits.
    #[schema(example = "filing-standard/2026-12-01")]
    edition: &'a str,
    /// Bring it with what is said.
    version: i64,
    /// From which day on it takes over, where that is decided.
    day: Option<String>,
    /// How many codes are open.
    open: usize,
    /// The codes on which something hangs, the open ones first.
    codes: Vec<LeadShape<'a>>,
}

/// A code that ends, and what becomes of it.
#[derive(Serialize, ToSchema)]
struct LeadShape<'a> {
    /// A minor such as E0405, or a major such as E04.
    code: String,
    name: &'a str,
    open: bool,
    /// How many of each kind hang on it.
    hanging: BTreeMap<&'static str, i64>,
    /// The code of the new list that takes over.
    to: Option<String>,
    /// Why nothing takes it over.
    reason: Option<String>,
    /// What is most likely meant, the best first.
    proposed: Vec<String>,
    check_items: Vec<ItemShape>,
}

/// A check item of which a finding becomes a case of the code.
#[derive(Serialize, ToSchema)]
struct ItemShape {
    code: String,
    /// Where it goes its own way.
    to: Option<String>,
}

/// What becomes of codes; what is not named stays as it was said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LeadsSaid {
    edition: String,
    version: i64,
    #[serde(default)]
    codes: BTreeMap<String, LeadSaid>,
    /// Codes of check items, each with the code of the new list to which it goes; null: with its category again.
    #[serde(default)]
    check_items: BTreeMap<String, Option<String>>,
}

/// What becomes of one code: where it leads, or why nothing takes it over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LeadSaid {
    #[schema(example = "E0201")]
    to: Option<String>,
    #[serde(default)]
    reason: String,
}

impl Document for LeadsSaid {}

/// What was said is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct LeadsKept {
    /// Bring it with what is said next.
    version: i64,
}

/// From when on the list takes over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakingOver {
    edition: String,
    version: i64,
    /// The earliest day that is possible if left out.
    #[schema(example = "2026-12-01")]
    day: Option<String>,
}

impl Document for TakingOver {}

/// What was decided, and done where the day has come.
#[derive(Serialize, ToSchema)]
pub(super) struct TakenOver {
    #[schema(example = "2026-12-01")]
    day: String,
    /// The list is in force.
    done: bool,
    /// How many check items changed over.
    check_items: usize,
    /// How many rows of the duty matrix changed over.
    duties: usize,
}

/// The category list that waits (本市类别衔接), with what hangs on the codes that end with it.
#[utoipa::path(
    get, path = "/api/v1/categories/leading", tag = "reference", operation_id = "waiting_categories",
    responses((status = 200, body = WaitingList, description = "The newest list that waits"), (status = "4XX", response = Refused))
)]
pub(super) async fn waiting(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let found = leading::view(state.app(), &who.model, &who.actor, "").await?.ok_or(AppError::NotFound("edition"))?;
    let shape = |row: &leading::LeadRow| LeadShape {
        code: row.key.to_string(),
        name: name_for(&found.from.set, row.key, who.lang()).unwrap_or_default(),
        open: row.is_open,
        hanging: row.hanging.iter().map(|(kind, count)| (kind.code(), *count)).collect(),
        to: row.to.map(|to| to.to_string()),
        reason: Some(row.reason.clone()).filter(|reason| !reason.is_empty()),
        proposed: row.proposed.iter().map(CategoryKey::to_string).collect(),
        check_items: row
            .items
            .iter()
            .map(|item| ItemShape { code: item.code.clone(), to: item.to.map(|to| to.to_string()) })
            .collect(),
    };
    ok(&WaitingList {
        from: &found.from.key,
        edition: &found.to.key,
        version: found.version,
        day: found.day.map(|day| day.to_string()),
        open: found.open(),
        codes: found.rows.iter().map(shape).collect(),
    })
}

/// Says what becomes of codes of the list in force.
#[utoipa::path(
    post, path = "/api/v1/categories/leading", tag = "reference", operation_id = "lead_categories", request_body = LeadsSaid,
    responses((status = 200, body = LeadsKept, description = "Kept"), (status = "4XX", response = Refused))
)]
pub(super) async fn lead(State(state): State<WebState>, who: Who, sent: Sent<LeadsSaid>) -> Result<Response, WebError> {
    let asked = sent.value;
    let mut said = Said::default();
    for (key, new) in &asked.codes {
        let key: CategoryKey = code("codes", key, |text| text.parse().ok())?;
        let to = new.to.as_deref().map(|to| code("codes", to, |text| text.parse::<CategoryKey>().ok())).transpose()?;
        said.codes.push((key, NewLead { to, reason: new.reason.clone() }));
    }
    for (item, to) in &asked.check_items {
        let read = |to: &str| code("check_items", to, |text| text.parse::<CategoryCode>().ok());
        said.items.push((item.clone(), to.as_deref().map(read).transpose()?));
    }
    leading::save(state.app(), &who.actor, &asked.edition, asked.version, &said).await?;
    ok(&LeadsKept { version: asked.version + 1 })
}

/// Puts the list that waits in force, where nothing is open.
#[utoipa::path(
    post, path = "/api/v1/categories/leading/decision", tag = "reference", operation_id = "take_categories_over",
    request_body = TakingOver,
    responses((status = 200, body = TakenOver, description = "Decided"), (status = "4XX", response = Refused))
)]
pub(super) async fn take_over(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<TakingOver>,
) -> Result<Response, WebError> {
    let asked = sent.value;
    let from = asked.day.map(|text| day("day", &text)).transpose()?;
    let done = leading::decide(state.app(), &who.actor, &asked.edition, asked.version, from).await?;
    ok(&TakenOver {
        day: done.day.to_string(),
        done: done.is_done,
        check_items: done.items,
        duties: done.duties.changed,
    })
}
