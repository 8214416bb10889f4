//! Reading one matter with what stands around it, and what a save of it writes.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::{self, Around, Code, Condition, Level, LoadedDocument, Matter, State, Values},
    sealing::{Hash, Word as _, canonical_json},
};

use super::looks;
use crate::{
    Db, StoreError, Tx,
    declare::stored,
    engine::{Row, codes, held},
    letters, params,
    sealing::ToldPart,
    sql,
};

sql! {
    DOCUMENT = "SELECT document FROM procedures WHERE city_id = $1 AND document_hash = $2";
    PARTS_BY_STATE = "
        SELECT state, COUNT(*) AS n, CAST(SUM(is_open) AS BIGINT) AS open_parts
        FROM matters
        WHERE city_id = $1 AND parent_id = $2 AND level = 'part'
        GROUP BY state
        ORDER BY state";
    EARLIER_BY_STATE = "
        SELECT state, COUNT(*) AS n
        FROM matters
        WHERE city_id = $1 AND parent_id = $2 AND level = 'part' AND position < $3
        GROUP BY state
        ORDER BY state";
    WHOLE = "SELECT state, is_open, content FROM matters WHERE city_id = $1 AND matter_id = $2";
}

codes!(Level);

held! {
    State: |row: &Row, column| row.code(column, State::parse), |row: &Row, column| row.opt_code(column, State::parse);
}

stored! {
    Matter 'M' in "matters", "matter_events", "matter_id";
    fixed { level, parent = "parent_id", position, title, began_by, begun_at, }
    moving { beginner, holder, division, since = "since_at", near_at, due_at, ended_at, reminders, }
    written |one| {
        document_hash = one.kept.hash,
        procedure_key = one.kept.document.key.as_str(),
        content = canonical_json(&one.values.to_json()),
        is_open = one.is_open(),
        turn = one.turn_of(),
        turn_due = one.due_at.map_or(i64::MAX, |due| due.micros()),
    }
    read |db, city, id, row| {
        kept: kept(db, city, &row.hash("document_hash")?).await?,
        values: values(row)?,
        around: around(db, city, id, row).await?,
    }
    then worded
    parts put_looks, told_parts
}

async fn put_looks(one: &Matter, tx: &mut Tx, before: Option<&Matter>) -> Result<(), StoreError> {
    looks::put(tx, one, before).await?;
    letters::put_code(tx, one, before).await
}

/// Nothing of it is sealed beside its row.
fn told_parts(_: &Matter) -> Vec<ToldPart> {
    Vec::new()
}

fn worded(matter: Matter) -> Matter {
    matter.worded()
}

/// The document of this hash: read once by a process, and believed only where its content has the hash.
///
/// Errors: it is not there, or is another one by now.
pub async fn kept(db: &Db, city: CityId, hash: &Hash) -> Result<&'static LoadedDocument, StoreError> {
    if let Some(kept) = matters::kept(hash) {
        return Ok(kept);
    }
    let row = db.row(&DOCUMENT, params![city, hash]).await?;
    let text = row.map(|row| row.text("document")).transpose()?.unwrap_or_default();
    let found = matters::keep(&text).ok().filter(|kept| kept.hash == *hash);
    found.ok_or_else(|| StoreError::content("document_hash", "the hash of a document that is kept"))
}

pub(super) fn values(row: &Row) -> Result<Values, StoreError> {
    let content = serde_json::from_str(&row.text("content")?).ok();
    content.as_ref().and_then(Values::from_json).ok_or_else(|| StoreError::content("content", "named values"))
}

async fn around(db: &Db, city: CityId, id: MatterId, row: &Row) -> Result<Around, StoreError> {
    let kept = kept(db, city, &row.hash("document_hash")?).await?;
    let mut around = Around::default();
    let (level, parent): (Level, Option<MatterId>) = (row.read("level")?, row.read("parent_id")?);
    if level == Level::Whole && kept.document.part.is_some() {
        for row in db.rows(&PARTS_BY_STATE, params![city, id]).await? {
            around.parts.push((code(&row)?, row.int("n")?));
            around.open_parts += row.int("open_parts")?;
        }
    }
    if let Some(parent) = parent {
        let whole = db.row(&WHOLE, params![city, parent]).await?;
        let open = whole.as_ref().map(|row| row.flag("is_open")).transpose()?;
        around.whole_is_over = open != Some(true);
        around.whole_state = whole.as_ref().map(code).transpose()?;
        around.whole = match whole {
            Some(row) if level == Level::Part && kept.part_reads_whole() => Some(values(&row)?),
            _ => None,
        };
        let orders = |given: &Condition| matches!(given, Condition::EarlierParts(_));
        let in_order = kept.part().is_some_and(|part| part.flow.rows.iter().flat_map(|row| &row.given).any(orders));
        if level == Level::Part && in_order {
            for row in db.rows(&EARLIER_BY_STATE, params![city, parent, row.int("position")?]).await? {
                around.earlier.push((code(&row)?, row.int("n")?));
            }
        }
    }
    Ok(around)
}

fn code(row: &Row) -> Result<Code, StoreError> {
    Code::parse(&row.text("state")?).ok_or_else(|| StoreError::content("state", "a name"))
}
