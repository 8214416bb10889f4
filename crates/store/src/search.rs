//! What the indexes of searches share. Each engine has its own kind (FTS5, GIN); both hold the words that the domain cuts, by city and
//! number, and are asked for the newest hits.

use changxiao_domain::{ids::CityId, search::Term};

use crate::{
    Engine, StoreError, Tx,
    engine::{Built, Params},
    params,
};

/// The rowid of an index of SQLite is the city's id times this and the number.
const OF_A_CITY: i64 = 1_000_000_000_000;

/// The terms as the index of this engine is asked. They hold letters and digits only, so that quotes part them safely.
pub(crate) fn asked(engine: Engine, terms: &[Term]) -> String {
    let texts = terms.iter().map(|term| match (engine, term) {
        (Engine::Sqlite, Term::Whole(word)) => format!("\"{word}\""),
        (Engine::Sqlite, Term::Beginning(word)) => format!("\"{word}\" *"),
        (Engine::Postgres, Term::Whole(word)) => format!("'{word}'"),
        (Engine::Postgres, Term::Beginning(word)) => format!("'{word}':*"),
    });
    texts.collect::<Vec<_>>().join(if engine == Engine::Sqlite { " " } else { " & " })
}

/// Selects the numbers of what holds all terms, the newest first. `$1` is the city, `place` that of the terms ([`asked`]).
pub(crate) fn newest(engine: Engine, index: &str, place: &str) -> String {
    match engine {
        Engine::Sqlite => format!(
            "SELECT rowid - $1 * 1000000000000 AS number FROM {index} WHERE {index} MATCH {place} \
             AND rowid BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999 ORDER BY rowid DESC"
        ),
        Engine::Postgres => format!(
            "SELECT s.number FROM {index} s WHERE s.city_id = $1 AND s.words @@ CAST({place} AS TSQUERY) \
             ORDER BY s.number DESC"
        ),
    }
}

/// Puts the words of one thing into an index, in place of those that it had.
pub(crate) async fn put(tx: &mut Tx, index: &str, city: CityId, number: i64, words: &str) -> Result<(), StoreError> {
    take_out(tx, index, city, number).await?;
    let (text, values): (String, Params) = match tx.engine() {
        Engine::Sqlite => {
            (format!("INSERT INTO {index} (rowid, words) VALUES ($1, $2)"), params![city.0 * OF_A_CITY + number, words])
        }
        Engine::Postgres => (
            format!(
                "INSERT INTO {index} (city_id, number, words) \
                 VALUES ($1, $2, array_to_tsvector(array_remove(string_to_array(CAST($3 AS TEXT), ' '), '')))"
            ),
            params![city, number, words],
        ),
    };
    tx.execute(Built { name: "store::search::put", text }, values).await?;
    Ok(())
}

/// Takes one thing out of an index.
pub(crate) async fn take_out(tx: &mut Tx, index: &str, city: CityId, number: i64) -> Result<(), StoreError> {
    let (text, values): (String, Params) = match tx.engine() {
        Engine::Sqlite => (format!("DELETE FROM {index} WHERE rowid = $1"), params![city.0 * OF_A_CITY + number]),
        Engine::Postgres => (format!("DELETE FROM {index} WHERE city_id = $1 AND number = $2"), params![city, number]),
    };
    tx.execute(Built { name: "store::search::take_out", text }, values).await?;
    Ok(())
}
