//! An import is taken back, while nothing has been built on it: what it added goes, what it changed is put back as it was.

use std::collections::{HashMap, HashSet};

use changxiao_domain::{
    categories::edition_key,
    ids::{ImportId, UnitId},
    orgs::{Actor, UnitTree},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx, cities,
    engine::Value,
    imports::{
        self, ImportRow,
        left::{self, Asked, Image, Kept, LeftRow},
    },
    orgs::{self, UnitRow},
    seals,
};
use changxiao_words::{Key, Message, keys, say};

use super::{
    Kind, check_permission, departed,
    left::table_of,
    units::{fault_words, unit_of},
};
use crate::{
    App, AppError,
    calendar::recount::{self, Recounted},
    note,
};

/// What taking back an import would do, or why it cannot be done.
#[derive(Clone, Debug)]
pub struct TakingBack {
    pub import: ImportRow,
    pub kind: Kind,
    /// Entries that it added and that would go.
    pub removed: Vec<String>,
    /// Entries that it changed and that would be as before.
    pub put_back: Vec<String>,
    /// What has been built on it since, or was changed; nothing is taken back while there is any.
    pub stops: Vec<Message>,
    /// How many more there are than `stops` says.
    pub more: u64,
}

impl TakingBack {
    /// Whether there is anything to take back and nothing in the way.
    pub fn is_possible(&self) -> bool {
        self.stops.is_empty() && !(self.removed.is_empty() && self.put_back.is_empty())
    }
}

/// So many hindrances are named.
const NAMED: usize = 20;

/// An import with what would be taken back. Errors: not permitted; there is no such import, or it brought orders, which are cases now.
pub async fn look(app: &App, actor: &Actor, id: ImportId) -> Result<TakingBack, AppError> {
    let (import, kind) = find(app, actor, id).await?;
    let rows = left::of_import(app.db(), actor.city, id).await?;
    Ok(examined(app, actor, &mut Asked::Db(app.db()), import, kind, &rows).await?.0)
}

/// Takes an import back, whole or not at all; with what a changed calendar did to running deadlines.
///
/// Errors: not permitted; there is no such import; something has been built on it ([`AppError::Invalid`], naming the first).
pub async fn take_back(app: &App, actor: &Actor, id: ImportId) -> Result<(TakingBack, Option<Recounted>), AppError> {
    let (import, kind) = find(app, actor, id).await?;
    let rows = left::of_import(app.db(), actor.city, id).await?;
    let mut tx = app.db().begin().await?;
    let (seen, tables) = examined(app, actor, &mut Asked::Tx(&mut tx), import, kind, &rows).await?;
    if let Some(first) = seen.stops.first() {
        return Err(AppError::field("import", first.clone()));
    }
    if !seen.is_possible() {
        return Err(AppError::field("import", say!(imports_back_nothing)));
    }
    carry_out(&mut tx, actor, &rows, &tables).await?;
    if !imports::mark_taken_back(&mut tx, actor.city, id, actor.person, app.now()).await? {
        return Err(AppError::Conflict);
    }
    let particulars = serde_json::json!({
        "file": seen.import.file_name, "taken_back": true, "removed": seen.removed.len(), "put_back": seen.put_back.len(),
    });
    let subject = TraceSubject::Import(kind.code().to_owned());
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    let owed = match kind {
        Kind::Holidays => Some(recount::owe(app, &mut tx, actor, &seen.import.file_name).await?),
        _ => None,
    };
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    let recounted = match owed {
        Some(owed) => Some(recount::carry_out(app, actor.city, owed).await?),
        None => None,
    };
    Ok((seen, recounted))
}

async fn find(app: &App, actor: &Actor, id: ImportId) -> Result<(ImportRow, Kind), AppError> {
    let import = imports::one(app.db(), actor.city, id).await?.ok_or(AppError::NotFound("import"))?;
    let kind = Kind::parse(&import.kind).ok_or(AppError::NotFound("import"))?;
    check_permission(actor, kind)?;
    Ok((import, kind))
}

/// The other way round: what stands on others goes first.
async fn carry_out(tx: &mut Tx, actor: &Actor, rows: &[LeftRow], tables: &[&'static Kept]) -> Result<(), AppError> {
    for (row, table) in rows.iter().zip(tables).rev() {
        let key = left::untold(&row.key)?;
        let done = match &row.before {
            Some(before) => left::put_back(tx, actor.city, table, key, left::untold(before)?).await?,
            None => left::remove(tx, actor.city, table, key).await?,
        };
        if !done {
            return Err(AppError::Conflict);
        }
    }
    Ok(())
}

/// What would be done, what is in the way, and the table of each row.
async fn examined(
    app: &App,
    actor: &Actor,
    asked: &mut Asked<'_>,
    import: ImportRow,
    kind: Kind,
    rows: &[LeftRow],
) -> Result<(TakingBack, Vec<&'static Kept>), AppError> {
    let of = |is_added: bool| rows.iter().filter(move |row| row.before.is_none() == is_added);
    let labels = |is_added: bool| of(is_added).map(|row| row.label.clone()).collect();
    let (removed, put_back) = (labels(true), labels(false));
    let mut seen = TakingBack { import, kind, removed, put_back, stops: Vec::new(), more: 0 };
    if seen.import.taken_back_at.is_some() {
        seen.stops.push(say!(imports_back_done));
        return Ok((seen, Vec::new()));
    }
    let tables: Option<Vec<&'static Kept>> = rows.iter().map(table_of).collect();
    let Some(tables) = tables else {
        seen.stops.push(say!(imports_back_unknown));
        return Ok((seen, Vec::new()));
    };
    changed_since(actor, asked, rows, &tables, &mut seen).await?;
    built_since(actor, asked, rows, &mut seen).await?;
    seen.stops.extend(departed::since(app, actor, rows).await?);
    sealed_since(app, actor, rows, &tables, &mut seen).await?;
    if kind == Kind::Units && seen.stops.is_empty() {
        tree_after(app, actor, rows, &mut seen).await?;
    }
    seen.more = seen.stops.len().saturating_sub(NAMED) as u64;
    seen.stops.truncate(NAMED);
    Ok((seen, tables))
}

/// Names what is not as the import left it.
async fn changed_since(
    actor: &Actor,
    asked: &mut Asked<'_>,
    rows: &[LeftRow],
    tables: &[&'static Kept],
    seen: &mut TakingBack,
) -> Result<(), AppError> {
    let names: HashSet<&str> = tables.iter().map(|table| table.name).collect();
    let mut now: HashMap<(&str, String), Image> = HashMap::new();
    for table in left::TABLES.iter().filter(|table| names.contains(table.name)) {
        for image in left::images(asked, actor.city, table).await? {
            now.insert((table.name, image.key_text()?), image);
        }
    }
    for (row, table) in rows.iter().zip(tables) {
        let image = now.get(&(table.name, row.key.clone()));
        let is_same = image.map(Image::hash).transpose()? == Some(row.after);
        if !is_same {
            seen.stops.push(say!(imports_back_changed, label = &row.label));
        }
    }
    Ok(())
}

/// Names what stands on rows that the import added.
async fn built_since(
    actor: &Actor,
    asked: &mut Asked<'_>,
    rows: &[LeftRow],
    seen: &mut TakingBack,
) -> Result<(), AppError> {
    let added: Vec<&LeftRow> = rows.iter().filter(|row| row.before.is_none()).collect();
    let gone: HashSet<(String, String)> = added.iter().map(|row| (row.table.clone(), row.key.clone())).collect();
    for table in left::TABLES {
        let of_table: Vec<&&LeftRow> = added.iter().filter(|row| row.table == table.name).collect();
        let mut labels: Vec<(Value, &str)> = Vec::with_capacity(of_table.len());
        for row in of_table {
            labels.extend(left::untold(&row.key)?.into_iter().next().map(|first| (first, row.label.as_str())));
        }
        let firsts: Vec<Value> = labels.iter().map(|(first, _)| first.clone()).collect();
        for by in table.built_on {
            for (named, n) in left::named_by(asked, actor.city, *by, &firsts, &gone).await? {
                let label = labels.iter().find(|(first, _)| *first == named).map_or("", |(_, label)| label);
                seen.stops.push(say!(imports_back_built, label, n, what = what(by.0)));
            }
        }
        if table.name == "category_sets" {
            for row in added.iter().filter(|row| row.table == table.name) {
                // People call a version by its key and its edition; a case keeps both as one.
                let (key, edition) = row.label.split_once(' ').unwrap_or((&row.label, ""));
                let n = left::cases_of_edition(asked, actor.city, &edition_key(key, edition)).await?;
                if n > 0 {
                    seen.stops.push(say!(imports_back_built, label = &row.label, n, what = what("cases")));
                }
            }
        }
    }
    Ok(())
}

/// Names what a nightly seal holds: it would be missed there.
async fn sealed_since(
    app: &App,
    actor: &Actor,
    rows: &[LeftRow],
    tables: &[&'static Kept],
    seen: &mut TakingBack,
) -> Result<(), AppError> {
    let would_miss = rows.iter().zip(tables).any(|(row, table)| table.stays_once_sealed && row.before.is_none());
    if !would_miss {
        return Ok(());
    }
    let newest = seals::newest(app.db(), actor.city).await?;
    let number = newest.as_ref().map_or(0, |seal| seal.number);
    if let Some(seal) = newest.filter(|seal| seal.at >= seen.import.at) {
        seen.stops.push(say!(imports_back_sealed, day = seal.day.to_string()));
    } else if !seals::kinds_of(app.db(), actor.city, number + 1).await?.is_empty() {
        seen.stops.push(say!(imports_back_sealing));
    }
    Ok(())
}

/// Units that were put back have to make a tree, like any others.
async fn tree_after(app: &App, actor: &Actor, rows: &[LeftRow], seen: &mut TakingBack) -> Result<(), AppError> {
    let model = app.model(actor.city).await?;
    let mut units = orgs::units(app.db(), actor.city).await?;
    for row in rows.iter().filter(|row| row.table == "units") {
        let of_row = |unit: &UnitRow| left::told(&[unit.id.into()]).is_ok_and(|key| key == row.key);
        let Some(at) = units.iter().position(of_row) else { continue };
        match &row.before {
            None => drop(units.remove(at)),
            Some(before) => as_before(&mut units[at], &left::untold(before)?)?,
        }
    }
    let units: Vec<_> = units.iter().map(unit_of).collect();
    if let Err(fault) = UnitTree::build(units, model.day) {
        seen.stops.push(say!(imports_back_no_tree, fault = fault_words(&fault, model.day).1));
    }
    Ok(())
}

/// What decides where a unit hangs.
fn as_before(unit: &mut UnitRow, cells: &[Value]) -> Result<(), AppError> {
    let table = left::table("units").ok_or(AppError::NotFound("table"))?;
    for (column, cell) in table.columns.iter().zip(cells) {
        match (*column, cell) {
            ("code", Value::Text(Some(code))) => unit.code.clone_from(code),
            ("parent", Value::Blob(Some(id))) => unit.parent = id_of(id),
            ("parent", _) => unit.parent = None,
            ("valid_from", Value::Text(Some(day))) => {
                unit.valid_from = day.parse().map_err(|_| unreadable("valid_from"))?;
            }
            ("valid_until", Value::Text(Some(day))) => {
                unit.valid_until = Some(day.parse().map_err(|_| unreadable("valid_until"))?);
            }
            ("valid_until", _) => unit.valid_until = None,
            _ => {}
        }
    }
    Ok(())
}

fn id_of(bytes: &[u8]) -> Option<UnitId> {
    uuid::Uuid::from_slice(bytes).ok().map(UnitId)
}

fn unreadable(column: &str) -> AppError {
    AppError::Broken(format!("import_rows: {column} is no day"))
}

/// What people call the rows of a table.
fn what(table: &str) -> Key {
    match table {
        "cases" | "case_units" | "case_events" | "case_pleas" | "due_steps" | "escalations" | "recurrence_cases" => {
            keys::imports_on_cases
        }
        "posts" => keys::imports_on_posts,
        "sites" => keys::imports_on_sites,
        "units" => keys::imports_on_units,
        "divisions" | "outlines" => keys::imports_on_divisions,
        "responsibilities" | "duty_matrix" => keys::imports_on_duties,
        "visits" => keys::imports_on_visits,
        "whistles"
        | "whistle_units"
        | "whistle_events"
        | "consultations"
        | "consultation_units"
        | "consultation_events" => keys::imports_on_whistles,
        "sessions" | "access_log" => keys::imports_on_sign_ins,
        _ => keys::imports_on_records,
    }
}
