//! Digests over the heads of all chains of a kind, a day each.

use changxiao_domain::{
    ids::CityId,
    sealing::Hash,
    time::{Day, Instant},
};

use crate::{Db, StoreError, Tx, params, sql};

sql! {
    PUT = "
        INSERT INTO chain_digests (city_id, day, words, heads, digest, at)
        VALUES                    ($1,      $2,  $3,    $4,    $5,     $6)
        ON CONFLICT (city_id, day, words) DO NOTHING";
    NEWEST = "
        SELECT words, heads, digest
        FROM chain_digests
        WHERE city_id = $1 AND day = (SELECT MAX(day) FROM chain_digests WHERE city_id = $1)
        ORDER BY words DESC";
}

/// A digest over the heads of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainDigest {
    /// What the digest begins with, such as `changxiao whistle heads 1`.
    pub words: String,
    pub heads: i64,
    pub digest: Hash,
}

/// Keeps the digest of a day; the first one of a day stays.
pub async fn put(tx: &mut Tx, city: CityId, day: Day, digest: &ChainDigest, at: Instant) -> Result<(), StoreError> {
    let values = params![city, day, &digest.words, digest.heads, digest.digest, at];
    tx.execute(&PUT, values).await?;
    Ok(())
}

/// Those of the newest day that has any, one a kind.
pub async fn newest(db: &Db, city: CityId) -> Result<Vec<ChainDigest>, StoreError> {
    let rows = db.rows(&NEWEST, params![city]).await?;
    rows.iter()
        .map(|row| Ok(ChainDigest { words: row.text("words")?, heads: row.int("heads")?, digest: row.hash("digest")? }))
        .collect()
}
