//! Second factors of people: the secret of an app, and codes for whoever has lost it.

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    nodes::{News, tell},
    params, sql,
};

/// SHA-256 of a code.
pub type CodeHash = [u8; 32];

/// What is kept of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    pub secret: Vec<u8>,
    /// The newest half minute whose code was used.
    pub last_step: i64,
}

sql! {
    FIND_SECRET = "SELECT secret, last_step FROM second_factors WHERE city_id = $1 AND person_id = $2";
    PUT_SECRET = "
        INSERT INTO second_factors (city_id, person_id, secret, last_step)
        VALUES                     ($1,      $2,        $3,     0)
        ON CONFLICT (city_id, person_id) DO UPDATE SET secret = $3, last_step = 0";
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
    Ok(Some(SecretRow { secret: row.blob("secret")?, last_step: row.int("last_step")? }))
}

/// Keeps a new secret in the place of one that may be there.
pub async fn put_secret(tx: &mut Tx, city: CityId, person: PersonId, secret: &[u8]) -> Result<(), StoreError> {
    tx.execute(&PUT_SECRET, params![city, person, secret.to_vec()]).await?;
    Ok(())
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

/// Forgets secret and codes.
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
