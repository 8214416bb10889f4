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
    events::{CHAIN, put_events},
    marks::Marks,
    number_from_text,
    row::{CASE_COLUMNS, read},
    search,
    standing::{self, STANDING_COLUMNS},
};
use crate::{
    Db, StoreError, Tx,
    engine::{Built, Bulk, Columns, Params, Row, Sql, Value, columns::together},
    params, sql,
    workflow::{Chain, Kept, record},
};

/// Every column of whole cases.
const WHOLE_COLUMNS: Columns =
    &together::<{ CASE_COLUMNS.len() + STANDING_COLUMNS.len() }>(CASE_COLUMNS, STANDING_COLUMNS);

sql! {
    INSERT_CASE = "
        INSERT INTO cases (city_id, case_id, number, state, is_open, category, limit_kind, limit_amount, photo_required, title,
                           description, division, place, lon_e6, lat_e6, source, site_id, visit_id, item_code, lead_unit,
                           handler, reporter_unit, reporter_post, reported_at, changed_at, dispatch_count, rework_count, urge_count,
                           version, head_hash, filing_edition, filing_condition)
        VALUES            ($1,      $2,      $3,     $4,    $5,      $6,       $7,         $8,           $9,             $10,
                           $11,         $12,      $13,   $14,    $15,    $16,    $17,     $18,      $19,       $20,
                           $21,     $22,           $23,           $24,         $25,        0,              0,            0,
                           $26,     $27,       $28,            $29)";
    SAVE_CASE = "
        UPDATE cases
        SET state = $4, is_open = $5, category = $6, limit_kind = $7, limit_amount = $8, lead_unit = $9, handler = $10,
            filed_at = $11, dispatched_at = $12, clock_from = $13, near_at = $14, due_at = $15, paused_at = $16,
            handled_at = $17, check_passed_at = $18, closed_at = $19, close_reason = $20, merged_into = $21, changed_at = $22,
            dispatch_count = $23, rework_count = $24, urge_count = $25, version = $26, head_hash = $27, photo_required = $28,
            filing_edition = $29, filing_condition = $30,
            decision = CASE WHEN decision IS NULL OR ($31 = 'filed' AND decision <> 'filed')
                            THEN COALESCE($31, decision) ELSE decision END,
            decided_at = CASE WHEN decision IS NULL OR ($31 = 'filed' AND decision <> 'filed')
                              THEN COALESCE($32, decided_at) ELSE decided_at END,
            verify_asked_at = CASE WHEN decision IS NULL THEN COALESCE(verify_asked_at, $33) ELSE verify_asked_at END,
            verify_done_at = CASE WHEN decision IS NULL THEN COALESCE(verify_done_at, $34) ELSE verify_done_at END,
            dispatched_first_at = COALESCE(dispatched_first_at, $12), check_from = COALESCE(check_from, $35),
            check_asked_at = COALESCE(check_asked_at, $36), check_done_at = COALESCE(check_done_at, $37),
            late_rounds = late_rounds + $38
        WHERE city_id = $1 AND case_id = $2 AND version = $3";
    SET_HANDLED = "UPDATE cases SET handled_at = $3 WHERE city_id = $1 AND case_id = $2";
    CLEAR_CO_UNITS = "DELETE FROM case_units WHERE city_id = $1 AND case_id = $2";
    ADD_CO_UNIT = "INSERT INTO case_units (city_id, case_id, unit_id) VALUES ($1, $2, $3)";
    BY_NUMBER = (WHOLE_COLUMNS "SELECT {} FROM cases WHERE city_id = $1 AND number = $2");
    BY_ID = (WHOLE_COLUMNS "SELECT {} FROM cases WHERE city_id = $1 AND case_id = $2");
    FIND_ID = "SELECT case_id FROM cases WHERE city_id = $1 AND number = $2";
}

impl Kept for Case {
    const CHAIN: &'static Chain = &CHAIN;

    fn number(&self) -> &str {
        &self.number
    }

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
pub async fn insert(tx: &mut Tx, row: &CaseRow, event: &Event) -> Result<(), StoreError> {
    let case = &row.case;
    let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
    let values = params![
        case.city,
        case.id,
        number,
        case.state.code(),
        case.state.is_open(),
        &case.category,
        case.limit.kind.code(),
        case.limit.amount,
        case.photo_required,
        &case.title,
        &case.text,
        case.division,
        &row.place,
        case.position.map(|position| position.lon_e6),
        case.position.map(|position| position.lat_e6),
        case.source.code(),
        case.site,
        case.visit,
        case.item.clone(),
        case.lead_unit,
        case.handler,
        row.reporter_unit,
        row.reporter_post,
        case.reported_at,
        case.changed_at,
        case.version,
        case.head_hash,
        case.filed_under.as_ref().map(|under| under.edition.clone()),
        case.filed_under.as_ref().and_then(|under| under.condition)
    ];
    tx.execute(&INSERT_CASE, values).await?;
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
pub async fn put_many(tx: &mut Tx, rows: &[(CaseRow, Vec<Event>)]) -> Result<(), StoreError> {
    let columns = [
        "city_id",
        "case_id",
        "number",
        "state",
        "is_open",
        "category",
        "limit_kind",
        "limit_amount",
        "photo_required",
        "title",
        "description",
        "division",
        "place",
        "lon_e6",
        "lat_e6",
        "source",
        "reporter_unit",
        "reporter_post",
        "reported_at",
        "lead_unit",
        "handler",
        "filed_at",
        "dispatched_at",
        "clock_from",
        "near_at",
        "due_at",
        "handled_at",
        "closed_at",
        "close_reason",
        "changed_at",
        "dispatch_count",
        "rework_count",
        "urge_count",
        "version",
        "head_hash",
        "filing_edition",
        "filing_condition",
    ];
    let mut cases = Bulk::new("store::cases::put_many", "cases", &columns, "");
    for (row, _) in rows {
        let case = &row.case;
        let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
        let values = params![
            case.city,
            case.id,
            number,
            case.state.code(),
            case.state.is_open(),
            &case.category,
            case.limit.kind.code(),
            case.limit.amount,
            case.photo_required,
            &case.title,
            &case.text,
            case.division,
            &row.place,
            case.position.map(|position| position.lon_e6),
            case.position.map(|position| position.lat_e6),
            case.source.code(),
            row.reporter_unit,
            row.reporter_post,
            case.reported_at,
            case.lead_unit,
            case.handler,
            case.filed_at,
            case.dispatched_at,
            case.clock_from,
            case.near_at,
            case.due_at,
            case.handled_at,
            case.closed_at,
            case.close_reason.clone(),
            case.changed_at,
            case.dispatch_count,
            case.rework_count,
            case.urge_count,
            case.version,
            case.head_hash,
            case.filed_under.as_ref().map(|under| under.edition.clone()),
            case.filed_under.as_ref().and_then(|under| under.condition)
        ];
        cases.push(tx, values).await?;
    }
    cases.send(tx).await?;
    search::put_many(tx, rows.iter().map(|(row, _)| row)).await?;
    put_events(tx, rows.iter().flat_map(|(_, events)| events)).await
}

/// Saves a decision over the version that it was taken on. [`StoreError::Conflict`] when somebody else was faster.
pub async fn save(tx: &mut Tx, before: &Case, after: &Case, event: &Event) -> Result<(), StoreError> {
    let marks = Marks::of(before, after, event);
    let values = params![
        after.city,
        after.id,
        before.version,
        after.state.code(),
        after.state.is_open(),
        &after.category,
        after.limit.kind.code(),
        after.limit.amount,
        after.lead_unit,
        after.handler,
        after.filed_at,
        after.dispatched_at,
        after.clock_from,
        after.near_at,
        after.due_at,
        after.paused_at,
        after.handled_at,
        after.check_passed_at,
        after.closed_at,
        after.close_reason.clone(),
        after.merged_into,
        after.changed_at,
        after.dispatch_count,
        after.rework_count,
        after.urge_count,
        after.version,
        after.head_hash,
        after.photo_required,
        after.filed_under.as_ref().map(|under| under.edition.clone()),
        after.filed_under.as_ref().and_then(|under| under.condition),
        marks.decision.map(Decision::code),
        marks.decision.map(|_| event.at),
        marks.verify_asked,
        marks.verify_done,
        marks.check_from,
        marks.check_asked,
        marks.check_done,
        marks.late_rounds
    ];
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
    let gone = |case: &Case| matches!(case.state, State::Voided | State::Merged);
    if before.category != after.category || (gone(before) && !gone(after)) {
        crate::recurrence::seen::look_again(tx, after.city, after.id).await?;
    }
    record::<Case>(tx, event).await
}
