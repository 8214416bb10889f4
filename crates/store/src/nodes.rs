//! What servers over one database tell each other.
//!
//! A transaction that changes what servers remember says so in itself: reference data move the city's `model_version`, sessions and people
//! are named by a row of `news` with the city's next number. Both are written as the last thing before the commit, since they lock the
//! city's row: so the numbers come in the order of the commits, nobody sees a number before the one below it, and two transactions never
//! wait for each other crosswise. Servers ask for the heads several times a second; a question that fails is asked again, and what
//! was missed meanwhile is still there.

use changxiao_domain::{
    ids::{CityId, PersonId},
    sealing::{from_hex, hex},
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::Row, params, sql};

/// So many of the newest news are kept; who has missed more forgets everything.
const KEPT: i64 = 1_000;

/// What is not to be remembered any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// What stands behind the secret with this hash, of a session or of a token.
    Session([u8; 32]),
    /// A person: their account, and every session.
    Person(PersonId),
    /// All accounts of the city, and every session.
    Everybody,
}

/// How far a city has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub city: CityId,
    pub model_version: i64,
    /// The number of the newest news.
    pub news: i64,
    /// How many other servers are there.
    pub others: i64,
    /// Their counts together.
    pub counts: Counts,
}

/// How often figures of cases changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases were reported.
    pub reports: i64,
    /// Everything else.
    pub changes: i64,
}

sql! {
    TOUCH_MODEL = "UPDATE cities SET model_version = model_version + 1 WHERE city_id = $1";
    NEXT_NUMBER = "UPDATE cities SET news = news + 1 WHERE city_id = $1";
    TELL = "
        INSERT INTO news (city_id, number, kind, subject)
        SELECT city_id, news, CAST($2 AS TEXT), CAST($3 AS TEXT)
        FROM cities
        WHERE city_id = $1";
    HEADS = "
        SELECT c.city_id, c.model_version, c.news, COUNT(n.node) AS others,
               CAST(COALESCE(SUM(n.reports), 0) AS BIGINT) AS reports,
               CAST(COALESCE(SUM(n.changes), 0) AS BIGINT) AS changes
        FROM cities c
        LEFT JOIN nodes n ON n.city_id = c.city_id AND n.node <> $1
        GROUP BY c.city_id, c.model_version, c.news
        ORDER BY c.city_id";
    NEWS_SINCE = "
        SELECT number, kind, subject
        FROM news
        WHERE city_id = $1 AND number > $2
        ORDER BY number";
    PRESENT = "
        INSERT INTO nodes (city_id, node, reports, changes, keys, at)
        VALUES            ($1,      $2,   $3,      $4,      $5,   $6)
        ON CONFLICT (city_id, node) DO UPDATE
        SET reports = excluded.reports, changes = excluded.changes, at = excluded.at";
    OTHER_KEYS = "SELECT COUNT(*) AS n FROM nodes WHERE city_id = $1 AND at >= $2 AND keys <> $3";
    GONE = "DELETE FROM nodes WHERE city_id = $1 AND at < $2";
    OLD_NEWS = "DELETE FROM news WHERE city_id = $1 AND number <= (SELECT c.news FROM cities c WHERE c.city_id = $1) - $2";
}

/// Says that reference data changed, so that every server loads the model anew.
pub(crate) fn touch_model(tx: &mut Tx, city: CityId) {
    tx.at_the_end(&TOUCH_MODEL, params![city]);
}

/// Says what no server may remember any longer.
pub(crate) fn tell(tx: &mut Tx, city: CityId, news: News) {
    let (kind, subject) = match news {
        News::Session(hash) => ("session", hex(&hash)),
        News::Person(person) => ("person", person.to_string()),
        News::Everybody => ("everybody", String::new()),
    };
    tx.at_the_end(&NEXT_NUMBER, params![city]);
    tx.at_the_end(&TELL, params![city, kind, subject]);
}

/// How far every city has come; one question, whatever the number of cities. `node` is who asks.
pub async fn heads(db: &Db, node: &str) -> Result<Vec<Head>, StoreError> {
    db.rows(&HEADS, params![node]).await?.iter().map(head).collect()
}

/// The news of a city above this number, in their order, each with its number.
pub async fn news_since(db: &Db, city: CityId, number: i64) -> Result<Vec<(i64, News)>, StoreError> {
    db.rows(&NEWS_SINCE, params![city, number]).await?.iter().map(news).collect()
}

/// A server that is there.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    pub node: &'a str,
    /// Fingerprint of its keys.
    pub keys: &'a str,
    pub counts: Counts,
    pub at: Instant,
}

/// Says that a server is there, and how often figures changed on it; puts away servers not seen since `gone`, and old news.
pub async fn present(tx: &mut Tx, city: CityId, one: Present<'_>, gone: Instant) -> Result<(), StoreError> {
    let Present { node, keys, counts, at } = one;
    tx.execute(&PRESENT, params![city, node, counts.reports, counts.changes, keys, at]).await?;
    tx.execute(&GONE, params![city, gone]).await?;
    tx.execute(&OLD_NEWS, params![city, KEPT]).await?;
    Ok(())
}

/// How many servers that were there since `since` hold other keys than these.
pub async fn with_other_keys(db: &Db, city: CityId, keys: &str, since: Instant) -> Result<i64, StoreError> {
    db.row(&OTHER_KEYS, params![city, since, keys]).await?.map_or(Ok(0), |row| row.int("n"))
}

fn head(row: &Row) -> Result<Head, StoreError> {
    Ok(Head {
        city: CityId(row.int("city_id")?),
        model_version: row.int("model_version")?,
        news: row.int("news")?,
        others: row.int("others")?,
        counts: Counts { reports: row.int("reports")?, changes: row.int("changes")? },
    })
}

fn news(row: &Row) -> Result<(i64, News), StoreError> {
    let (kind, subject) = (row.text("kind")?, row.text("subject")?);
    let news = match kind.as_str() {
        "session" => from_hex(&subject).map(News::Session),
        "person" => subject.parse().ok().map(News::Person),
        "everybody" => Some(News::Everybody),
        _ => None,
    };
    let wanted = "a session's hash, a person's id or everybody";
    Ok((row.int("number")?, news.ok_or_else(|| StoreError::content("subject", wanted))?))
}
