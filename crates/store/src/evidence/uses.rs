//! What uses an item.

use changxiao_domain::{
    evidence::{Use, UsedBy},
    ids::{CityId, EvidenceId, PostId},
    time::Instant,
};

use super::row::{EvidenceRow, evidence, selected};
use crate::{
    Db, StoreError, Tx,
    engine::{Built, codes},
    params, sql,
};

codes!(UsedBy);

/// One use, and who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceUse {
    pub of: Use,
    pub post: PostId,
    pub at: Instant,
}

sql! {
    ADD = "
        INSERT INTO evidence_uses (city_id, evidence_id, used_by, used_number, post_id, at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (city_id, evidence_id, used_by, used_number) DO NOTHING";
    // What uses it is sealed with it, so that its version moves; one that was taken out is used by nothing.
    MOVE_ON = "
        UPDATE evidence SET version = version + 1
        WHERE city_id = $1 AND evidence_id = $2 AND removed_at IS NULL";
    REMOVE = "
        DELETE FROM evidence_uses
        WHERE city_id = $1 AND evidence_id = $2 AND used_by = $3 AND used_number = $4";
    USES_OF = "
        SELECT used_by, used_number, post_id, at
        FROM evidence_uses
        WHERE city_id = $1 AND evidence_id = $2
        ORDER BY at, used_number";
}

/// `false`: it is used there already.
///
/// Errors: [`StoreError::Conflict`] where it was taken out meanwhile.
pub async fn add_use(tx: &mut Tx, city: CityId, id: EvidenceId, new: &EvidenceUse) -> Result<bool, StoreError> {
    let EvidenceUse { of, post, at } = new;
    let values = params![city, id, of.by, &of.number, *post, *at];
    let is_new = tx.execute(&ADD, values).await? > 0;
    if is_new {
        move_on(tx, city, id).await?;
    }
    Ok(is_new)
}

/// `false`: it was not used there.
pub async fn remove_use(tx: &mut Tx, city: CityId, id: EvidenceId, of: &Use) -> Result<bool, StoreError> {
    let was_there = tx.execute(&REMOVE, params![city, id, of.by, &of.number]).await? > 0;
    if was_there {
        move_on(tx, city, id).await?;
    }
    Ok(was_there)
}

async fn move_on(tx: &mut Tx, city: CityId, id: EvidenceId) -> Result<(), StoreError> {
    match tx.execute(&MOVE_ON, params![city, id]).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

/// Oldest first.
pub async fn uses_of(db: &Db, city: CityId, id: EvidenceId) -> Result<Vec<EvidenceUse>, StoreError> {
    let rows = db.rows(&USES_OF, params![city, id]).await?;
    let used = |row: &crate::engine::Row| {
        let of = Use { by: row.read("used_by")?, number: row.text("used_number")? };
        Ok(EvidenceUse { of, post: row.read("post_id")?, at: row.instant("at")? })
    };
    rows.iter().map(used).collect()
}

/// The items that something uses, in the order of their numbers, without their campaigns.
pub async fn of_user(db: &Db, city: CityId, of: &Use) -> Result<Vec<EvidenceRow>, StoreError> {
    let text = format!(
        "{} JOIN evidence_uses u ON u.city_id = e.city_id AND u.evidence_id = e.evidence_id \
         WHERE e.city_id = $1 AND u.used_by = $2 AND u.used_number = $3 ORDER BY e.number",
        selected()
    );
    let rows = db.rows(Built { name: "store::evidence::of_user", text }, params![city, of.by, &of.number]).await?;
    rows.iter().map(evidence).collect()
}
