//! Which matters come after which.

use std::collections::BTreeSet;

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::Matter,
};

use crate::{
    Db, StoreError, Tx,
    engine::Bulk,
    params, sql,
    workflow::{by_ids, by_number, number_from_text},
};

sql! {
    CLEAR = "DELETE FROM matter_links WHERE city_id = $1 AND matter_id = $2";
    PUT = "INSERT INTO matter_links (city_id, matter_id, after_number) VALUES ($1, $2, $3)";
    WAITING = "
        SELECT l.matter_id
        FROM matter_links AS l
        JOIN matters AS m ON m.city_id = l.city_id AND m.matter_id = l.matter_id
        WHERE l.city_id = $1 AND l.after_number = $2 AND m.is_open = 1
        ORDER BY l.matter_id
        LIMIT 500";
}

/// With a save, where what it comes after is something else now.
pub(super) async fn put(tx: &mut Tx, after: &Matter, before: Option<&Matter>) -> Result<(), StoreError> {
    let (now, then) = (numbers(after), before.map(numbers).unwrap_or_default());
    if now == then {
        return Ok(());
    }
    if !then.is_empty() {
        tx.execute(&CLEAR, params![after.city, after.id]).await?;
    }
    for number in now {
        tx.execute(&PUT, params![after.city, after.id, number]).await?;
    }
    Ok(())
}

/// With many new ones.
pub(super) async fn put_new(tx: &mut Tx, new: &[&Matter]) -> Result<(), StoreError> {
    let mut links = Bulk::in_city("store::matters::put_new_links", "matter_links", &["matter_id", "after_number"], "");
    for one in new {
        for number in numbers(one) {
            links.push(tx, params![one.city, one.id, number]).await?;
        }
    }
    links.send(tx).await
}

fn numbers(matter: &Matter) -> BTreeSet<i64> {
    matter.comes_after().into_iter().filter_map(number_from_text::<Matter>).collect()
}

/// What a matter comes after.
pub async fn before(db: &Db, matter: &Matter) -> Result<Vec<Matter>, StoreError> {
    let mut before = Vec::new();
    for number in matter.comes_after() {
        before.extend(by_number(db, matter.city, number).await?);
    }
    Ok(before)
}

/// What is open and comes after the matter of this number.
pub async fn waiting_for(db: &Db, city: CityId, number: &str) -> Result<Vec<Matter>, StoreError> {
    let rows = db.rows(&WAITING, params![city, number_from_text::<Matter>(number)]).await?;
    let ids = rows.iter().map(|row| row.read("matter_id")).collect::<Result<Vec<MatterId>, _>>()?;
    by_ids(db, city, &ids.iter().map(|id| id.0).collect::<Vec<_>>()).await
}
