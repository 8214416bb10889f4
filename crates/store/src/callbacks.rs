//! Call-backs of cases: one row each, by case and moment, so that whoever brings one twice brings it once.

use changxiao_domain::{
    callbacks::{Answer, Callback, Satisfaction, Source},
    ids::{CaseId, CityId, UnitId},
    orgs::Role,
};

use crate::{Db, StoreError, Tx, columns, engine::Bulk, params, sql};

/// A call-back with what was written and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackRow {
    pub callback: Callback,
    pub note: String,
    /// Unit and role that recorded it; missing for what came with an imported order.
    pub by: Option<(UnitId, Role)>,
}

columns! {
    CALLBACK_COLUMNS, callback_values(callback: &Callback, note: &str, by: Option<(UnitId, Role)>) {
        at = callback.at,
        valid = callback.valid,
        contacted = callback.contacted.number(),
        solved = callback.solved.number(),
        satisfaction = callback.satisfaction.code(),
        source = callback.source.code(),
        note = note,
        unit_id = by.map(|(unit, _)| unit),
        role = by.map(|(_, role)| role.code()),
    }
}

sql! {
    PUT = (CALLBACK_COLUMNS "
        INSERT INTO callbacks (city_id, case_id, {})
        VALUES ($1, $2, {$3})
        ON CONFLICT (city_id, case_id, at) DO NOTHING");
    OF_CASE = "
        SELECT at, valid, contacted, solved, satisfaction, source, note, unit_id, role
        FROM callbacks
        WHERE city_id = $1 AND case_id = $2
        ORDER BY at";
}

/// Keeps a call-back that somebody recorded. `false`: one of the same moment is there already.
pub async fn record(tx: &mut Tx, city: CityId, case: CaseId, row: &CallbackRow) -> Result<bool, StoreError> {
    let values = params![city, case].and(callback_values(&row.callback, &row.note, row.by));
    Ok(tx.execute(&PUT, values).await? > 0)
}

/// Keeps the call-backs that orders bring, each with its case and a note. An order that comes again and tells of the same call
/// otherwise takes the place of what it told before; what a person recorded stays.
pub async fn put_imported(
    tx: &mut Tx,
    city: CityId,
    rows: impl Iterator<Item = (CaseId, Callback, String)>,
) -> Result<(), StoreError> {
    let columns = [&["city_id", "case_id"][..], CALLBACK_COLUMNS].concat();
    let last = "ON CONFLICT (city_id, case_id, at) DO UPDATE SET valid = excluded.valid, contacted = excluded.contacted, \
                solved = excluded.solved, satisfaction = excluded.satisfaction WHERE callbacks.source = 'import'";
    let mut bulk = Bulk::new("store::callbacks::put_imported", "callbacks", &columns, last);
    for (case, callback, note) in rows {
        let callback = Callback { source: Source::Import, ..callback };
        bulk.push(tx, params![city, case].and(callback_values(&callback, &note, None))).await?;
    }
    bulk.send(tx).await
}

/// The call-backs of a case, oldest first.
pub async fn of_case(db: &Db, city: CityId, case: CaseId) -> Result<Vec<CallbackRow>, StoreError> {
    db.rows(&OF_CASE, params![city, case])
        .await?
        .iter()
        .map(|row| {
            let answer = |column: &str| {
                let number = row.int(column)?;
                Answer::of_number(number).ok_or_else(|| StoreError::Content {
                    column: column.to_owned(),
                    of_row: String::new(),
                    expected: format!("an answer instead of {number}"),
                })
            };
            let callback = Callback {
                at: row.instant("at")?,
                valid: row.flag("valid")?,
                contacted: answer("contacted")?,
                solved: answer("solved")?,
                satisfaction: row.code("satisfaction", Satisfaction::parse)?,
                source: row.code("source", Source::parse)?,
            };
            let role = row.opt_text("role")?.and_then(|code| Role::parse(&code));
            Ok(CallbackRow { callback, note: row.text("note")?, by: row.opt_id("unit_id", UnitId)?.zip(role) })
        })
        .collect()
}
