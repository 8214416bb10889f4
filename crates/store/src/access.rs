//! The trace: sign-ins, refusals, sensitive reads, changes of reference data. Rows are added, never changed.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId},
    time::Instant,
    trace::{TraceKind, TraceSubject},
};
use uuid::Uuid;

use crate::{Db, StoreError, Tx, columns, engine::Row, params, sql};

/// One line of the trace.
#[derive(Clone, Debug)]
pub struct Entry {
    pub city: CityId,
    /// UUIDv7, so that entries sort by time.
    pub id: Uuid,
    pub at: Instant,
    pub kind: TraceKind,
    pub person: Option<PersonId>,
    pub post: Option<PostId>,
    pub subject: TraceSubject,
    /// `done` or the stable number of the refusal.
    pub outcome: String,
    /// Further facts as JSON.
    pub particulars: String,
}

columns! {
    /// The columns of `access_log`.
    ENTRY_COLUMNS, entry_values(entry: Entry) {
        city_id = entry.city,
        entry_id = entry.id.as_bytes().to_vec(),
        at = entry.at,
        kind = entry.kind.code(),
        person_id = entry.person,
        post_id = entry.post,
        subject = entry.subject.to_string(),
        outcome = entry.outcome,
        particulars = entry.particulars,
    }
}

sql! {
    INSERT_ENTRY = (ENTRY_COLUMNS "
        INSERT INTO access_log ({})
        VALUES ({$1})");
    NEWEST = (ENTRY_COLUMNS "
        SELECT {}
        FROM access_log
        WHERE city_id = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2)
        ORDER BY entry_id DESC
        LIMIT $3");
    PAGE = (ENTRY_COLUMNS "
        SELECT {}
        FROM access_log
        WHERE city_id = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2) AND entry_id < $3 AND at >= $4 AND at < $5
        ORDER BY entry_id DESC
        LIMIT $6");
    COUNT_OF_KIND = "SELECT COUNT(*) AS n FROM access_log WHERE city_id = $1 AND kind = $2 AND subject = $3";
}

pub async fn record(tx: &mut Tx, entry: Entry) -> Result<(), StoreError> {
    tx.execute(&INSERT_ENTRY, entry_values(entry)).await?;
    Ok(())
}

/// The newest entries first, of one kind or of all.
pub async fn newest(db: &Db, city: CityId, kind: Option<TraceKind>, most: i64) -> Result<Vec<Entry>, StoreError> {
    db.rows(&NEWEST, params![city, kind.map(TraceKind::code), most]).await?.iter().map(entry).collect()
}

/// A page of entries before `before`, newest first, of one kind or of all, within `[from, until)`.
pub async fn page(
    db: &Db,
    city: CityId,
    kind: Option<TraceKind>,
    before: Option<Uuid>,
    from: Option<Instant>,
    until: Option<Instant>,
    most: i64,
) -> Result<Vec<Entry>, StoreError> {
    let before = before.unwrap_or(Uuid::max()).as_bytes().to_vec();
    let (from, until) = (from.unwrap_or(Instant(i64::MIN)), until.unwrap_or(Instant(i64::MAX)));
    db.rows(&PAGE, params![city, kind.map(TraceKind::code), before, from, until, most])
        .await?
        .iter()
        .map(entry)
        .collect()
}

pub async fn count(db: &Db, city: CityId, kind: TraceKind, subject: &str) -> Result<i64, StoreError> {
    db.row(&COUNT_OF_KIND, params![city, kind.code(), subject]).await?.map_or(Ok(0), |row| row.int("n"))
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    let kind = row.code("kind", TraceKind::parse)?;
    Ok(Entry {
        city: CityId(row.int("city_id")?),
        id: row.id("entry_id", |id| id)?,
        at: row.instant("at")?,
        kind,
        person: row.opt_id("person_id", PersonId)?,
        post: row.opt_id("post_id", PostId)?,
        subject: row.code("subject", |text| TraceSubject::parse(kind, text))?,
        outcome: row.text("outcome")?,
        particulars: row.text("particulars")?,
    })
}
