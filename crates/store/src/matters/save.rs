//! Reading matters with what stands around them, and what a save writes.

use std::collections::{BTreeSet, HashMap};

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::{self, Around, Code, Condition, Level, LoadedDocument, Matter, State, Values},
    sealing::{Hash, Word as _, canonical_json},
};

use super::{carried, links, looks};
use crate::{
    Db, StoreError, Tx, burden,
    declare::stored,
    engine::{Row, codes, held},
    letters,
    narrowed::Narrowed,
    params,
    sealing::ToldPart,
    sql,
};

sql! {
    DOCUMENT = "SELECT document FROM procedures WHERE city_id = $1 AND document_hash = $2";
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
    read |db, city, _id, row| {
        kept: kept(db, city, &row.hash("document_hash")?).await?,
        values: values(row)?,
        around: Around::default(),
    }
    then worded
    filled put_around
    parts put_beside, told_parts, put_new_beside
}

/// When the sweep looks at it, what it comes after, and what stands on the print of a letter.
async fn put_beside(one: &Matter, tx: &mut Tx, before: Option<&Matter>) -> Result<(), StoreError> {
    looks::put(tx, one, before).await?;
    links::put(tx, one, before).await?;
    burden::put(tx, one, before).await?;
    letters::put_code(tx, one, before).await
}

async fn put_new_beside(tx: &mut Tx, new: &[&Matter]) -> Result<(), StoreError> {
    looks::put_new(tx, new).await?;
    burden::put_new(tx, new).await?;
    links::put_new(tx, new).await
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

/// Looks up what stands around each, for all of them at once.
async fn put_around(db: &Db, city: CityId, matters: &mut [Matter]) -> Result<(), StoreError> {
    let has_parts = |one: &&Matter| one.level == Level::Whole && one.kept.document.part.is_some();
    let wholes: Vec<MatterId> = matters.iter().filter(has_parts).map(|one| one.id).collect();
    let whole = |one: &Matter| one.parent.filter(|_| one.level != Level::Whole);
    let parents: BTreeSet<MatterId> = matters.iter().filter_map(whole).collect();
    let in_order: Vec<MatterId> = matters.iter().filter(|one| goes_in_order(one)).map(|one| one.id).collect();
    let parts = parts_by_state(db, city, &wholes).await?;
    let above = above(db, city, &parents).await?;
    let earlier = earlier_by_state(db, city, &in_order).await?;
    let looks_below = |one: &&Matter| one.level == Level::Whole && one.table().flow.looks_below();
    let asking: Vec<&Matter> = matters.iter().filter(looks_below).collect();
    let children = children(db, city, &asking).await?;
    for one in matters {
        let counts = parts.get(&one.id).map_or(&[][..], Vec::as_slice);
        one.around.parts = counts.iter().map(|(state, n, _)| (*state, *n)).collect();
        one.around.open_parts = counts.iter().map(|(_, _, open)| open).sum();
        if let Some(parent) = whole(one) {
            let above = above.get(&parent);
            one.around.whole_is_over = above.is_none_or(|above| !above.is_open);
            one.around.whole_state = above.map(|above| above.state);
            let reads = one.level == Level::Part && one.kept.part_reads_whole();
            one.around.whole = above.filter(|_| reads).map(|above| above.values.clone());
        }
        one.around.earlier = earlier.get(&one.id).cloned().unwrap_or_default();
        if let Some(children) = children.get(&one.id) {
            one.around.children = children.len() as i64;
            one.around.open_children = children.iter().filter(|(_, open)| *open).count() as i64;
            one.around.lines = children.iter().map(|(line, _)| *line).filter(|line| *line > 0).collect();
        }
    }
    Ok(())
}

/// Of each that asks for what came out of it: out of which line each came, and whether it is open. What came out of one that it was before a
/// year was closed came out of it.
async fn children(db: &Db, city: CityId, of: &[&Matter]) -> Result<HashMap<MatterId, Vec<(i64, bool)>>, StoreError> {
    let mut children: HashMap<MatterId, Vec<_>> = HashMap::new();
    if of.is_empty() {
        return Ok(children);
    }
    let carries: Vec<MatterId> = of.iter().filter(|one| one.kept.document.carries_over).map(|one| one.id).collect();
    let before = carried::before(db, city, &carries).await?;
    let mut narrowed = Narrowed::of("city_id", city);
    let parents: BTreeSet<MatterId> = of.iter().map(|one| one.id).chain(before.keys().copied()).collect();
    narrowed.among("parent_id IN ({})", parents);
    narrowed.and("level = 'whole' AND state <> 'carried_over'", []);
    let select = "SELECT parent_id, position, is_open FROM matters";
    for row in narrowed.all(db, "store::matters::children", select, "parent_id, position, matter_id").await? {
        let parent: MatterId = row.read("parent_id")?;
        let now = before.get(&parent).copied().unwrap_or(parent);
        children.entry(now).or_default().push((row.int("position")?, row.flag("is_open")?));
    }
    Ok(children)
}

/// A part whose flow asks where those before it stand.
fn goes_in_order(matter: &Matter) -> bool {
    let orders = |given: &Condition| matches!(given, Condition::EarlierParts(_));
    let asks = |kept: &LoadedDocument| {
        kept.document.part.iter().flat_map(|part| &part.flow.rows).flat_map(|row| &row.given).any(orders)
    };
    matter.level == Level::Part && asks(matter.kept)
}

/// How many parts of each whole stand in which state, and how many of these are open.
async fn parts_by_state(
    db: &Db,
    city: CityId,
    wholes: &[MatterId],
) -> Result<HashMap<MatterId, Vec<(Code, i64, i64)>>, StoreError> {
    let mut counts: HashMap<MatterId, Vec<_>> = HashMap::new();
    if wholes.is_empty() {
        return Ok(counts);
    }
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("parent_id IN ({})", wholes.iter().copied());
    narrowed.and("level = 'part'", []);
    let select = "SELECT parent_id, state, COUNT(*) AS n, CAST(SUM(is_open) AS BIGINT) AS open_parts FROM matters";
    for row in narrowed.grouped(db, "store::matters::parts_by_state", select, "parent_id, state").await? {
        counts.entry(row.read("parent_id")?).or_default().push((code(&row)?, row.int("n")?, row.int("open_parts")?));
    }
    Ok(counts)
}

/// Where a whole stands.
struct Above {
    state: Code,
    is_open: bool,
    values: Values,
}

async fn above(db: &Db, city: CityId, parents: &BTreeSet<MatterId>) -> Result<HashMap<MatterId, Above>, StoreError> {
    if parents.is_empty() {
        return Ok(HashMap::new());
    }
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("matter_id IN ({})", parents.iter().copied());
    let select = "SELECT matter_id, state, is_open, content FROM matters";
    let rows = narrowed.all(db, "store::matters::above", select, "matter_id").await?;
    let above = |row: &Row| {
        let above = Above { state: code(row)?, is_open: row.flag("is_open")?, values: values(row)? };
        Ok((row.read("matter_id")?, above))
    };
    rows.iter().map(above).collect()
}

/// Of each part: how many of those before it stand in which state.
async fn earlier_by_state(
    db: &Db,
    city: CityId,
    parts: &[MatterId],
) -> Result<HashMap<MatterId, Vec<(Code, i64)>>, StoreError> {
    let mut counts: HashMap<MatterId, Vec<_>> = HashMap::new();
    if parts.is_empty() {
        return Ok(counts);
    }
    let mut narrowed = Narrowed::of("one.city_id", city);
    narrowed.among("one.matter_id IN ({})", parts.iter().copied());
    let select = "SELECT one.matter_id, other.state, COUNT(*) AS n FROM matters AS one \
                  JOIN matters AS other ON other.city_id = one.city_id AND other.parent_id = one.parent_id \
                  AND other.level = 'part' AND other.position < one.position";
    for row in narrowed.grouped(db, "store::matters::earlier_by_state", select, "one.matter_id, other.state").await? {
        counts.entry(row.read("matter_id")?).or_default().push((code(&row)?, row.int("n")?));
    }
    Ok(counts)
}

fn code(row: &Row) -> Result<Code, StoreError> {
    Code::parse(&row.text("state")?).ok_or_else(|| StoreError::content("state", "a name"))
}
