//! What stands beside the way of a case: saved only where a decision changed it, so that ordinary steps pay nothing for it.

use changxiao_domain::{
    calendar::Pause,
    cases::{
        Case, ObjectionKind, PendingRequest, Plea, Request, Standing, Supervision, SupervisionKind, Suspension,
        SuspensionKind, Topic,
    },
    ids::{CaseId, CityId, UnitId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, columns, engine::Row, legible::Legible, params, sql};

sql! {
    SAVE_STANDING = (STANDING_COLUMNS "
        UPDATE cases
        SET {=$4}
        WHERE city_id = $1 AND case_id = $2 AND version = $3");
    PLEAS = "SELECT topic, unit_id FROM case_pleas WHERE city_id = $1 AND case_id = $2 ORDER BY topic, unit_id";
    CLEAR_PLEAS = "DELETE FROM case_pleas WHERE city_id = $1 AND case_id = $2";
    ADD_PLEA = "INSERT INTO case_pleas (city_id, case_id, topic, unit_id) VALUES ($1, $2, $3, $4)";
    PAUSES = "SELECT from_at, until_at FROM case_pauses WHERE city_id = $1 AND case_id = $2 ORDER BY from_at";
    CLEAR_PAUSES = "DELETE FROM case_pauses WHERE city_id = $1 AND case_id = $2";
    ADD_PAUSE = "INSERT INTO case_pauses (city_id, case_id, from_at, until_at) VALUES ($1, $2, $3, $4)";
    HUNG_DUE = "
        SELECT case_id, hang_until FROM cases
        WHERE city_id = $1 AND hang_until IS NOT NULL AND hang_until <= $2 AND (hang_until, case_id) > ($3, $4)
        ORDER BY hang_until, case_id
        LIMIT $5";
}

columns! {
    pub(super) STANDING_COLUMNS, standing_values(standing: &Standing) {
        asked_what = standing.asked.map(|asked| asked.what.topic().code()),
        asked_kind = particulars_of(standing).0,
        asked_until = particulars_of(standing).1,
        asked_at = standing.asked.map(|asked| asked.at),
        asked_unit = standing.asked.map(|asked| asked.unit),
        extended = standing.extended,
        extension_count = standing.extension_count,
        hang_kind = standing.suspension.map(|suspension| suspension.kind.code()),
        hang_until = standing.suspension.map(|suspension| suspension.until),
        hang_count = standing.suspension_count,
        supervised = standing.supervision.map(|supervision| supervision.kind.code()),
        supervised_at = standing.supervision.map(|supervision| supervision.at),
        reply_required = standing.supervision.is_some_and(|supervision| supervision.reply_required),
        replied_at = standing.supervision.and_then(|supervision| supervision.replied_at),
        designated = standing.designated,
        returned_by = standing.returned_by,
        verified = standing.verified.map(i64::from),
        exempt = standing.exempt,
        side_rows = i64::try_from(standing.pleas.len() + standing.pauses.len()).unwrap_or(i64::MAX),
    }
}

/// Kind and date of what is asked, where it has them.
fn particulars_of(standing: &Standing) -> (Option<&'static str>, Option<Instant>) {
    match standing.asked.map(|asked| asked.what) {
        Some(Request::Suspension(suspension)) => (Some(suspension.kind.code()), Some(suspension.until)),
        Some(Request::Objection(kind)) => (Some(kind.code()), None),
        _ => (None, None),
    }
}

/// The standing of a row of `cases`, with its pleas and pauses where it has any.
pub(super) async fn read(db: &Db, city: CityId, id: CaseId, row: &Row) -> Result<Standing, StoreError> {
    let mut standing = Standing {
        asked: asked(row)?,
        extended: row.int("extended")?,
        extension_count: row.int("extension_count")?,
        suspension: row
            .opt_code("hang_kind", SuspensionKind::parse)?
            .zip(row.opt_instant("hang_until")?)
            .map(|(kind, until)| Suspension { kind, until }),
        suspension_count: row.int("hang_count")?,
        supervision: supervision(row)?,
        designated: row.flag("designated")?,
        returned_by: row.opt_id("returned_by", UnitId)?,
        verified: row.opt_int("verified")?.map(|verified| verified != 0),
        exempt: row.flag("exempt")?,
        ..Standing::default()
    };
    if row.int("side_rows")? > 0 {
        for row in db.rows(&PLEAS, params![city, id]).await? {
            let plea = Plea { topic: row.code("topic", Topic::parse)?, unit: row.id("unit_id", UnitId)? };
            standing.pleas.push(plea);
        }
        standing.pleas.sort_unstable();
        for row in db.rows(&PAUSES, params![city, id]).await? {
            standing.pauses.push(Pause { from: row.instant("from_at")?, until: Some(row.instant("until_at")?) });
        }
    }
    Ok(standing)
}

fn asked(row: &Row) -> Result<Option<PendingRequest>, StoreError> {
    let Some(topic) = row.opt_code("asked_what", Topic::parse)? else { return Ok(None) };
    let missing = || StoreError::content("asked_kind", "what this request needs");
    let what = match topic {
        Topic::Extension => Request::Extension,
        Topic::Suspension => Request::Suspension(Suspension {
            kind: row.opt_code("asked_kind", SuspensionKind::parse)?.ok_or_else(missing)?,
            until: row.opt_instant("asked_until")?.ok_or_else(missing)?,
        }),
        Topic::Objection => Request::Objection(row.opt_code("asked_kind", ObjectionKind::parse)?.ok_or_else(missing)?),
        Topic::Void => Request::Void,
        Topic::Appeal => Request::Appeal,
        Topic::FinalAppeal => Request::FinalAppeal,
    };
    let at = row.opt_instant("asked_at")?.ok_or_else(missing)?;
    let unit = row.opt_id("asked_unit", UnitId)?.ok_or_else(missing)?;
    Ok(Some(PendingRequest { what, at, unit }))
}

fn supervision(row: &Row) -> Result<Option<Supervision>, StoreError> {
    let kind = row.opt_code("supervised", SupervisionKind::parse)?;
    let Some((kind, at)) = kind.zip(row.opt_instant("supervised_at")?) else { return Ok(None) };
    let reply_required = row.flag("reply_required")?;
    Ok(Some(Supervision { kind, at, reply_required, replied_at: row.opt_instant("replied_at")? }))
}

/// Saves what a decision changed. The case itself was saved just before, so that its version is that of `after`.
pub(super) async fn save(tx: &mut Tx, before: &Case, after: &Case) -> Result<(), StoreError> {
    if before.standing == after.standing {
        return Ok(());
    }
    let Standing { pleas, pauses, .. } = &after.standing;
    let values = params![after.city, after.id, after.version].and(standing_values(&after.standing));
    if tx.execute(&SAVE_STANDING, values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    if before.standing.pleas != *pleas {
        tx.execute(&CLEAR_PLEAS, params![after.city, after.id]).await?;
        for plea in pleas {
            tx.execute(&ADD_PLEA, params![after.city, after.id, plea.topic.code(), plea.unit]).await?;
        }
    }
    if before.standing.pauses != *pauses {
        tx.execute(&CLEAR_PAUSES, params![after.city, after.id]).await?;
        for (from, until) in pauses.iter().filter_map(|pause| Some((pause.from, pause.until?))) {
            tx.execute(&ADD_PAUSE, params![after.city, after.id, from, until]).await?;
        }
    }
    Ok(())
}

/// Cases whose suspension has come to its date, the earliest first, at most `most` after the place `after`.
pub async fn suspensions_due(
    db: &Db,
    city: CityId,
    now: Instant,
    after: Option<(Instant, CaseId)>,
    most: i64,
) -> Result<Legible<(Instant, CaseId)>, StoreError> {
    let (at, id) = after.map_or((Instant(i64::MIN), vec![0; 16]), |(at, id)| (at, id.as_bytes().to_vec()));
    let rows = db.rows(&HUNG_DUE, params![city, now, at, id, most]).await?;
    Legible::of(&rows, |row| row.name("case_id"), |row| Ok((row.instant("hang_until")?, row.id("case_id", CaseId)?)))
}
