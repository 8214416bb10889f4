//! What one administrator asked for and another one has to confirm.

use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::AdminRequestKind,
    time::Instant,
};
use uuid::Uuid;

use crate::{Db, StoreError, Tx, columns, engine::Row, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    pub id: Uuid,
    /// Code of what is asked for.
    pub kind: String,
    /// About whom.
    pub person: PersonId,
    /// What it takes to carry it out, as JSON.
    pub document: String,
    pub asked_by: PersonId,
    pub asked_at: Instant,
}

columns! {
    REQUEST_COLUMNS, request_values(request: &RequestRow) {
        request_id = request.id.as_bytes().to_vec(),
        kind = &request.kind,
        person_id = request.person,
        document = &request.document,
        asked_by = request.asked_by,
        asked_at = request.asked_at,
    }
}

sql! {
    INSERT_REQUEST = (REQUEST_COLUMNS "
        INSERT INTO admin_requests (city_id, {}, reset_of)
        VALUES ($1, {$3}, $2)");
    SUPERSEDE_RESET = "
        UPDATE admin_requests SET decided_at = $3, document = '{}', reset_of = NULL
        WHERE city_id = $1 AND reset_of = $2";
    WAITING = (REQUEST_COLUMNS "
        SELECT {}
        FROM admin_requests
        WHERE city_id = $1 AND decided_at IS NULL AND asked_at > $2
        ORDER BY request_id DESC");
    DECIDE = "
        UPDATE admin_requests SET decided_at = $3, document = '{}', reset_of = NULL
        WHERE city_id = $1 AND request_id = $2 AND decided_at IS NULL";
}

/// Lets a request wait.
///
/// Errors: [`StoreError::Exists`] where a new password of the same person waits already; [`supersede_reset`] ends that.
pub async fn insert(tx: &mut Tx, city: CityId, request: &RequestRow) -> Result<(), StoreError> {
    let reset_of = (request.kind == AdminRequestKind::Reset.code()).then_some(request.person);
    tx.execute(&INSERT_REQUEST, params![city, reset_of].and(request_values(request))).await?;
    Ok(())
}

/// Takes a waiting new password of this person out of those that wait and forgets its half; gives how many that were.
pub async fn supersede_reset(tx: &mut Tx, city: CityId, person: PersonId, at: Instant) -> Result<u64, StoreError> {
    tx.execute(&SUPERSEDE_RESET, params![city, person, at]).await
}

/// What was asked for after `since` and is not decided, newest first.
pub async fn waiting(db: &Db, city: CityId, since: Instant) -> Result<Vec<RequestRow>, StoreError> {
    db.rows(&WAITING, params![city, since]).await?.iter().map(request).collect()
}

/// Takes a request out of those that wait and forgets what it holds.
///
/// Errors: [`StoreError::Conflict`] where it was decided before.
pub async fn decide(tx: &mut Tx, city: CityId, request: Uuid, at: Instant) -> Result<(), StoreError> {
    match tx.execute(&DECIDE, params![city, request.as_bytes().to_vec(), at]).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

fn request(row: &Row) -> Result<RequestRow, StoreError> {
    Ok(RequestRow {
        id: row.id("request_id", |id| id)?,
        kind: row.text("kind")?,
        person: row.id("person_id", PersonId)?,
        document: row.text("document")?,
        asked_by: row.id("asked_by", PersonId)?,
        asked_at: row.instant("asked_at")?,
    })
}
