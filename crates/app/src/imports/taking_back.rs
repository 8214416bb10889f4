//! What imports wrote, what stands in the way of taking it back, and the way back itself. Several imports go together as if one had
//! written it all.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use super::{
    Kind, departed,
    left::table_of,
    unit_trees::{fault_words, unit_of},
};
use crate::{App, AppError};
use changxiao_domain::{
    categories::edition_key,
    ids::UnitId,
    orgs::{Actor, UnitTree},
};
use changxiao_store::{
    Tx,
    engine::Value,
    imports::{
        ImportRow,
        left::{self, Connection, Image, ImportTable, LeftRow},
    },
    orgs::{self, UnitRow},
    seals,
};
use changxiao_words::{Key, Message, keys, say};

/// So many hindrances are named.
const NAMED: usize = 20;

/// Rows that imports wrote, each once.
pub(super) struct Written {
    rows: Vec<LeftRow>,
    /// Rows that somebody changed between one import and the next, as people call them.
    changed_between: Vec<String>,
}

impl Written {
    /// What imports wrote one after the other, the oldest first, as if one had: each row as it was before the first of them and as the
    /// last one left it. What stands on others comes behind them.
    pub fn of(imports: Vec<Vec<LeftRow>>) -> Self {
        let mut rows: Vec<LeftRow> = Vec::new();
        let mut changed_between = Vec::new();
        let mut places: HashMap<(String, String), usize> = HashMap::new();
        for row in imports.into_iter().flatten() {
            match places.entry((row.table.clone(), row.key.clone())) {
                Entry::Vacant(place) => {
                    place.insert(rows.len());
                    rows.push(row);
                }
                Entry::Occupied(place) => {
                    let first = &mut rows[*place.get()];
                    if !is_as_left(&row, first.after) {
                        changed_between.push(row.label.clone());
                    }
                    (first.after, first.label) = (row.after, row.label);
                }
            }
        }
        let place = |row: &LeftRow| left::TABLES.iter().position(|table| table.name == row.table);
        rows.sort_by_key(place);
        Self { rows, changed_between }
    }
}

/// Whether an import found a row as the one before had left it.
fn is_as_left(row: &LeftRow, left: [u8; 32]) -> bool {
    let cells = row.before.as_deref().and_then(|before| left::untold(before).ok());
    cells.zip(table_of(row)).is_some_and(|(cells, table)| table.is_as_left(&cells, left).unwrap_or(false))
}

/// What taking back would do.
pub(super) struct Examined {
    rows: Vec<LeftRow>,
    /// The table of each row.
    tables: Vec<&'static ImportTable>,
    /// Entries that were added and would go, as people call them.
    pub removed: Vec<String>,
    /// Entries that were changed and would be as before.
    pub put_back: Vec<String>,
    /// What is in the way.
    pub stops: Vec<Message>,
    /// How many more there are than `stops` says.
    pub more: u64,
}

impl Examined {
    /// The other way round: what stands on others goes first. Only where nothing is in the way.
    ///
    /// Errors: the store's; a row is not as it was looked at ([`AppError::Conflict`]).
    pub async fn carry_out(&self, tx: &mut Tx, actor: &Actor) -> Result<(), AppError> {
        let mut gone: Vec<Vec<Value>> = Vec::new();
        for (at, (row, table)) in self.rows.iter().zip(&self.tables).enumerate().rev() {
            let key = left::untold(&row.key)?;
            match &row.before {
                Some(before) => {
                    if !left::put_back(tx, actor.city, table, key, left::untold(before)?).await? {
                        return Err(AppError::Conflict);
                    }
                }
                None => gone.push(key),
            }
            let ends = at == 0 || self.tables[at - 1].name != table.name;
            if ends && !left::remove(tx, actor.city, table, &std::mem::take(&mut gone)).await? {
                return Err(AppError::Conflict);
            }
        }
        Ok(())
    }
}

/// Why an import of this kind is never taken back by file, and what to do instead.
fn never(import: &ImportRow) -> Option<Message> {
    match Kind::parse(&import.kind)? {
        Kind::Tasks | Kind::Matters => Some(say!(imports_back_matters)),
        Kind::Evidence => Some(say!(imports_back_evidence)),
        _ => None,
    }
}

/// Looks at imports that are to be taken back together, at what all of them wrote, and at how it stands now.
pub(super) async fn examined(
    app: &App,
    actor: &Actor,
    asked: &mut Connection<'_>,
    imports: &[&ImportRow],
    written: Written,
) -> Result<Examined, AppError> {
    let Written { rows, changed_between } = written;
    let labels = |is_added: bool| {
        let of = rows.iter().filter(|row| row.before.is_none() == is_added);
        of.map(|row| row.label.clone()).collect::<Vec<_>>()
    };
    let (removed, put_back) = (labels(true), labels(false));
    let mut seen = Examined { rows, tables: Vec::new(), removed, put_back, stops: Vec::new(), more: 0 };
    if imports.iter().any(|import| import.taken_back_at.is_some()) {
        seen.stops.push(say!(imports_back_done));
        return Ok(seen);
    }
    seen.stops.extend(imports.iter().filter_map(|import| never(import)));
    if !seen.stops.is_empty() {
        return Ok(seen);
    }
    let tables: Option<Vec<&'static ImportTable>> = seen.rows.iter().map(table_of).collect();
    let Some(tables) = tables else {
        seen.stops.push(say!(imports_back_unknown));
        return Ok(seen);
    };
    seen.tables = tables;
    seen.stops.extend(changed_between.into_iter().map(|label| say!(imports_back_changed, label)));
    changed_since(actor, asked, &mut seen).await?;
    built_since(actor, asked, &mut seen).await?;
    let departed = departed::since(app, actor, &seen.rows).await?;
    seen.stops.extend(departed);
    sealed_since(app, actor, imports, &mut seen).await?;
    if seen.stops.is_empty() && seen.rows.iter().any(|row| row.table == "units") {
        tree_after(app, actor, &mut seen).await?;
    }
    seen.more = seen.stops.len().saturating_sub(NAMED) as u64;
    seen.stops.truncate(NAMED);
    Ok(seen)
}

/// Names what is not as the import left it.
async fn changed_since(actor: &Actor, asked: &mut Connection<'_>, seen: &mut Examined) -> Result<(), AppError> {
    let names: HashSet<&str> = seen.tables.iter().map(|table| table.name).collect();
    let mut now: HashMap<(&str, String), Image> = HashMap::new();
    for table in left::TABLES.iter().filter(|table| names.contains(table.name)) {
        for image in left::images(asked, actor.city, table).await? {
            now.insert((table.name, image.key_text()?), image);
        }
    }
    for (row, table) in seen.rows.iter().zip(&seen.tables) {
        let image = now.get(&(table.name, row.key.clone()));
        let is_same = match image {
            Some(image) => table.is_as_left(&image.cells, row.after)?,
            None => false,
        };
        if !is_same {
            seen.stops.push(say!(imports_back_changed, label = &row.label));
        }
    }
    Ok(())
}

/// Names what stands on rows that the import added.
async fn built_since(actor: &Actor, asked: &mut Connection<'_>, seen: &mut Examined) -> Result<(), AppError> {
    let added: Vec<&LeftRow> = seen.rows.iter().filter(|row| row.before.is_none()).collect();
    let gone: HashSet<(String, String)> = added.iter().map(|row| (row.table.clone(), row.key.clone())).collect();
    for table in left::TABLES {
        let of_table: Vec<&&LeftRow> = added.iter().filter(|row| row.table == table.name).collect();
        let mut labels: Vec<(Value, &str)> = Vec::with_capacity(of_table.len());
        for row in of_table {
            labels.extend(left::untold(&row.key)?.into_iter().next().map(|first| (first, row.label.as_str())));
        }
        let firsts: Vec<Value> = labels.iter().map(|(first, _)| first.clone()).collect();
        for by in table.built_on() {
            for (named, n) in left::named_by(asked, actor.city, by, &firsts, &gone).await? {
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
async fn sealed_since(app: &App, actor: &Actor, imports: &[&ImportRow], seen: &mut Examined) -> Result<(), AppError> {
    let would_miss =
        seen.rows.iter().zip(&seen.tables).any(|(row, table)| table.stays_once_sealed && row.before.is_none());
    if !would_miss {
        return Ok(());
    }
    let newest = seals::newest(app.db(), actor.city).await?;
    let number = newest.as_ref().map_or(0, |seal| seal.number);
    let first = imports.iter().map(|import| import.at).min();
    if let Some(seal) = newest.filter(|seal| first.is_some_and(|first| seal.at >= first)) {
        seen.stops.push(say!(imports_back_sealed, day = seal.day.to_string()));
    } else if !seals::kinds_of(app.db(), actor.city, number + 1).await?.is_empty() {
        seen.stops.push(say!(imports_back_sealing));
    }
    Ok(())
}

/// Units that were put back have to make a tree, like any others.
async fn tree_after(app: &App, actor: &Actor, seen: &mut Examined) -> Result<(), AppError> {
    let model = app.model(actor.city).await?;
    let mut units = orgs::units(app.db(), actor.city).await?;
    for row in seen.rows.iter().filter(|row| row.table == "units") {
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
    for (column, cell) in table.columns_of(cells.len())?.iter().zip(cells) {
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
