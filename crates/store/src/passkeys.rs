//! Passkeys of people. They are sealed with the row of their person, whose version moves on with them.

use changxiao_domain::{
    ids::{CityId, PasskeyId, PersonId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::Row,
    nodes::{News, tell},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    pub id: PasskeyId,
    pub person: PersonId,
    /// By which the authenticator knows it.
    pub credential: Vec<u8>,
    /// The public key as the authenticator wrote it (COSE).
    pub public_key: Vec<u8>,
    /// Of its newest use; stays at nought where the authenticator keeps none.
    pub counter: i64,
    pub name: String,
    pub added_at: Instant,
    pub used_at: Option<Instant>,
}

columns! {
    NEW_COLUMNS, new_values(passkey: &PasskeyRow) {
        passkey_id = passkey.id,
        person_id = passkey.person,
        credential = passkey.credential.clone(),
        public_key = passkey.public_key.clone(),
        counter = passkey.counter,
        name = &passkey.name,
        added_at = passkey.added_at,
    }
}

sql! {
    PASSKEYS_OF = "
        SELECT passkey_id, person_id, credential, public_key, counter, name, added_at, used_at
        FROM passkeys
        WHERE city_id = $1 AND person_id = $2
        ORDER BY passkey_id";
    INSERT_PASSKEY = (NEW_COLUMNS "
        INSERT INTO passkeys (city_id, {})
        VALUES ($1, {$2})");
    MOVE_ON = "UPDATE people SET version = version + 1 WHERE city_id = $1 AND person_id = $2";
    USE_PASSKEY = "
        UPDATE passkeys SET counter = $3, used_at = $4
        WHERE city_id = $1 AND passkey_id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))";
    NAME_PASSKEY = "UPDATE passkeys SET name = $4 WHERE city_id = $1 AND passkey_id = $2 AND person_id = $3";
    REMOVE_PASSKEY = "DELETE FROM passkeys WHERE city_id = $1 AND passkey_id = $2 AND person_id = $3";
    REMOVE_PASSKEYS = "DELETE FROM passkeys WHERE city_id = $1 AND person_id = $2";
}

/// The passkeys of a person, the first one first.
pub async fn of(db: &Db, city: CityId, person: PersonId) -> Result<Vec<PasskeyRow>, StoreError> {
    db.rows(&PASSKEYS_OF, params![city, person]).await?.iter().map(passkey).collect()
}

/// Errors: [`StoreError::Exists`] where somebody has a passkey of this credential.
pub async fn insert(tx: &mut Tx, city: CityId, row: &PasskeyRow) -> Result<(), StoreError> {
    tx.execute(&INSERT_PASSKEY, params![city].and(new_values(row))).await?;
    move_on(tx, city, row.person).await?;
    Ok(())
}

/// Notes a use; false where the counter has not gone on since the use before.
pub async fn note_use(
    tx: &mut Tx,
    city: CityId,
    passkey: PasskeyId,
    counter: i64,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&USE_PASSKEY, params![city, passkey, counter, at]).await? > 0)
}

/// False where the person has no such passkey.
pub async fn rename(
    tx: &mut Tx,
    city: CityId,
    passkey: PasskeyId,
    person: PersonId,
    name: &str,
) -> Result<bool, StoreError> {
    move_on(tx, city, person).await?;
    Ok(tx.execute(&NAME_PASSKEY, params![city, passkey, person, name]).await? > 0)
}

/// False where the person has no such passkey.
pub async fn remove(tx: &mut Tx, city: CityId, passkey: PasskeyId, person: PersonId) -> Result<bool, StoreError> {
    move_on(tx, city, person).await?;
    Ok(tx.execute(&REMOVE_PASSKEY, params![city, passkey, person]).await? > 0)
}

pub async fn remove_all(tx: &mut Tx, city: CityId, person: PersonId) -> Result<(), StoreError> {
    if tx.execute(&REMOVE_PASSKEYS, params![city, person]).await? > 0 {
        move_on(tx, city, person).await?;
    }
    Ok(())
}

/// The row of the person is another one now, and no server remembers the one before.
async fn move_on(tx: &mut Tx, city: CityId, person: PersonId) -> Result<(), StoreError> {
    tx.execute(&MOVE_ON, params![city, person]).await?;
    tell(tx, city, News::Person(person));
    Ok(())
}

fn passkey(row: &Row) -> Result<PasskeyRow, StoreError> {
    Ok(PasskeyRow {
        id: row.id("passkey_id", PasskeyId)?,
        person: row.id("person_id", PersonId)?,
        credential: row.blob("credential")?,
        public_key: row.blob("public_key")?,
        counter: row.int("counter")?,
        name: row.text("name")?,
        added_at: row.instant("added_at")?,
        used_at: row.opt_instant("used_at")?,
    })
}
