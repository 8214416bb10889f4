//! What all parts of a whole have been entered, in one statement.

use changxiao_domain::{
    ids::{CityId, MatterId, UnitId},
    matters::{Matter, State, Values},
};

use super::save::values;
use crate::{Db, StoreError, engine::Row, params, sql, workflow::number_text};

/// A part with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct PartContent {
    pub id: MatterId,
    pub number: String,
    pub state: State,
    pub holder: UnitId,
    pub division: i64,
    pub version: i64,
    pub values: Values,
}

sql! {
    CONTENTS = "
        SELECT matter_id, number, state, holder, division, version, content
        FROM matters
        WHERE city_id = $1 AND parent_id = $2 AND level = 'part'
        ORDER BY position";
}

/// All parts of a whole in their order.
pub async fn part_contents(db: &Db, city: CityId, whole: MatterId) -> Result<Vec<PartContent>, StoreError> {
    db.rows(&CONTENTS, params![city, whole]).await?.iter().map(part).collect()
}

fn part(row: &Row) -> Result<PartContent, StoreError> {
    Ok(PartContent {
        id: row.read("matter_id")?,
        number: number_text::<Matter>(row.int("number")?),
        state: row.read("state")?,
        holder: row.read("holder")?,
        division: row.int("division")?,
        version: row.int("version")?,
        values: values(row)?,
    })
}
