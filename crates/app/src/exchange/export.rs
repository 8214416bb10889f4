//! The orders of a system as a sheet of our own, which comes back unchanged, and in which an edited cell is an edit.

use changxiao_domain::{
    exchange::{OWN_SHEET, OrderCell},
    ids::CaseId,
    orgs::Actor,
    trace::TraceSubject,
};
use changxiao_files::sheets::{Cell, SheetColumn};
use changxiao_store::exchange;
use changxiao_words::{Lang, texts};

use super::{check_intake, mappings};
use crate::{App, AppError, long_sheet::LongSheet, note_look};

/// So many orders are read at a time.
const PAGE: i64 = 1_000;
/// So many fit into one file; the newest are in it.
const MOST: usize = 200_000;

/// Name and file, on disk, of all orders of a system, the newest first; who called stands in it as it is kept, masked. Whoever brings
/// orders in may take them out, and leaves a trace.
///
/// Errors: not permitted; no mapping reads orders of such a system.
pub async fn export(app: &App, actor: &Actor, system: &str, lang: Lang) -> Result<(String, std::fs::File), AppError> {
    check_intake(actor)?;
    let known = mappings::list(app, actor).await?;
    if !known.iter().any(|held| held.mapping.system == system) {
        return Err(AppError::NotFound("system"));
    }
    let model = app.model(actor.city).await?;
    let (zone, today) = (model.calendar.zone(), model.day_of(app.now()));
    let l = texts(lang);
    let columns = OWN_SHEET.map(|field| SheetColumn::new(field.words(lang), 18));
    let sheet = LongSheet::begin(today, l.exchange_orders, columns.into());
    let (mut after, mut rows): (Option<CaseId>, usize) = (None, 0);
    loop {
        let lines = exchange::list(app.db(), actor.city, Some(system), after, PAGE).await?;
        for line in lines.iter().take(MOST - rows) {
            let cells = OWN_SHEET.map(|field| cell(line.row.order.told(field, zone, lang)));
            if !sheet.row(cells.into()).await {
                break;
            }
        }
        rows = (rows + lines.len()).min(MOST);
        after = lines.last().map(|line| line.row.case);
        if lines.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) || rows == MOST {
            break;
        }
    }
    let file = sheet.finish().await?;
    let facts = serde_json::json!({ "list": "orders", "system": system, "rows": rows });
    note_look(app, actor, TraceSubject::ListExport, facts).await?;
    Ok((format!("{}-{system}-{today}.xlsx", l.exchange_orders), file))
}

fn cell(told: OrderCell) -> Cell {
    match told {
        OrderCell::Nothing => Cell::Empty,
        OrderCell::Text(text) => Cell::Text(text),
        OrderCell::Moment(at) => Cell::Moment(at),
        OrderCell::Degrees(micro) => Cell::Number(micro as f64 / 1e6),
    }
}
