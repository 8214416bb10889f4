//! Second factors of people: the sealed secret of an app, and codes for whoever has lost it.

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    engine::Row,
    nodes::{News, tell},
    params, sql,
};

/// SHA-256 of a code.
pub type CodeHash = [u8; 32];

/// What is kept of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    pub secret: Vec<u8>,
    /// The secret is sealed; one from before it was asked for is not until the next start.
    pub is_sealed: bool,
    /// The newest half minute whose code was used.
    pub last_step: i64,
}

impl SecretRow {
    /// The app is in use: its first code was right.
    pub const fn is_in_use(&self) -> bool {
        self.last_step > 0
    }
}

sql! {
    FIND_SECRET = "SELECT secret, sealed, last_step FROM second_factors WHERE city_id = $1 AND person_id = $2";
    PUT_SECRET = "
        INSERT INTO second_factors (city_id, person_id, secret, last_step, sealed)
        VALUES                     ($1,      $2,        $3,     0,         1)
        ON CONFLICT (city_id, person_id) DO UPDATE SET secret = $3, last_step = 0, sealed = 1";
    UNSEALED = "SELECT city_id, person_id, secret FROM second_factors WHERE sealed = 0 ORDER BY city_id, person_id LIMIT $1";
    SEAL = "
        UPDATE second_factors SET secret = $4, sealed = 1
        WHERE city_id = $1 AND person_id = $2 AND sealed = 0 AND secret = $3";
    COUNT_SEALED = "SELECT COUNT(*) AS n FROM second_factors WHERE sealed = 1";
    ONE_SEALED = "SELECT city_id, person_id, secret FROM second_factors WHERE sealed = 1 ORDER BY city_id, person_id LIMIT 1";
    USE_STEP = "
        UPDATE second_factors SET last_step = $3
        WHERE city_id = $1 AND person_id = $2 AND last_step < $3";
    TURN_ON = "
        UPDATE people SET second_factor_at = $3, version = version + 1
        WHERE city_id = $1 AND person_id = $2";
    TURN_OFF = "
        UPDATE people SET second_factor_at = NULL, version = version + 1
        WHERE city_id = $1 AND person_id = $2 AND second_factor_at IS NOT NULL";
    REMOVE_SECRET = "DELETE FROM second_factors WHERE city_id = $1 AND person_id = $2";
    INSERT_CODE = "
        INSERT INTO recovery_codes (city_id, person_id, code_hash)
        VALUES                     ($1,      $2,        $3)";
    USE_CODE = "DELETE FROM recovery_codes WHERE city_id = $1 AND person_id = $2 AND code_hash = $3";
    REMOVE_CODES = "DELETE FROM recovery_codes WHERE city_id = $1 AND person_id = $2";
    COUNT_CODES = "SELECT COUNT(*) AS n FROM recovery_codes WHERE city_id = $1 AND person_id = $2";
}

pub async fn secret(db: &Db, city: CityId, person: PersonId) -> Result<Option<SecretRow>, StoreError> {
    let Some(row) = db.row(&FIND_SECRET, params![city, person]).await? else { return Ok(None) };
    let (secret, is_sealed) = (row.blob("secret")?, row.flag("sealed")?);
    Ok(Some(SecretRow { secret, is_sealed, last_step: row.int("last_step")? }))
}

/// Keeps a new sealed secret in the place of one that may be there.
pub async fn put_secret(tx: &mut Tx, city: CityId, person: PersonId, secret: &[u8]) -> Result<(), StoreError> {
    tx.execute(&PUT_SECRET, params![city, person, secret.to_vec()]).await?;
    Ok(())
}

/// A secret and whose it is.
pub type Owned = (CityId, PersonId, Vec<u8>);

/// Secrets that stand as they are, `most` of them.
pub async fn unsealed(db: &Db, most: i64) -> Result<Vec<Owned>, StoreError> {
    db.rows(&UNSEALED, params![most]).await?.iter().map(owned).collect()
}

/// Puts a sealed secret in the place of the one that stood as it was; does nothing where that has changed meanwhile.
pub async fn seal(tx: &mut Tx, (city, person, before): &Owned, sealed: Vec<u8>) -> Result<(), StoreError> {
    tx.execute(&SEAL, params![*city, *person, before.clone(), sealed]).await?;
    Ok(())
}

/// How many secrets are sealed, in all cities.
pub async fn count_sealed(db: &Db) -> Result<i64, StoreError> {
    db.row(&COUNT_SEALED, params![]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// One of those that are sealed, to see whether the key fits.
pub async fn one_sealed(db: &Db) -> Result<Option<Owned>, StoreError> {
    db.row(&ONE_SEALED, params![]).await?.as_ref().map(owned).transpose()
}

fn owned(row: &Row) -> Result<Owned, StoreError> {
    Ok((CityId(row.int("city_id")?), row.id("person_id", PersonId)?, row.blob("secret")?))
}

/// Uses the code of a half minute; false when it or a later one was used before.
pub async fn use_step(tx: &mut Tx, city: CityId, person: PersonId, step: i64) -> Result<bool, StoreError> {
    Ok(tx.execute(&USE_STEP, params![city, person, step]).await? > 0)
}

/// Asks for the factor from now on, with these codes beside it.
pub async fn turn_on(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    at: Instant,
    codes: &[CodeHash],
) -> Result<(), StoreError> {
    tx.execute(&TURN_ON, params![city, person, at]).await?;
    tell(tx, city, News::Person(person));
    tx.execute(&REMOVE_CODES, params![city, person]).await?;
    for code in codes {
        tx.execute(&INSERT_CODE, params![city, person, code]).await?;
    }
    Ok(())
}

/// Forgets the app; whatever else is asked for stays.
pub async fn remove_app(tx: &mut Tx, city: CityId, person: PersonId) -> Result<(), StoreError> {
    tx.execute(&REMOVE_SECRET, params![city, person]).await?;
    Ok(())
}

/// Asks for no factor any more; forgets secret and codes.
pub async fn turn_off(tx: &mut Tx, city: CityId, person: PersonId) -> Result<(), StoreError> {
    for statement in [&TURN_OFF, &REMOVE_SECRET, &REMOVE_CODES] {
        tx.execute(statement, params![city, person]).await?;
    }
    tell(tx, city, News::Person(person));
    Ok(())
}

/// Uses a recovery code; false when there is none like it.
pub async fn use_code(tx: &mut Tx, city: CityId, person: PersonId, code: &CodeHash) -> Result<bool, StoreError> {
    Ok(tx.execute(&USE_CODE, params![city, person, code]).await? > 0)
}

pub async fn codes_left(db: &Db, city: CityId, person: PersonId) -> Result<i64, StoreError> {
    db.row(&COUNT_CODES, params![city, person]).await?.map_or(Ok(0), |row| row.int("n"))
}
