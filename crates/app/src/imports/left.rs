//! What an import leaves, kept with it, so that it can be taken back.

use std::collections::{HashMap, HashSet};

use changxiao_domain::ids::CityId;
use changxiao_store::{
    StoreError, Tx,
    engine::Value,
    imports::left::{self, Connection, Image, ImportTable, LeftRow},
};

use super::write::Write;

/// A row of a table of reference data: the name of the table, and its key as JSON.
pub(super) type RowKey = (&'static str, String);

/// The rows that are going to be written, in the order in which they are, with what stands there before.
pub(super) struct Before {
    keys: Vec<RowKey>,
    images: HashMap<RowKey, Image>,
}

/// Looks at what stands where `write` is going to write.
pub(super) async fn before(tx: &mut Tx, city: CityId, write: &Write) -> Result<Before, StoreError> {
    let keys = keys(write)?;
    let images = images(tx, city, &keys).await?;
    Ok(Before { keys, images })
}

/// What became of these rows.
pub(super) async fn after(tx: &mut Tx, city: CityId, before: Before) -> Result<Vec<LeftRow>, StoreError> {
    let now = images(tx, city, &before.keys).await?;
    let mut rows = Vec::with_capacity(before.keys.len());
    for key in before.keys {
        let Some(image) = now.get(&key) else { continue };
        let was = before.images.get(&key);
        if was == Some(image) {
            continue;
        }
        let (table, row_key) = key;
        rows.push(LeftRow {
            table: table.to_owned(),
            label: image.label.clone(),
            key: row_key,
            before: was.map(Image::cells_text).transpose()?,
            after: image.hash()?,
        });
    }
    Ok(rows)
}

async fn images(tx: &mut Tx, city: CityId, keys: &[RowKey]) -> Result<HashMap<RowKey, Image>, StoreError> {
    let wanted: HashSet<&RowKey> = keys.iter().collect();
    let tables: HashSet<&str> = keys.iter().map(|(table, _)| *table).collect();
    let mut found = HashMap::with_capacity(keys.len());
    for table in left::TABLES.iter().filter(|table| tables.contains(table.name)) {
        for image in left::images(&mut Connection::Tx(tx), city, table).await? {
            let key = (table.name, image.key_text()?);
            if wanted.contains(&key) {
                found.insert(key, image);
            }
        }
    }
    Ok(found)
}

/// The rows that are written, those first on which others stand.
fn keys(write: &Write) -> Result<Vec<RowKey>, StoreError> {
    let mut keys = Vec::new();
    let mut add = |table: &'static str, cells: &[Value]| -> Result<(), StoreError> {
        keys.push((table, left::told(cells)?));
        Ok(())
    };
    match write {
        Write::Divisions(rows) => rows.iter().try_for_each(|row| add("divisions", &[row.code.into()]))?,
        Write::Outlines { rows, .. } => rows.iter().try_for_each(|(code, _)| add("outlines", &[(*code).into()]))?,
        Write::Grids { added, changed } => {
            added.iter().chain(changed).try_for_each(|grid| add("grids", &[(&grid.code).into()]))?;
        }
        Write::Days(days) => days.iter().try_for_each(|day| add("calendar_days", &[day.day.into()]))?,
        Write::Units { added, changed } => {
            added.iter().chain(changed).try_for_each(|unit| add("units", &[unit.id.into()]))?;
        }
        Write::People { people, posts, titled } => {
            people.iter().try_for_each(|person| add("people", &[person.id.into()]))?;
            posts.iter().chain(titled).try_for_each(|post| add("posts", &[post.id.into()]))?;
        }
        Write::Responsibilities(rows) => rows
            .iter()
            .try_for_each(|row| add("responsibilities", &[row.system.into(), (&row.node).into(), row.unit.into()]))?,
        Write::Matrix(rows) => {
            rows.iter().try_for_each(|row| add("duty_matrix", &[row.division.into(), (&row.category).into()]))?;
        }
        Write::Sites { added, changed, .. } => {
            added.iter().chain(changed).try_for_each(|site| add("sites", &[site.id.into()]))?;
        }
        // Matters are sealed: whoever brought one by mistake withdraws it.
        Write::Tasks { .. } | Write::Matters { .. } => {}
        // Items are sealed with their campaigns: the sheet as it was taken out puts back what it says.
        Write::Evidence { .. } => {}
        Write::Standard { added, changed } => {
            added.iter().chain(changed).try_for_each(|row| add("systems", &[row.id.into()]))?;
        }
        Write::Categories(row) => row.iter().try_for_each(|(row, leads)| {
            add("category_sets", &[row.id.into()])?;
            leads.iter().try_for_each(|leads| add("category_leads", &[(&leads.edition).into()]))
        })?,
    }
    Ok(keys)
}

/// The table of a row that was kept; none where today's program does not know it any more.
pub(super) fn table_of(row: &LeftRow) -> Option<&'static ImportTable> {
    left::table(&row.table)
}
