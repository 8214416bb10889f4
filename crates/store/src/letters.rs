//! Keys with which heads sign letters of responsibility, and where a printed code leads.

use changxiao_domain::{
    ids::{CityId, MatterId, PostId},
    letters::Algorithm,
    matters::Matter,
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::codes, params, sql};

codes!(Algorithm);

/// A key of a post for one algorithm. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadKeyRow {
    pub post: PostId,
    pub algorithm: Algorithm,
    /// From 1; the highest signs.
    pub number: i64,
    pub public_key: Vec<u8>,
    /// Sealed.
    pub secret: Vec<u8>,
}

sql! {
    KEYS_OF = "
        SELECT post_id, algorithm, number, public_key, secret
        FROM head_keys
        WHERE city_id = $1 AND post_id = $2 AND algorithm = $3
        ORDER BY number DESC";
    PUT_KEY = "
        INSERT INTO head_keys (city_id, post_id, algorithm, number, public_key, secret, made_at)
        VALUES                ($1,      $2,      $3,        $4,     $5,         $6,     $7)
        ON CONFLICT (city_id, post_id, algorithm, number) DO NOTHING";
    NEWEST_KEY = "
        SELECT city_id, post_id, algorithm, number, public_key, secret
        FROM head_keys
        ORDER BY made_at DESC, post_id
        LIMIT 1";
    COUNT_KEYS = "SELECT COUNT(*) AS n FROM head_keys";
    PUT_CODE = "
        INSERT INTO letter_codes (city_id, code, matter_id)
        VALUES                   ($1,      $2,   $3)
        ON CONFLICT (city_id, code) DO NOTHING";
    MATTER_OF = "SELECT matter_id FROM letter_codes WHERE city_id = $1 AND code = $2";
    CODE_OF = "SELECT code FROM letter_codes WHERE city_id = $1 AND matter_id = $2";
}

/// The keys of a post, the one that signs first.
pub async fn keys_of(db: &Db, city: CityId, post: PostId, algorithm: Algorithm) -> Result<Vec<HeadKeyRow>, StoreError> {
    db.rows(&KEYS_OF, params![city, post, algorithm]).await?.iter().map(read).collect()
}

/// Keeps a key under its number: whoever was faster keeps theirs.
pub async fn put_key(tx: &mut Tx, city: CityId, key: &HeadKeyRow, at: Instant) -> Result<(), StoreError> {
    let HeadKeyRow { post, algorithm, number, public_key, secret } = key;
    let values = params![city, *post, *algorithm, *number, public_key.clone(), secret.clone(), at];
    tx.execute(&PUT_KEY, values).await?;
    Ok(())
}

/// How many keys there are, and the newest of them with its city.
pub async fn any_key(db: &Db) -> Result<(i64, Option<(CityId, HeadKeyRow)>), StoreError> {
    let count = db.row(&COUNT_KEYS, params![]).await?.map_or(Ok(0), |row| row.int("n"))?;
    let one = db.row(&NEWEST_KEY, params![]).await?;
    let one = one.map(|row| Ok::<_, StoreError>((CityId(row.int("city_id")?), read(&row)?))).transpose()?;
    Ok((count, one))
}

/// With the save of a part: the code of a letter that is signed now leads to it.
pub(crate) async fn put_code(tx: &mut Tx, after: &Matter, before: Option<&Matter>) -> Result<(), StoreError> {
    let Some(signed) = after.signed() else { return Ok(()) };
    if before.is_some_and(|before| before.signed().as_ref() == Some(&signed)) {
        return Ok(());
    }
    tx.execute(&PUT_CODE, params![after.city, signed.code().plain(), after.id]).await?;
    Ok(())
}

/// The part that a code leads to; `plain`: 21 signs without dashes.
pub async fn matter_of(db: &Db, city: CityId, plain: &str) -> Result<Option<MatterId>, StoreError> {
    db.row(&MATTER_OF, params![city, plain]).await?.map(|row| row.read("matter_id")).transpose()
}

/// The code that leads to a part; `None`: it is not signed, or no letter.
pub async fn code_of(db: &Db, city: CityId, matter: MatterId) -> Result<Option<String>, StoreError> {
    db.row(&CODE_OF, params![city, matter]).await?.map(|row| row.text("code")).transpose()
}

fn read(row: &crate::engine::Row) -> Result<HeadKeyRow, StoreError> {
    Ok(HeadKeyRow {
        post: row.read("post_id")?,
        algorithm: row.read("algorithm")?,
        number: row.int("number")?,
        public_key: row.blob("public_key")?,
        secret: row.blob("secret")?,
    })
}
