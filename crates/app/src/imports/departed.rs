//! An import that ended a unit, or brought the one that follows it: what was handed over does not come back with the list.

use std::collections::HashSet;

use changxiao_domain::{departures::Subject, orgs::Actor, time::Day};
use changxiao_store::{
    departures as store,
    engine::Value,
    imports::left::{self, LeftRow},
};
use changxiao_words::{Message, say};

use crate::{App, AppError};

/// Names the units of an import that hand over what hangs on them, or that follow another one.
///
/// Errors: the store's; a row that was kept cannot be read.
pub(super) async fn since(app: &App, actor: &Actor, rows: &[LeftRow]) -> Result<Vec<Message>, AppError> {
    let of_units: Vec<&LeftRow> = rows.iter().filter(|row| row.table == "units").collect();
    if of_units.is_empty() {
        return Ok(Vec::new());
    }
    let ended: HashSet<(String, Day)> =
        keyed(store::ended_units(app.db(), actor.city).await?.into_iter())?.into_iter().collect();
    let follow = store::successions(app.db(), actor.city).await?;
    let heirs: HashSet<String> =
        keyed(follow.into_iter().map(|one| (one.heir, one.day)))?.into_iter().map(|(heir, _)| heir).collect();
    let mut stops = Vec::new();
    for row in of_units {
        let label = &row.label;
        match &row.before {
            None if heirs.contains(&row.key) => stops.push(say!(imports_back_follows, label)),
            Some(before) => {
                // The day on which it ended before this import; one that is another today came by it.
                let was = end_of(before)?;
                if ended.iter().any(|(key, day)| *key == row.key && was != Some(*day)) {
                    stops.push(say!(imports_back_handed, label));
                }
            }
            None => {}
        }
    }
    Ok(stops)
}

/// Units with their keys as rows keep them.
fn keyed(units: impl Iterator<Item = (Subject, Day)>) -> Result<Vec<(String, Day)>, AppError> {
    units
        .filter_map(|(subject, day)| match subject {
            Subject::Unit(id) => Some(left::told(&[id.into()]).map(|key| (key, day)).map_err(AppError::from)),
            _ => None,
        })
        .collect()
}

/// The first day without the unit, in the cells of a row that was kept.
fn end_of(cells: &str) -> Result<Option<Day>, AppError> {
    let table = left::table("units").ok_or(AppError::NotFound("table"))?;
    let cells = left::untold(cells)?;
    let mut named = table.columns_of(cells.len())?.iter().zip(&cells);
    let cell = named.find(|(column, _)| **column == "valid_until").map(|(_, cell)| cell);
    match cell {
        Some(Value::Text(Some(day))) => {
            day.parse().map(Some).map_err(|_| AppError::Broken("import_rows: valid_until is no day".to_owned()))
        }
        _ => Ok(None),
    }
}
