//! Reading one case, and saving a decision: the case guarded by the version that was read, and its one event.

use std::collections::HashMap;

use changxiao_domain::{
    cases::{Case, Event, State},
    ids::{CaseId, CityId, UnitId},
    indicators::Decision,
};
use uuid::Uuid;

use super::{
    CaseRow,
    events::CHAIN,
    marks::Marks,
    number_from_text,
    row::{CASE_COLUMNS, read},
    search,
    standing::{self, STANDING_COLUMNS},
};
use crate::{
    Db, StoreError, Tx, columns,
    engine::{Built, Bulk, Columns, Params, Row, Sql, Value, columns::together},
    params,
    sealing::{Chain, HasChain, record, record_many},
    sql,
};

/// Every column of whole cases.
const WHOLE_COLUMNS: Columns =
    &together::<{ CASE_COLUMNS.len() + STANDING_COLUMNS.len() }>(CASE_COLUMNS, STANDING_COLUMNS);

columns! {
    /// What a report brings.
    pub(super) NEW_COLUMNS, new_values(row: &CaseRow, number: i64) {
        city_id = row.case.city,
        case_id = row.case.id,
        number = number,
        state = row.case.state.code(),
        is_open = row.case.state.is_open(),
        category = &row.case.category,
        limit_kind = row.case.limit.kind.code(),
        limit_amount = row.case.limit.amount,
        photo_required = row.case.photo_required,
        title = &row.case.title,
        description = &row.case.text,
        division = row.case.division,
        place = &row.place,
        lon_e6 = row.case.position.map(|position| position.lon_e6),
        lat_e6 = row.case.position.map(|position| position.lat_e6),
        source = row.case.source.code(),
        site_id = row.case.site,
        visit_id = row.case.visit,
        item_code = row.case.item.clone(),
        lead_unit = row.case.lead_unit,
        handler = row.case.handler,
        reporter_unit = row.reporter_unit,
        reporter_post = row.reporter_post,
        reported_at = row.case.reported_at,
        changed_at = row.case.changed_at,
        version = row.case.version,
        head_hash = row.case.head_hash,
        filing_edition = row.case.filed_under.as_ref().map(|under| under.edition.clone()),
        filing_condition = row.case.filed_under.as_ref().and_then(|under| under.condition),
    }

    /// What a case brings along that has gone on since its report.
    GONE_ON_COLUMNS, gone_on_values(case: &Case) {
        filed_at = case.filed_at,
        dispatched_at = case.dispatched_at,
        clock_from = case.clock_from,
        near_at = case.near_at,
        due_at = case.due_at,
        handled_at = case.handled_at,
        closed_at = case.closed_at,
        close_reason = case.close_reason.clone(),
        dispatch_count = case.dispatch_count,
        rework_count = case.rework_count,
        urge_count = case.urge_count,
    }

    /// What decisions change; the dispatch stands first because the statement names its parameter once more.
    pub(super) MOVING_COLUMNS, moving_values(case: &Case) {
        dispatched_at = case.dispatched_at,
        state = case.state.code(),
        is_open = case.state.is_open(),
        category = &case.category,
        limit_kind = case.limit.kind.code(),
        limit_amount = case.limit.amount,
        lead_unit = case.lead_unit,
        handler = case.handler,
        filed_at = case.filed_at,
        clock_from = case.clock_from,
        near_at = case.near_at,
        due_at = case.due_at,
        paused_at = case.paused_at,
        handled_at = case.handled_at,
        check_passed_at = case.check_passed_at,
        closed_at = case.closed_at,
        close_reason = case.close_reason.clone(),
        merged_into = case.merged_into,
        changed_at = case.changed_at,
        dispatch_count = case.dispatch_count,
        rework_count = case.rework_count,
        urge_count = case.urge_count,
        version = case.version,
        head_hash = case.head_hash,
        photo_required = case.photo_required,
        filing_edition = case.filed_under.as_ref().map(|under| under.edition.clone()),
        filing_condition = case.filed_under.as_ref().and_then(|under| under.condition),
    }
}

sql! {
    INSERT_CASE = (NEW_COLUMNS "
        INSERT INTO cases ({}, dispatch_count, rework_count, urge_count)
        VALUES ({$1}, 0, 0, 0)");
    SAVE_CASE = (MOVING_COLUMNS "
        UPDATE cases
        SET {=$12},
            decision = CASE WHEN decision IS NULL OR ($4 = 'filed' AND decision <> 'filed')
                            THEN COALESCE($4, decision) ELSE decision END,
            decided_at = CASE WHEN decision IS NULL OR ($4 = 'filed' AND decision <> 'filed')
                              THEN COALESCE($5, decided_at) ELSE decided_at END,
            verify_asked_at = CASE WHEN decision IS NULL THEN COALESCE(verify_asked_at, $6) ELSE verify_asked_at END,
            verify_done_at = CASE WHEN decision IS NULL THEN COALESCE(verify_done_at, $7) ELSE verify_done_at END,
            check_from = COALESCE(check_from, $8), check_asked_at = COALESCE(check_asked_at, $9),
            check_done_at = COALESCE(check_done_at, $10), late_rounds = late_rounds + $11,
            dispatched_first_at = COALESCE(dispatched_first_at, $12)
        WHERE city_id = $1 AND case_id = $2 AND version = $3");
    SET_DIVISION = "UPDATE cases SET division = $3 WHERE city_id = $1 AND case_id = $2";
    SET_HANDLED = "UPDATE cases SET handled_at = $3 WHERE city_id = $1 AND case_id = $2";
    CLEAR_CO_UNITS = "DELETE FROM case_units WHERE city_id = $1 AND case_id = $2";
    ADD_CO_UNIT = "INSERT INTO case_units (city_id, case_id, unit_id) VALUES ($1, $2, $3)";
    BY_NUMBER = (WHOLE_COLUMNS "SELECT {} FROM cases WHERE city_id = $1 AND number = $2");
    BY_ID = (WHOLE_COLUMNS "SELECT {} FROM cases WHERE city_id = $1 AND case_id = $2");
    FIND_ID = "SELECT case_id FROM cases WHERE city_id = $1 AND number = $2";
}

impl HasChain for Case {
    const CHAIN: &'static Chain = &CHAIN;

    async fn find(db: &Db, city: CityId, id: Uuid) -> Result<Option<Self>, StoreError> {
        Ok(by_id(db, city, CaseId(id)).await?.map(|row| row.case))
    }
}

pub async fn by_number(db: &Db, city: CityId, number: &str) -> Result<Option<CaseRow>, StoreError> {
    let Some(number) = number_from_text(number) else { return Ok(None) };
    one(db, city, &BY_NUMBER, params![city, number]).await
}

pub async fn by_id(db: &Db, city: CityId, id: CaseId) -> Result<Option<CaseRow>, StoreError> {
    one(db, city, &BY_ID, params![city, id]).await
}

pub async fn find_id(db: &Db, city: CityId, number: &str) -> Result<Option<CaseId>, StoreError> {
    let Some(number) = number_from_text(number) else { return Ok(None) };
    db.row(&FIND_ID, params![city, number]).await?.map(|row| row.id("case_id", CaseId)).transpose()
}

/// Those of these that there are, in no order; two statements for all of them, and two more for each that has pleas or pauses.
pub async fn by_ids(db: &Db, city: CityId, ids: &[CaseId]) -> Result<Vec<CaseRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (values, places) = listed(city, ids.iter().copied());
    let columns = WHOLE_COLUMNS.join(", ");
    let text = format!("SELECT {columns} FROM cases WHERE city_id = $1 AND case_id IN ({places})");
    let rows = db.rows(Built { name: "store::cases::by_ids", text }, values).await?;
    whole(db, city, &rows).await
}

async fn one(db: &Db, city: CityId, statement: &Sql, params: Params) -> Result<Option<CaseRow>, StoreError> {
    let rows = db.rows(statement, params).await?;
    Ok(whole(db, city, &rows).await?.pop())
}

/// Whole cases from their rows.
async fn whole(db: &Db, city: CityId, rows: &[Row]) -> Result<Vec<CaseRow>, StoreError> {
    // Before a dispatch there are no units that help, which saves most intake a question.
    let mut sent = Vec::new();
    for row in rows {
        if row.int("dispatch_count")? > 0 {
            sent.push(row.id("case_id", CaseId)?);
        }
    }
    let mut co_units: HashMap<CaseId, Vec<UnitId>> = HashMap::new();
    if !sent.is_empty() {
        let (values, places) = listed(city, sent.into_iter());
        let text = format!(
            "SELECT case_id, unit_id FROM case_units WHERE city_id = $1 AND case_id IN ({places}) ORDER BY case_id, unit_id"
        );
        for row in db.rows(Built { name: "store::cases::co_units", text }, values).await? {
            co_units.entry(row.id("case_id", CaseId)?).or_default().push(row.id("unit_id", UnitId)?);
        }
    }
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.id("case_id", CaseId)?;
        let mut found = read(row, co_units.remove(&id).unwrap_or_default())?;
        found.case.standing = standing::read(db, city, id, row).await?;
        cases.push(found);
    }
    Ok(cases)
}

/// The city and these cases as parameters, and the places of the cases: `$2, $3`.
fn listed(city: CityId, cases: impl Iterator<Item = CaseId>) -> (Params, String) {
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(cases.map(Value::from));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    (Params(values), places.join(", "))
}

/// Saves a new case and its first event.
///
/// Errors: [`StoreError::Exists`] for a number or an id that another case has; [`StoreError::Content`] for a number that is none.
pub async fn insert(tx: &mut Tx, row: &CaseRow, event: &Event) -> Result<(), StoreError> {
    let case = &row.case;
    let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
    tx.execute(&INSERT_CASE, new_values(row, number)).await?;
    search::put(tx, row).await?;
    if case.handled_at.is_some() {
        // Fixed on the spot by whoever found it.
        tx.execute(&SET_HANDLED, params![case.city, case.id, case.handled_at]).await?;
    }
    record::<Case>(tx, event).await
}

/// Many cases with all their events, for an import of orders and for filling a benchmark's database; the rows are those of
/// [`insert`] and [`save`], but nobody is reminded of them: they leave no due steps. Cases with a site or a visit do not come
/// this way.
///
/// Errors: those of [`insert`].
pub async fn put_many(tx: &mut Tx, rows: &[(CaseRow, Vec<Event>)]) -> Result<(), StoreError> {
    let columns = [NEW_COLUMNS, GONE_ON_COLUMNS].concat();
    let mut cases = Bulk::new("store::cases::put_many", "cases", &columns, "");
    for (row, _) in rows {
        let number = number_from_text(&row.case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
        cases.push(tx, new_values(row, number).and(gone_on_values(&row.case))).await?;
    }
    cases.send(tx).await?;
    search::put_many(tx, rows.iter().map(|(row, _)| row)).await?;
    let events: Vec<&Event> = rows.iter().flat_map(|(_, events)| events).collect();
    record_many::<Case>(tx, &events).await
}

/// Saves a decision over the version that it was taken on. [`StoreError::Conflict`] when somebody else was faster.
pub async fn save(tx: &mut Tx, before: &Case, after: &Case, event: &Event) -> Result<(), StoreError> {
    let marks = Marks::of(before, after, event);
    let values = params![
        after.city,
        after.id,
        before.version,
        marks.decision.map(Decision::code),
        marks.decision.map(|_| event.at),
        marks.verify_asked,
        marks.verify_done,
        marks.check_from,
        marks.check_asked,
        marks.check_done,
        marks.late_rounds
    ];
    let values = values.and(moving_values(after));
    if tx.execute(&SAVE_CASE, values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    standing::save(tx, before, after).await?;
    if before.co_units != after.co_units {
        tx.execute(&CLEAR_CO_UNITS, params![after.city, after.id]).await?;
        for unit in &after.co_units {
            tx.execute(&ADD_CO_UNIT, params![after.city, after.id, *unit]).await?;
        }
    }
    crate::escalations::follow_clock(tx, before, after).await?;
    if before.division != after.division {
        tx.execute(&SET_DIVISION, params![after.city, after.id, after.division]).await?;
        crate::recurrence::seen::follow_division(tx, after.city, after.id, after.division).await?;
        search::put_again(tx, after).await?;
    }
    let gone = |case: &Case| matches!(case.state, State::Voided | State::Merged);
    if before.category != after.category || (gone(before) && !gone(after)) {
        crate::recurrence::seen::look_again(tx, after.city, after.id).await?;
    }
    record::<Case>(tx, event).await
}
