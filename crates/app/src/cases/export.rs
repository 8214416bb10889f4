//! Takes a list out of the system: every row of a filter, a page at a time, with a trace of who took what.

use changxiao_domain::orgs::{Actor, Permission};
use changxiao_store::cases::{self, Beside, CaseFilter, CaseLine};

use super::scope;
use crate::{App, AppError, note};

/// More rows than a person reads; whoever needs more narrows the filter or asks the interface page by page.
pub const MOST_ROWS: usize = 20_000;
const PAGE: i64 = 1_000;

/// Calls `row` for each case of the filter, in the order of the list, at most [`MOST_ROWS`] times; says how many there were.
///
/// `query` is the filter as the address has it, for the trace.
pub async fn export(
    app: &App,
    actor: &Actor,
    filter: &CaseFilter,
    query: &str,
    mut row: impl FnMut(&CaseLine) -> Result<(), AppError>,
) -> Result<usize, AppError> {
    actor.require(Permission::Export)?;
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    let mut beside = None;
    let mut rows = 0;
    while rows < MOST_ROWS {
        let lines = cases::list_beside(app.db(), actor.city, &filter, beside, app.now(), PAGE).await?;
        for line in &lines {
            row(line)?;
        }
        rows += lines.len();
        match lines.last() {
            Some(last) if lines.len() == PAGE as usize => beside = Some(Beside::After(last.into())),
            _ => break,
        }
    }
    let mut tx = app.db().begin().await?;
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        "read",
        "case export",
        serde_json::json!({ "query": query, "rows": rows }),
    )
    .await?;
    tx.commit().await?;
    Ok(rows)
}
