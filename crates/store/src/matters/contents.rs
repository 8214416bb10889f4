//! What stands in all wholes of one procedure, for what is counted over them.

use changxiao_domain::{
    holds_texts,
    ids::{CityId, UnitId},
    matters::{Code, Level, Matter, Values},
};

use crate::{Db, StoreError, cases::ScopeFilter, engine::Row, narrowed::Narrowed, workflow::number_text};

/// One whole with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterContent {
    pub number: String,
    pub state: Code,
    pub title: String,
    pub holder: UnitId,
    pub values: Values,
}

holds_texts! {
    MatterContent { title, values }
}

/// The newest `most` of them, the oldest first: one statement.
pub async fn contents(
    db: &Db,
    city: CityId,
    procedure: &str,
    scope: &ScopeFilter,
    most: i64,
) -> Result<Vec<MatterContent>, StoreError> {
    const SELECT: &str = "SELECT number, state, title, holder, content FROM matters";
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.is("procedure_key", Some(procedure));
    narrowed.is("level", Some(Level::Whole));
    narrowed.scope(scope, "division", "(holder IN ({}) OR beginner IN ({}))");
    let rows = narrowed.first(db, "store::matters::contents", SELECT, "matter_id DESC", most).await?;
    rows.iter().rev().map(content).collect()
}

fn content(row: &Row) -> Result<MatterContent, StoreError> {
    let values = serde_json::from_str(&row.text("content")?).ok();
    Ok(MatterContent {
        number: number_text::<Matter>(row.int("number")?),
        state: Code::parse(&row.text("state")?).ok_or_else(|| StoreError::content("state", "a name"))?,
        title: row.text("title")?,
        holder: row.read("holder")?,
        values: values
            .as_ref()
            .and_then(Values::from_json)
            .ok_or_else(|| StoreError::content("content", "named values"))?,
    })
}
