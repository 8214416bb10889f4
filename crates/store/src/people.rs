//! People and their accounts; their dated posts, sessions and interface tokens beside them.

pub(crate) mod posts;
pub(crate) mod sessions;
pub(crate) mod tokens;

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};
use changxiao_words::Lang;
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Columns, Row},
    nodes::{News, tell},
    params, sql,
};

pub use posts::{PostRow, end_post, insert_post, posts, title_post};
pub use sessions::{
    SessionRow, choose_post, end_expired, end_session, end_sessions_of, insert_session, see_session, session,
};
pub use tokens::{TokenRow, accept_token, insert_token, revoke_token, token, tokens};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    pub id: PersonId,
    pub login: String,
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    pub password_set_at: Instant,
    pub must_change: bool,
    pub failures: i64,
    pub last_failure_at: Option<Instant>,
    pub disabled_at: Option<Instant>,
    pub last_seen_at: Option<Instant>,
    /// The tag of the language that the person chose; empty until then.
    pub lang: String,
    pub large_type: bool,
    pub dark: bool,
    /// Since when a second factor is asked for at the sign-in.
    pub second_factor_at: Option<Instant>,
    /// Since when the person can sign in through the city's directory.
    pub directory_at: Option<Instant>,
    pub created_at: Instant,
    pub version: i64,
}

impl PersonRow {
    /// The language that the person chose; `None` leaves it to the browser.
    pub fn lang(&self) -> Option<Lang> {
        Lang::parse(&self.lang)
    }

    /// An account as it begins: nobody has used it, and its password must be changed at the first use.
    pub fn new(id: PersonId, login: &str, name: &str, password_hash: String, now: Instant) -> Self {
        Self {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            password_hash,
            password_set_at: now,
            must_change: true,
            failures: 0,
            last_failure_at: None,
            disabled_at: None,
            last_seen_at: None,
            lang: String::new(),
            large_type: false,
            dark: false,
            second_factor_at: None,
            directory_at: None,
            created_at: now,
            version: 1,
        }
    }
}

/// The columns of `people` behind the city.
const PERSON_COLUMNS: Columns = &[
    "person_id",
    "login",
    "name",
    "password_hash",
    "password_set_at",
    "must_change",
    "failures",
    "last_failure_at",
    "disabled_at",
    "last_seen_at",
    "lang",
    "large_type",
    "dark",
    "second_factor_at",
    "directory_at",
    "created_at",
    "version",
];

columns! {
    NEW_PERSON_COLUMNS, new_person_values(person: &PersonRow) {
        person_id = person.id,
        login = &person.login,
        name = &person.name,
        password_hash = &person.password_hash,
        password_set_at = person.password_set_at,
        must_change = person.must_change,
        lang = &person.lang,
        created_at = person.created_at,
    }

    CHANGED_PERSON_COLUMNS, changed_person_values(person: &PersonRow) {
        name = &person.name,
        password_hash = &person.password_hash,
        password_set_at = person.password_set_at,
        must_change = person.must_change,
        failures = person.failures,
        last_failure_at = person.last_failure_at,
        disabled_at = person.disabled_at,
        lang = &person.lang,
        large_type = person.large_type,
        dark = person.dark,
    }

}

sql! {
    ALL_PEOPLE = (PERSON_COLUMNS "
        SELECT {}
        FROM people
        WHERE city_id = $1
        ORDER BY login");
    PERSON_BY_LOGIN = (PERSON_COLUMNS "
        SELECT {}
        FROM people
        WHERE city_id = $1 AND login = $2");
    PERSON_BY_ID = (PERSON_COLUMNS "
        SELECT {}
        FROM people
        WHERE city_id = $1 AND person_id = $2");
    INSERT_PERSON = (NEW_PERSON_COLUMNS "
        INSERT INTO people (city_id, {}, failures, large_type, dark, version)
        VALUES ($1, {$2}, 0, 0, 0, 1)");
    SAVE_PERSON = (CHANGED_PERSON_COLUMNS "
        UPDATE people
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND person_id = $2 AND version = $3");
    NOTE_FAILURE = "
        UPDATE people
        SET failures = CASE WHEN last_failure_at <= $4 THEN 1 ELSE failures + 1 END,
            last_failure_at = $3
        WHERE city_id = $1 AND person_id = $2
        RETURNING failures";
    NOTE_SUCCESS = "
        UPDATE people
        SET failures = 0, last_seen_at = $3
        WHERE city_id = $1 AND person_id = $2";
    FORMER_PASSWORDS = "
        SELECT password_hash
        FROM former_passwords
        WHERE city_id = $1 AND person_id = $2
        ORDER BY former_id DESC
        LIMIT $3";
    KEEP_FORMER_PASSWORD = "
        INSERT INTO former_passwords (city_id, person_id, former_id, password_hash)
        VALUES                       ($1,      $2,        $3,        $4)";
    FORGET_FORMER_PASSWORDS = "
        DELETE FROM former_passwords
        WHERE city_id = $1 AND person_id = $2 AND former_id NOT IN (
            SELECT former_id
            FROM former_passwords
            WHERE city_id = $1 AND person_id = $2
            ORDER BY former_id DESC
            LIMIT $3
        )";
    PREFER = "UPDATE people SET lang = $3, large_type = $4, dark = $5 WHERE city_id = $1 AND person_id = $2";
}

pub async fn all(db: &Db, city: CityId) -> Result<Vec<PersonRow>, StoreError> {
    db.rows(&ALL_PEOPLE, params![city]).await?.iter().map(person).collect()
}

pub async fn by_login(db: &Db, city: CityId, login: &str) -> Result<Option<PersonRow>, StoreError> {
    db.row(&PERSON_BY_LOGIN, params![city, login]).await?.as_ref().map(person).transpose()
}

pub async fn by_id(db: &Db, city: CityId, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
    db.row(&PERSON_BY_ID, params![city, id]).await?.as_ref().map(person).transpose()
}

pub async fn insert(tx: &mut Tx, city: CityId, person: &PersonRow) -> Result<(), StoreError> {
    let values = params![city].and(new_person_values(person));
    tx.execute(&INSERT_PERSON, values).await?;
    Ok(())
}

/// Saves over the version that `person` carries.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save(tx: &mut Tx, city: CityId, person: &PersonRow) -> Result<(), StoreError> {
    let values = params![city, person.id, person.version].and(changed_person_values(person));
    match tx.execute(&SAVE_PERSON, values).await? {
        0 => Err(StoreError::Conflict),
        _ => {
            tell(tx, city, News::Person(person.id));
            Ok(())
        }
    }
}

/// Counts a failed sign-in; returns how many there are now. A count whose last failure was at `forgotten` or before begins anew.
pub async fn note_failure(
    tx: &mut Tx,
    city: CityId,
    id: PersonId,
    at: Instant,
    forgotten: Instant,
) -> Result<i64, StoreError> {
    tx.row(&NOTE_FAILURE, params![city, id, at, forgotten]).await?.map_or(Ok(0), |row| row.int("failures"))
}

pub async fn note_success(tx: &mut Tx, city: CityId, id: PersonId, at: Instant) -> Result<(), StoreError> {
    tx.execute(&NOTE_SUCCESS, params![city, id, at]).await?;
    Ok(())
}

/// Hashes of the last `most` passwords before the one in use.
pub async fn former_passwords(db: &Db, city: CityId, id: PersonId, most: i64) -> Result<Vec<String>, StoreError> {
    let rows = db.rows(&FORMER_PASSWORDS, params![city, id, most]).await?;
    rows.iter().map(|row| row.text("password_hash")).collect()
}

/// Keeps the password that the account stands with, and no more than `most`. `former` sorts by time.
pub async fn keep_former_password(
    tx: &mut Tx,
    city: CityId,
    former: Uuid,
    person: &PersonRow,
    most: i64,
) -> Result<(), StoreError> {
    let former = former.as_bytes().to_vec();
    tx.execute(&KEEP_FORMER_PASSWORD, params![city, person.id, former, &person.password_hash]).await?;
    tx.execute(&FORGET_FORMER_PASSWORDS, params![city, person.id, most]).await?;
    Ok(())
}

pub async fn prefer(
    tx: &mut Tx,
    city: CityId,
    id: PersonId,
    lang: &str,
    large_type: bool,
    dark: bool,
) -> Result<(), StoreError> {
    tx.execute(&PREFER, params![city, id, lang, large_type, dark]).await?;
    tell(tx, city, News::Person(id));
    Ok(())
}

fn person(row: &Row) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        id: row.id("person_id", PersonId)?,
        login: row.text("login")?,
        name: row.text("name")?,
        password_hash: row.text("password_hash")?,
        password_set_at: row.instant("password_set_at")?,
        must_change: row.flag("must_change")?,
        failures: row.int("failures")?,
        last_failure_at: row.opt_instant("last_failure_at")?,
        disabled_at: row.opt_instant("disabled_at")?,
        last_seen_at: row.opt_instant("last_seen_at")?,
        lang: row.text("lang")?,
        large_type: row.flag("large_type")?,
        dark: row.flag("dark")?,
        second_factor_at: row.opt_instant("second_factor_at")?,
        directory_at: row.opt_instant("directory_at")?,
        created_at: row.instant("created_at")?,
        version: row.int("version")?,
    })
}
