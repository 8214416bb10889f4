//! People, their dated posts, sessions and interface tokens.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, TokenId, UnitId},
    time::{Day, Instant},
};
use changxiao_words::Lang;
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Columns, Row},
    nodes::{News, tell},
    params, sql,
};

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRow {
    pub id: PostId,
    pub person: PersonId,
    pub unit: UnitId,
    /// Code of `changxiao_domain::orgs::Role`.
    pub role: String,
    pub title: String,
    pub deputy_of: Option<PostId>,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub secret_hash: [u8; 32],
    pub person: PersonId,
    pub post: Option<PostId>,
    pub created_at: Instant,
    pub seen_at: Instant,
    pub expires_at: Instant,
    /// It was begun through the city's directory, and not by a password.
    pub by_directory: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    pub id: TokenId,
    pub secret_hash: [u8; 32],
    pub post: PostId,
    pub name: String,
    /// Words parted by blanks: `read`, `report`, `handle`, …
    pub scopes: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub revoked_at: Option<Instant>,
    /// When the holder of the post agreed; nothing works with the token before.
    pub accepted_at: Option<Instant>,
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

/// The columns of `api_tokens` behind the city.
const TOKEN_COLUMNS: Columns =
    &["token_id", "secret_hash", "post_id", "name", "scopes", "created_at", "expires_at", "revoked_at", "accepted_at"];

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

    NEW_POST_COLUMNS, new_post_values(post: &PostRow) {
        post_id = post.id,
        person_id = post.person,
        unit_id = post.unit,
        role = &post.role,
        title = &post.title,
        deputy_of = post.deputy_of,
        valid_from = post.valid_from,
        valid_until = post.valid_until,
    }

    NEW_TOKEN_COLUMNS, new_token_values(token: &TokenRow) {
        token_id = token.id,
        secret_hash = token.secret_hash,
        post_id = token.post,
        name = &token.name,
        scopes = &token.scopes,
        created_at = token.created_at,
        expires_at = token.expires_at,
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
    ALL_POSTS = "
        SELECT post_id, person_id, unit_id, role, title, deputy_of, valid_from, valid_until, version
        FROM posts
        WHERE city_id = $1
        ORDER BY post_id";
    INSERT_POST = (NEW_POST_COLUMNS "
        INSERT INTO posts (city_id, {}, version)
        VALUES ($1, {$2}, 1)");
    TITLE_POST = "
        UPDATE posts SET title = $4, version = version + 1
        WHERE city_id = $1 AND post_id = $2 AND version = $3";
    END_POST = "
        UPDATE posts SET valid_until = $4, version = version + 1
        WHERE city_id = $1 AND post_id = $2 AND version = $3";
    INSERT_SESSION = "
        INSERT INTO sessions (city_id, secret_hash, person_id, post_id, created_at, seen_at, expires_at, by_directory)
        VALUES               ($1,      $2,          $3,        $4,      $5,         $5,      $6,         $7)";
    FIND_SESSION = "
        SELECT secret_hash, person_id, post_id, created_at, seen_at, expires_at, by_directory
        FROM sessions
        WHERE city_id = $1 AND secret_hash = $2";
    SEE_SESSION = "UPDATE sessions SET seen_at = $3 WHERE city_id = $1 AND secret_hash = $2 AND seen_at < $3";
    CHOOSE_POST = "UPDATE sessions SET post_id = $3 WHERE city_id = $1 AND secret_hash = $2";
    END_SESSION = "DELETE FROM sessions WHERE city_id = $1 AND secret_hash = $2";
    END_SESSIONS_OF = "DELETE FROM sessions WHERE city_id = $1 AND person_id = $2 AND secret_hash <> $3";
    END_EXPIRED = "DELETE FROM sessions WHERE city_id = $1 AND (expires_at < $2 OR seen_at < $3)";
    INSERT_TOKEN = (NEW_TOKEN_COLUMNS "
        INSERT INTO api_tokens (city_id, {})
        VALUES ($1, {$2})");
    FIND_TOKEN = (TOKEN_COLUMNS "
        SELECT {}
        FROM api_tokens
        WHERE city_id = $1 AND secret_hash = $2");
    ALL_TOKENS = (TOKEN_COLUMNS "
        SELECT {}
        FROM api_tokens
        WHERE city_id = $1
        ORDER BY token_id DESC");
    ACCEPT_TOKEN = "
        UPDATE api_tokens SET accepted_at = $3
        WHERE city_id = $1 AND token_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
        RETURNING secret_hash";
    REVOKE_TOKEN = "
        UPDATE api_tokens SET revoked_at = $3
        WHERE city_id = $1 AND token_id = $2 AND revoked_at IS NULL
        RETURNING secret_hash";
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

pub async fn posts(db: &Db, city: CityId) -> Result<Vec<PostRow>, StoreError> {
    db.rows(&ALL_POSTS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(PostRow {
                id: row.id("post_id", PostId)?,
                person: row.id("person_id", PersonId)?,
                unit: row.id("unit_id", UnitId)?,
                role: row.text("role")?,
                title: row.text("title")?,
                deputy_of: row.opt_id("deputy_of", PostId)?,
                valid_from: row.day("valid_from")?,
                valid_until: row.opt_day("valid_until")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

pub async fn insert_post(tx: &mut Tx, city: CityId, post: &PostRow) -> Result<(), StoreError> {
    let values = params![city].and(new_post_values(post));
    tx.execute(&INSERT_POST, values).await?;
    Ok(())
}

/// Calls a post otherwise. Errors: [`StoreError::Conflict`] when it is another version than `version`.
pub async fn title_post(tx: &mut Tx, city: CityId, post: PostId, version: i64, title: &str) -> Result<(), StoreError> {
    match tx.execute(&TITLE_POST, params![city, post, version, title]).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Ends a post with a day; decisions taken in it keep showing it.
///
/// Errors: [`StoreError::Conflict`] where the post does not stand in this version any more.
pub async fn end_post(tx: &mut Tx, city: CityId, post: PostId, version: i64, until: Day) -> Result<(), StoreError> {
    match tx.execute(&END_POST, params![city, post, version, until]).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

pub async fn insert_session(tx: &mut Tx, city: CityId, session: &SessionRow) -> Result<(), StoreError> {
    let SessionRow { secret_hash, person, post, created_at, expires_at, by_directory, .. } = session;
    let values = params![city, *secret_hash, *person, *post, *created_at, *expires_at, *by_directory];
    tx.execute(&INSERT_SESSION, values).await?;
    Ok(())
}

pub async fn session(db: &Db, city: CityId, secret_hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    let Some(row) = db.row(&FIND_SESSION, params![city, secret_hash]).await? else { return Ok(None) };
    Ok(Some(SessionRow {
        secret_hash: row.hash("secret_hash")?,
        person: row.id("person_id", PersonId)?,
        post: row.opt_id("post_id", PostId)?,
        created_at: row.instant("created_at")?,
        seen_at: row.instant("seen_at")?,
        expires_at: row.instant("expires_at")?,
        by_directory: row.flag("by_directory")?,
    }))
}

pub async fn see_session(tx: &mut Tx, city: CityId, secret_hash: &[u8; 32], at: Instant) -> Result<(), StoreError> {
    tx.execute(&SEE_SESSION, params![city, secret_hash, at]).await?;
    Ok(())
}

pub async fn choose_post(tx: &mut Tx, city: CityId, secret_hash: &[u8; 32], post: PostId) -> Result<(), StoreError> {
    tx.execute(&CHOOSE_POST, params![city, secret_hash, post]).await?;
    tell(tx, city, News::Session(*secret_hash));
    Ok(())
}

pub async fn end_session(tx: &mut Tx, city: CityId, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
    tx.execute(&END_SESSION, params![city, secret_hash]).await?;
    tell(tx, city, News::Session(*secret_hash));
    Ok(())
}

/// Ends every session of a person but one, as after a change of password.
pub async fn end_sessions_of(tx: &mut Tx, city: CityId, person: PersonId, but: &[u8; 32]) -> Result<u64, StoreError> {
    let ended = tx.execute(&END_SESSIONS_OF, params![city, person, but]).await?;
    if ended > 0 {
        tell(tx, city, News::Person(person));
    }
    Ok(ended)
}

/// Removes sessions past their end or not seen since `idle_since`.
pub async fn end_expired(tx: &mut Tx, city: CityId, now: Instant, idle_since: Instant) -> Result<u64, StoreError> {
    tx.execute(&END_EXPIRED, params![city, now, idle_since]).await
}

pub async fn insert_token(tx: &mut Tx, city: CityId, token: &TokenRow) -> Result<(), StoreError> {
    let values = params![city].and(new_token_values(token));
    tx.execute(&INSERT_TOKEN, values).await?;
    Ok(())
}

pub async fn token(db: &Db, city: CityId, secret_hash: &[u8; 32]) -> Result<Option<TokenRow>, StoreError> {
    db.row(&FIND_TOKEN, params![city, secret_hash]).await?.as_ref().map(token_row).transpose()
}

pub async fn tokens(db: &Db, city: CityId) -> Result<Vec<TokenRow>, StoreError> {
    db.rows(&ALL_TOKENS, params![city]).await?.iter().map(token_row).collect()
}

/// The holder of the post agrees; false where that was so before, or the token is revoked.
pub async fn accept_token(tx: &mut Tx, city: CityId, token: TokenId, at: Instant) -> Result<bool, StoreError> {
    let changed = tx.row(&ACCEPT_TOKEN, params![city, token, at]).await?;
    tell_token(tx, city, changed.as_ref())
}

pub async fn revoke_token(tx: &mut Tx, city: CityId, token: TokenId, at: Instant) -> Result<bool, StoreError> {
    let changed = tx.row(&REVOKE_TOKEN, params![city, token, at]).await?;
    tell_token(tx, city, changed.as_ref())
}

/// Whether a token was changed; then servers forget what they know of it.
fn tell_token(tx: &mut Tx, city: CityId, changed: Option<&Row>) -> Result<bool, StoreError> {
    let Some(row) = changed else { return Ok(false) };
    tell(tx, city, News::Session(row.hash("secret_hash")?));
    Ok(true)
}

fn token_row(row: &Row) -> Result<TokenRow, StoreError> {
    Ok(TokenRow {
        id: row.id("token_id", TokenId)?,
        secret_hash: row.hash("secret_hash")?,
        post: row.id("post_id", PostId)?,
        name: row.text("name")?,
        scopes: row.text("scopes")?,
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
        revoked_at: row.opt_instant("revoked_at")?,
        accepted_at: row.opt_instant("accepted_at")?,
    })
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
