//! What is asked of lower levels, as it happened: written with the matters and notices that it follows from, read for the meter.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{CityId, MatterId, NoticeId, PersonId, UnitId},
    matters::{Matter, Values},
    sealing::Hash,
    time::Instant,
};
use changxiao_words::coded;

use crate::{
    Db, StoreError, Tx,
    engine::{Bulk, Row},
    params, sql,
    workflow::number_text,
};

coded! {
    /// What happened to a unit.
    pub enum BurdenKind {
        Asked = "asked";
        Answered = "answered";
        Notice = "notice";
    }
}

coded! {
    /// What a matter does from one moment until another.
    pub enum SpanKind {
        /// It asks something outside of the program.
        Ask = "ask";
        /// It lifts the quiet hours.
        Emergency = "emergency";
    }
}

/// One thing that happened to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurdenEvent {
    pub kind: BurdenKind,
    pub at: Instant,
    pub unit: UnitId,
    /// `None` for a notice.
    pub document: Option<Hash>,
}

/// What a matter asks outside, or lifts.
#[derive(Clone, Debug, PartialEq)]
pub struct BurdenSpan {
    pub kind: SpanKind,
    pub from: Instant,
    /// The first moment at which it is over.
    pub until: Instant,
    pub number: String,
    pub title: String,
    pub document: Hash,
    /// About which part of the city it is.
    pub division: Option<DivisionCode>,
    pub values: Values,
}

const EVENT_COLUMNS: &[&str] = &["source_id", "kind", "seq", "at", "unit_id", "document_hash"];

sql! {
    EVENTS = "
        SELECT kind, at, unit_id, document_hash
        FROM burden_events
        WHERE city_id = $1 AND at >= $2 AND at < $3
        ORDER BY at, source_id, kind, seq";
    SPANS = "
        SELECT s.kind, s.from_at, s.until_at, m.number, m.title, m.document_hash, m.division, m.content
        FROM burden_spans AS s
        JOIN matters AS m ON m.city_id = s.city_id AND m.matter_id = s.matter_id
        WHERE s.city_id = $1 AND s.until_at > $2 AND s.from_at < $3
        ORDER BY s.from_at, s.matter_id";
    LIFTED = "
        SELECT COUNT(*) AS n
        FROM burden_spans
        WHERE city_id = $1 AND kind = 'emergency' AND until_at > $2 AND from_at <= $2";
    SEALED = "
        SELECT m.number, m.level, e.seq, e.action, e.from_state, e.to_state, e.at, e.particulars
        FROM matter_events AS e
        JOIN matters AS m ON m.city_id = e.city_id AND m.matter_id = e.matter_id
        WHERE m.city_id = $1 AND m.document_hash = $2 AND e.at < $3
        ORDER BY m.matter_id, e.seq";
    PASSED = "
        SELECT receiver, at
        FROM notices
        WHERE city_id = $1 AND receiver_kind = 'person' AND passed_at IS NOT NULL AND at >= $2 AND at < $3
        ORDER BY notice_id";
    PUT_EVENT = "
        INSERT INTO burden_events (city_id, source_id, kind, seq, at, unit_id, document_hash)
        VALUES                    ($1,      $2,        $3,   $4,  $5, $6,      $7)
        ON CONFLICT (city_id, source_id, kind, seq) DO NOTHING";
    FORGET_ASKED = "DELETE FROM burden_events WHERE city_id = $1 AND source_id = $2 AND kind = 'asked'";
    PUT_SPAN = "
        INSERT INTO burden_spans (city_id, matter_id, kind, from_at, until_at)
        VALUES                   ($1,      $2,        $3,   $4,      $5)
        ON CONFLICT (city_id, matter_id) DO UPDATE SET until_at = $5";
    END_SPAN = "UPDATE burden_spans SET until_at = $3 WHERE city_id = $1 AND matter_id = $2 AND until_at > $3";
}

/// With a save: what it asks of a unit, what a unit has answered, and what it asks outside or lifts.
pub(crate) async fn put(tx: &mut Tx, after: &Matter, before: Option<&Matter>) -> Result<(), StoreError> {
    let was_asked = before.is_some_and(|before| before.ask().is_some());
    if after.ask().is_some() && !was_asked {
        put_event(tx, after, after.holder, BurdenKind::Asked).await?;
    }
    // An answer is that of the unit that hands it on, which may have it no more.
    if let Some(before) = before.filter(|before| after.answers(before)) {
        put_event(tx, after, before.holder, BurdenKind::Answered).await?;
    }
    match (before.and_then(span), span(after)) {
        (_, Some((kind, until))) => {
            tx.execute(&PUT_SPAN, params![after.city, after.id, kind.code(), after.since, until]).await?;
        }
        (Some(_), None) => drop(tx.execute(&END_SPAN, params![after.city, after.id, after.changed_at]).await?),
        (None, None) => {}
    }
    Ok(())
}

/// With many new ones, none of which asks outside or lifts: these are begun one by one.
pub(crate) async fn put_new(tx: &mut Tx, new: &[&Matter]) -> Result<(), StoreError> {
    let mut rows = Bulk::in_city("store::burden::put_new", "burden_events", EVENT_COLUMNS, "");
    for one in new.iter().filter(|one| one.ask().is_some()) {
        let kind = BurdenKind::Asked.code();
        let values = params![one.city, one.id, kind, one.version, one.changed_at, one.holder, one.kept.hash];
        rows.push(tx, values).await?;
    }
    rows.send(tx).await
}

/// What asks outside or lifts, and until when.
fn span(matter: &Matter) -> Option<(SpanKind, Instant)> {
    let until = matter.due_at.filter(|_| matter.is_open())?.plus_micros(1);
    if matter.registered().is_some() {
        return Some((SpanKind::Ask, until));
    }
    matter.standing().and_then(|state| state.lifts_quiet).map(|_| (SpanKind::Emergency, until))
}

async fn put_event(tx: &mut Tx, matter: &Matter, unit: UnitId, kind: BurdenKind) -> Result<(), StoreError> {
    let Matter { city, id, version, changed_at, kept, .. } = matter;
    tx.execute(&PUT_EVENT, params![*city, *id, kind.code(), *version, *changed_at, unit, kept.hash]).await?;
    Ok(())
}

/// What goes on from a year that was closed is asked of nobody anew.
pub async fn forget_asked(tx: &mut Tx, city: CityId, matter: MatterId) -> Result<(), StoreError> {
    tx.execute(&FORGET_ASKED, params![city, matter]).await?;
    Ok(())
}

/// Somebody of a unit was told something out of hours.
pub async fn put_notice(
    tx: &mut Tx,
    city: CityId,
    notice: NoticeId,
    unit: UnitId,
    at: Instant,
) -> Result<(), StoreError> {
    let kind = BurdenKind::Notice.code();
    tx.execute(&PUT_EVENT, params![city, notice, kind, 0_i64, at, unit, None::<Hash>]).await?;
    Ok(())
}

/// What happened from one moment until before another, the earliest first.
pub async fn events(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<BurdenEvent>, StoreError> {
    let event = |row: &Row| {
        Ok(BurdenEvent {
            kind: row.code("kind", BurdenKind::parse)?,
            at: row.instant("at")?,
            unit: row.read("unit_id")?,
            document: row.opt_hash("document_hash")?,
        })
    };
    db.rows(&EVENTS, params![city, from, until]).await?.iter().map(event).collect()
}

/// What asks outside or lifts the quiet hours at some moment of this time, the earliest first.
pub async fn spans(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<BurdenSpan>, StoreError> {
    let span = |row: &Row| {
        Ok(BurdenSpan {
            kind: row.code("kind", SpanKind::parse)?,
            from: row.instant("from_at")?,
            until: row.instant("until_at")?,
            number: number_text::<Matter>(row.int("number")?),
            title: row.text("title")?,
            document: row.hash("document_hash")?,
            division: DivisionCode::from_padded(row.int("division")?).ok(),
            values: content(row)?,
        })
    };
    db.rows(&SPANS, params![city, from, until]).await?.iter().map(span).collect()
}

fn content(row: &Row) -> Result<Values, StoreError> {
    let content = serde_json::from_str(&row.text("content")?).ok();
    content.as_ref().and_then(Values::from_json).ok_or_else(|| StoreError::content("content", "named values"))
}

/// A sealed event of a matter, with what it is an event of.
pub struct SealedEvent {
    pub number: String,
    pub level: String,
    pub seq: i64,
    pub action: String,
    pub from: Option<String>,
    pub to: String,
    pub at: Instant,
    pub particulars: serde_json::Value,
}

/// Every event before a moment of what was begun by a document, chain by chain.
pub async fn sealed_events(
    db: &Db,
    city: CityId,
    document: &Hash,
    until: Instant,
) -> Result<Vec<SealedEvent>, StoreError> {
    let event = |row: &Row| {
        Ok(SealedEvent {
            number: number_text::<Matter>(row.int("number")?),
            level: row.text("level")?,
            seq: row.int("seq")?,
            action: row.text("action")?,
            from: row.opt_text("from_state")?,
            to: row.text("to_state")?,
            at: row.instant("at")?,
            particulars: serde_json::from_str(&row.text("particulars")?)
                .map_err(|_| StoreError::content("particulars", "JSON"))?,
        })
    };
    db.rows(&SEALED, params![city, document, until]).await?.iter().map(event).collect()
}

/// Who was told something that was passed on, and when it came; what is tidied away is not there any more.
pub async fn notices_passed(
    db: &Db,
    city: CityId,
    from: Instant,
    until: Instant,
) -> Result<Vec<(PersonId, Instant)>, StoreError> {
    let rows = db.rows(&PASSED, params![city, from, until]).await?;
    rows.iter().map(|row| Ok((row.id("receiver", PersonId)?, row.instant("at")?))).collect()
}

/// Whether an emergency lifts the quiet hours at this moment.
pub async fn is_lifted(db: &Db, city: CityId, now: Instant) -> Result<bool, StoreError> {
    let row = db.row(&LIFTED, params![city, now]).await?;
    Ok(row.map_or(Ok(0), |row| row.int("n"))? > 0)
}
