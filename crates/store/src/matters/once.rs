//! What is asked for once: a count for each content, which lets one of two ask that look at the same moment.

use changxiao_domain::{ids::CityId, sealing::Hash};

use crate::{Db, StoreError, Tx, params, sql};

sql! {
    TAKEN = "SELECT taken FROM matter_once WHERE city_id = $1 AND procedure = $2 AND same_hash = $3";
    CLAIM = "
        INSERT INTO matter_once (city_id, procedure, same_hash, taken, token)
        VALUES                  ($1,      $2,        $3,        1,     $5)
        ON CONFLICT (city_id, procedure, same_hash) DO UPDATE SET taken = matter_once.taken + 1, token = $5
        WHERE matter_once.taken = $4 OR matter_once.token = $5";
}

/// What a matter asks for, as it was read before the look for another one that asks for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The key of the procedure.
    pub procedure: String,
    /// Of the values that are the same.
    pub same: Hash,
    /// How often it was asked for until then.
    pub taken: i64,
    /// What is claimed in one transaction has one token, and does not stand in its own way.
    pub token: Vec<u8>,
}

/// How often the same was asked for so far.
pub async fn taken(db: &Db, city: CityId, procedure: &str, same: &Hash) -> Result<i64, StoreError> {
    let row = db.row(&TAKEN, params![city, procedure, *same]).await?;
    row.map_or(Ok(0), |row| row.int("taken"))
}

/// Asks. Errors: [`StoreError::Conflict`] where somebody has asked since the look.
pub async fn claim(tx: &mut Tx, city: CityId, claim: &Claim) -> Result<(), StoreError> {
    let Claim { procedure, same, taken, token } = claim;
    let moved = tx.execute(&CLAIM, params![city, procedure.as_str(), *same, *taken, token.clone()]).await?;
    if moved > 0 { Ok(()) } else { Err(StoreError::Conflict) }
}
