//! Saves what an import does, with what it leaves behind, and its line in the trace, in the transaction of the import.

use changxiao_domain::{
    ids::CityId,
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    imports::{self, ImportRow},
};

use super::{carry_out, left, plan::Write};
use crate::{App, AppError, departures::carry_out::Ready, evidence::told, note};

/// Writes `write` into `city`, hands over what `leaving` says, and keeps the import with how many entries it removed.
pub(super) async fn save(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (city, write): (CityId, Write),
    (row, removed): (&ImportRow, u64),
    leaving: &[Ready],
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), AppError> {
    // Divisions of the whole country are no city's: they come again with the next edition.
    let before = match city {
        CityId::COUNTRY => None,
        _ => Some(left::before(tx, city, &write).await?),
    };
    let told: Vec<_> = write.items().map(|(before, row)| (row.number, told(before, &row.item))).collect();
    carry_out::carry_out(tx, city, write, progress).await?;
    for (number, told) in told {
        let subject = TraceSubject::Evidence(number);
        note(app, tx, actor.city, Some(actor), TraceKind::Change, subject, told).await?;
    }
    for one in leaving {
        one.put(app, tx, actor).await?;
    }
    imports::record(tx, actor.city, row).await?;
    if let Some(before) = before {
        let rows = left::after(tx, city, before).await?;
        imports::left::put(tx, city, row.id, &rows).await?;
    }
    let particulars = serde_json::json!({
        "file": row.file_name, "rows": row.rows_read, "added": row.added, "changed": row.changed,
        "unchanged": row.unchanged, "removed": removed,
    });
    let subject = TraceSubject::Import(row.kind.clone());
    note(app, tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await
}
