//! What the store holds about something: items that cases of certain kinds and visits with certain check items use.

use std::collections::BTreeSet;

use changxiao_domain::{
    evidence::UsedBy,
    ids::{CityId, EvidenceId},
    time::Day,
};

use super::row::{EvidenceRow, evidence, selected};
use crate::{
    Db, StoreError,
    cases::{ScopeFilter, number_from_text, number_text},
    narrowed::Narrowed,
    params, sql,
};

sql! {
    USED_LATELY = "
        SELECT evidence_id, used_number
        FROM evidence_uses
        WHERE city_id = $1 AND used_by = $2
        ORDER BY at DESC, evidence_id
        LIMIT $3";
}

/// The newest uses of one sort: the item, and the number of what uses it.
pub async fn used_lately(
    db: &Db,
    city: CityId,
    by: UsedBy,
    most: i64,
) -> Result<Vec<(EvidenceId, String)>, StoreError> {
    let rows = db.rows(&USED_LATELY, params![city, by, most]).await?;
    rows.iter().map(|row| Ok((row.read("evidence_id")?, row.text("used_number")?))).collect()
}

/// Those of these cases that are of one of the categories, or came of one of the check items.
pub async fn cases_about(
    db: &Db,
    city: CityId,
    numbers: &[String],
    categories: &BTreeSet<String>,
    items: &BTreeSet<String>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("number IN ({})", numbers.iter().filter_map(|number| number_from_text(number)));
    let rows = narrowed
        .all(db, "store::evidence::cases_about", "SELECT number, category, item_code FROM cases", "number")
        .await?;
    let mut about = BTreeSet::new();
    for row in &rows {
        let of_item = row.opt_text("item_code")?.is_some_and(|item| items.contains(&item));
        if of_item || categories.contains(&row.text("category")?) {
            about.insert(number_text(row.int("number")?));
        }
    }
    Ok(about)
}

/// Those of these visits that looked at one of the check items.
pub async fn visits_about(
    db: &Db,
    city: CityId,
    numbers: &[String],
    items: &BTreeSet<String>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut narrowed = Narrowed::of("v.city_id", city);
    narrowed.among("v.number IN ({})", numbers.iter().filter_map(|number| number.parse::<i64>().ok()));
    narrowed.among("r.item_code IN ({})", items.iter());
    let select = "SELECT DISTINCT v.number FROM visits v \
                  JOIN visit_results r ON r.city_id = v.city_id AND r.visit_id = v.visit_id";
    let rows = narrowed.all(db, "store::evidence::visits_about", select, "v.number").await?;
    rows.iter().map(|row| Ok(row.int("number")?.to_string())).collect()
}

/// Those of these items that stand in the store, lie in the scope and show a day of the period, newest first, at most `most`, without
/// their campaigns.
pub async fn by_ids(
    db: &Db,
    city: CityId,
    scope: &ScopeFilter,
    ids: &[EvidenceId],
    within: Option<(Day, Day)>,
    most: i64,
) -> Result<Vec<EvidenceRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut narrowed = Narrowed::of("e.city_id", city);
    narrowed.and("e.removed_at IS NULL", []);
    narrowed.scope(scope, "e.division", "e.unit_id IN ({})");
    narrowed.among("e.evidence_id IN ({})", ids.iter().copied());
    if let Some((from, until)) = within {
        narrowed.and("e.day BETWEEN $? AND $?", [from.into(), until.into()]);
    }
    let rows = narrowed.first(db, "store::evidence::by_ids", &selected(), "e.day DESC, e.number DESC", most).await?;
    rows.iter().map(evidence).collect()
}
