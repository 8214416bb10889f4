//! The inbox: what people and webhooks were told, what they have read, and what has not gone out yet.

pub mod deliveries;
pub mod hooks;

use changxiao_domain::{
    ids::{CityId, HookId, NoticeId, PersonId},
    notices::{Facts, NoticeKind, Preferences},
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Built, Bulk, Columns, Row},
    legible::Legible,
    params, sql,
};

/// Whose inbox a notice lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Receiver {
    Person(PersonId),
    Hook(HookId),
}

impl Receiver {
    const fn code(self) -> &'static str {
        match self {
            Receiver::Person(_) => "person",
            Receiver::Hook(_) => "hook",
        }
    }

    /// The sixteen bytes that the database keeps.
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Receiver::Person(id) => id.as_bytes().to_vec(),
            Receiver::Hook(id) => id.as_bytes().to_vec(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub receiver: Receiver,
    pub kind: NoticeKind,
    pub urgent: bool,
    pub facts: Facts,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

/// The columns of `notices` behind the city.
const NOTICE_COLUMNS: Columns = &["notice_id", "receiver_kind", "receiver", "kind", "urgent", "facts", "at", "read_at"];

columns! {
    NEW_COLUMNS, new_values(notice: &Notice) {
        notice_id = notice.id,
        receiver_kind = notice.receiver.code(),
        receiver = notice.receiver.bytes(),
        kind = notice.kind.code(),
        urgent = notice.urgent,
        facts = serde_json::to_string(&notice.facts).unwrap_or_default(),
        at = notice.at,
    }
}

sql! {
    INBOX = (NOTICE_COLUMNS "
        SELECT {}
        FROM notices
        WHERE city_id = $1 AND receiver = $2 AND notice_id < $3
        ORDER BY notice_id DESC
        LIMIT $4");
    INBOX_UNREAD = (NOTICE_COLUMNS "
        SELECT {}
        FROM notices
        WHERE city_id = $1 AND receiver = $2 AND notice_id < $3 AND read_at IS NULL
        ORDER BY notice_id DESC
        LIMIT $4");
    UNREAD = "SELECT COUNT(*) AS unread FROM notices WHERE city_id = $1 AND receiver = $2 AND read_at IS NULL";
    READ_ONE = "
        UPDATE notices SET read_at = $4
        WHERE city_id = $1 AND notice_id = $2 AND receiver = $3 AND read_at IS NULL";
    READ_ALL = "
        UPDATE notices SET read_at = $3
        WHERE city_id = $1 AND receiver = $2 AND read_at IS NULL";
    ONE = (NOTICE_COLUMNS "
        SELECT {}
        FROM notices
        WHERE city_id = $1 AND notice_id = $2 AND receiver = $3");
    TO_PASS = (NOTICE_COLUMNS "
        SELECT {}
        FROM notices
        WHERE city_id = $1 AND passed_at IS NULL AND notice_id > $2
        ORDER BY notice_id
        LIMIT $3");
    PASS = "UPDATE notices SET passed_at = $3 WHERE city_id = $1 AND notice_id = $2 AND passed_at IS NULL";
    PASS_SILENTLY = "
        UPDATE notices SET passed_at = $3, read_at = COALESCE(read_at, $3)
        WHERE city_id = $1 AND notice_id = $2 AND passed_at IS NULL";
    SETTLE = "
        UPDATE notices SET read_at = COALESCE(read_at, at), passed_at = COALESCE(passed_at, at)
        WHERE city_id = $1 AND at < $2";
    TIDY_NOTICES = "DELETE FROM notices WHERE city_id = $1 AND read_at < $2 AND passed_at IS NOT NULL";
    PREFERENCES_OF = "SELECT document FROM notice_preferences WHERE city_id = $1 AND person_id = $2";
    ALL_PREFERENCES = "SELECT person_id, document FROM notice_preferences WHERE city_id = $1";
    PREFER = "
        INSERT INTO notice_preferences (city_id, person_id, document, changed_at)
        VALUES                         ($1,      $2,        $3,       $4)
        ON CONFLICT (city_id, person_id) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at";
}

/// Puts notices down in the transaction of what they tell.
pub async fn put(tx: &mut Tx, city: CityId, notices: &[Notice]) -> Result<(), StoreError> {
    let mut rows = Bulk::in_city("store::notices::put", "notices", NEW_COLUMNS, "");
    for notice in notices {
        let values = params![city].and(new_values(notice));
        rows.push(tx, values).await?;
    }
    rows.send(tx).await
}

/// A page of a person's inbox, newest first, from the notice before `before` on.
pub async fn inbox(
    db: &Db,
    city: CityId,
    person: PersonId,
    unread_only: bool,
    before: Option<NoticeId>,
    most: i64,
) -> Result<Vec<Notice>, StoreError> {
    let statement = if unread_only { &INBOX_UNREAD } else { &INBOX };
    let before = before.map_or(NoticeId(Uuid::from_bytes([0xFF; 16])), |before| before);
    db.rows(statement, params![city, person, before, most]).await?.iter().map(notice).collect()
}

pub async fn unread(db: &Db, city: CityId, person: PersonId) -> Result<i64, StoreError> {
    db.row(&UNREAD, params![city, person]).await?.map_or(Ok(0), |row| row.int("unread"))
}

pub async fn one(db: &Db, city: CityId, person: PersonId, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    db.row(&ONE, params![city, id, person]).await?.as_ref().map(notice).transpose()
}

/// `false`: it was read before, or it is not this person's.
pub async fn read(tx: &mut Tx, city: CityId, person: PersonId, id: NoticeId, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&READ_ONE, params![city, id, person, at]).await? > 0)
}

pub async fn read_all(tx: &mut Tx, city: CityId, person: PersonId, at: Instant) -> Result<u64, StoreError> {
    tx.execute(&READ_ALL, params![city, person, at]).await
}

/// What has not gone out, in the order in which it came, after the notice `after`.
pub async fn to_pass(db: &Db, city: CityId, after: Option<NoticeId>, most: i64) -> Result<Legible<Notice>, StoreError> {
    let after = after.map_or(NoticeId(Uuid::nil()), |after| after);
    let rows = db.rows(&TO_PASS, params![city, after, most]).await?;
    Legible::of(&rows, |row| row.name("notice_id"), notice)
}

/// Notes that a notice was handed to the channels; `silently`: it does not count at the bell. `false`: it was before.
pub async fn pass(tx: &mut Tx, city: CityId, id: NoticeId, at: Instant, silently: bool) -> Result<bool, StoreError> {
    let statement = if silently { &PASS_SILENTLY } else { &PASS };
    Ok(tx.execute(statement, params![city, id, at]).await? > 0)
}

/// Takes everything from before as read and passed on.
pub async fn settle(tx: &mut Tx, city: CityId, before: Instant) -> Result<u64, StoreError> {
    tx.execute(&SETTLE, params![city, before]).await
}

/// Removes what was read before `read_before`.
pub async fn tidy(tx: &mut Tx, city: CityId, read_before: Instant) -> Result<u64, StoreError> {
    tx.execute(&TIDY_NOTICES, params![city, read_before]).await
}

/// What the person chose; the defaults where nothing was chosen.
pub async fn preferences(db: &Db, city: CityId, person: PersonId) -> Result<Preferences, StoreError> {
    match db.row(&PREFERENCES_OF, params![city, person]).await? {
        None => Ok(Preferences::default()),
        Some(row) => document(&row),
    }
}

/// Everybody who has chosen.
pub async fn all_preferences(db: &Db, city: CityId) -> Result<Legible<(PersonId, Preferences)>, StoreError> {
    let rows = db.rows(&ALL_PREFERENCES, params![city]).await?;
    Legible::of(&rows, |row| row.name("person_id"), |row| Ok((row.id("person_id", PersonId)?, document(row)?)))
}

pub async fn prefer(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    preferences: &Preferences,
    at: Instant,
) -> Result<(), StoreError> {
    let document = serde_json::to_string(preferences).unwrap_or_default();
    tx.execute(&PREFER, params![city, person, document, at]).await?;
    Ok(())
}

/// How many notices of a kind a receiver has, for tests and for whoever counts.
pub async fn count_of(db: &Db, city: CityId, receiver: Receiver, kind: NoticeKind) -> Result<i64, StoreError> {
    let text = "SELECT COUNT(*) AS notices FROM notices WHERE city_id = $1 AND receiver = $2 AND kind = $3".to_owned();
    let built = Built { name: "store::notices::count_of", text };
    db.row(built, params![city, receiver.bytes(), kind.code()]).await?.map_or(Ok(0), |row| row.int("notices"))
}

fn document(row: &Row) -> Result<Preferences, StoreError> {
    serde_json::from_str(&row.text("document")?).map_err(|_| StoreError::content("document", "channels as JSON"))
}

fn notice(row: &Row) -> Result<Notice, StoreError> {
    let receiver = match row.text("receiver_kind")?.as_str() {
        "person" => Receiver::Person(row.id("receiver", PersonId)?),
        "hook" => Receiver::Hook(row.id("receiver", HookId)?),
        _ => return Err(StoreError::content("receiver_kind", "person or hook")),
    };
    Ok(Notice {
        id: row.id("notice_id", NoticeId)?,
        receiver,
        kind: row.code("kind", NoticeKind::parse)?,
        urgent: row.flag("urgent")?,
        facts: serde_json::from_str(&row.text("facts")?)
            .map_err(|_| StoreError::content("facts", "facts of a notice as JSON"))?,
        at: row.instant("at")?,
        read_at: row.opt_instant("read_at")?,
    })
}
