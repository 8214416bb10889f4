//! The full-text index of cases: what goes in, and the condition that asks it.

use changxiao_domain::{
    ids::{CaseId, CityId},
    search::{Search, Term, index_words},
};

use super::{CaseFilter, CaseRow, ScopeFilter, filter::Query, number_from_text};
use crate::{
    Db, Engine, StoreError, Tx,
    engine::{Params, contains},
    params, sql,
};

/// A search looks at so many of the newest hits; other conditions narrow these.
pub const MOST_HITS: i64 = 2_000;

/// How many old cases go into the index in one transaction.
const BATCH: i64 = 500;

sql! {
    PUT = {
        sqlite: "INSERT INTO case_search (rowid, words) VALUES ($1 * 1000000000000 + $2, $3)",
        postgres: "
            INSERT INTO case_search (city_id, number, words)
            VALUES                  ($1,      $2,     array_to_tsvector(string_to_array($3, ' ')))"
    };
    FORGET = {
        sqlite: "DELETE FROM case_search WHERE rowid BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999",
        postgres: "DELETE FROM case_search WHERE city_id = $1"
    };
    BACKLOG = "
        SELECT b.city_id, b.case_id, c.number, c.title, c.place, c.description, c.division
        FROM case_search_backlog b
        JOIN cases c ON c.city_id = b.city_id AND c.case_id = b.case_id
        ORDER BY b.city_id, b.case_id DESC
        LIMIT $1";
    DONE = "DELETE FROM case_search_backlog WHERE city_id = $1 AND case_id = $2";
    COUNT_BACKLOG = "SELECT COUNT(*) AS n FROM case_search_backlog WHERE city_id = $1";
    FORGET_BACKLOG = "DELETE FROM case_search_backlog WHERE city_id = $1";
}

/// Puts a new case into the index.
pub(super) async fn put(tx: &mut Tx, row: &CaseRow) -> Result<(), StoreError> {
    let case = &row.case;
    let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
    let words = words_of(&case.title, &row.place, &case.text, case.division);
    tx.execute(&PUT, params![case.city, number, words]).await?;
    Ok(())
}

/// Puts many new cases into the index, some hundred in a statement.
pub(super) async fn put_all<'a>(tx: &mut Tx, rows: impl Iterator<Item = &'a CaseRow>) -> Result<(), StoreError> {
    const AT_ONCE: usize = 400;
    let (mut values, mut many) = (Vec::new(), 0);
    for row in rows {
        let case = &row.case;
        let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
        let words = words_of(&case.title, &row.place, &case.text, case.division);
        values.extend(params![case.city, number, words].0);
        many += 1;
        if many == AT_ONCE {
            put_some(tx, std::mem::take(&mut values), many).await?;
            many = 0;
        }
    }
    put_some(tx, values, many).await
}

/// `values` holds city, number and words of each row.
async fn put_some(tx: &mut Tx, values: Vec<crate::engine::Value>, many: usize) -> Result<(), StoreError> {
    if many == 0 {
        return Ok(());
    }
    let (head, row): (&str, fn(usize) -> String) = match tx.engine() {
        // SQLite looks a named parameter up among all before it; a bare one it only counts.
        Engine::Sqlite => {
            ("INSERT INTO case_search (rowid, words) VALUES ", |_| "(? * 1000000000000 + ?, ?)".to_owned())
        }
        Engine::Postgres => ("INSERT INTO case_search (city_id, number, words) VALUES ", |at| {
            format!("(${}, ${}, array_to_tsvector(string_to_array(${}, ' ')))", at + 1, at + 2, at + 3)
        }),
    };
    let rows: Vec<String> = (0..many).map(|at| row(at * 3)).collect();
    let text = format!("{head}{}", rows.join(", "));
    tx.execute(crate::engine::Built { name: "store::cases::search::put_some", text }, Params(values)).await?;
    Ok(())
}

/// Puts some of the cases that came before the index into it; how many.
pub async fn catch_up(db: &Db) -> Result<usize, StoreError> {
    let rows = db.rows(&BACKLOG, params![BATCH]).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let mut tx = db.begin().await?;
    for row in &rows {
        let (city, id) = (CityId(row.int("city_id")?), row.id("case_id", CaseId)?);
        // Whoever was faster has put it in.
        if tx.execute(&DONE, params![city, id]).await? == 0 {
            continue;
        }
        let words = words_of(&row.text("title")?, &row.text("place")?, &row.text("description")?, row.int("division")?);
        tx.execute(&PUT, params![city, row.int("number")?, words]).await?;
    }
    tx.commit().await?;
    Ok(rows.len())
}

/// How many cases of the city the search does not know yet.
pub async fn backlog(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_BACKLOG, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Empties the index of a city, for benchmarks.
pub(crate) async fn forget(tx: &mut Tx, city: CityId) -> Result<(), StoreError> {
    tx.execute(&FORGET_BACKLOG, params![city]).await?;
    tx.execute(&FORGET, params![city]).await?;
    Ok(())
}

/// The words of a case and those of its place among the divisions, so that a search within a street looks at its own hits.
fn words_of(title: &str, place: &str, text: &str, division: i64) -> String {
    let mut words = index_words(&[title, place, text]);
    for size in DIVISION_SIZES {
        words.push(' ');
        words.push_str(&division_word(division, size));
    }
    words
}

/// County, town and community, as what their padded codes leave out.
const DIVISION_SIZES: [i64; 3] = [1_000_000, 1_000, 1];

fn division_word(division: i64, size: i64) -> String {
    format!("xzqh{}", division / size)
}

impl Query {
    /// Narrows to cases whose text holds what is searched for.
    pub(super) fn search(&mut self, search: &Search, filter: &CaseFilter) {
        // The newest hits of the whole city may all lie outside what a post may see: its own division is asked besides.
        let within = match (filter.divisions, &filter.scope) {
            (Some(range), _) => vec![Some(range)],
            (None, ScopeFilter::Division { range, .. }) => vec![Some(*range), None],
            (None, _) => vec![None],
        };
        let asks: Vec<String> = within
            .into_iter()
            .map(|range| {
                let mut terms = search.terms.clone();
                terms.extend(range.and_then(division_term));
                self.hits(&terms)
            })
            .collect();
        self.and(&format!("({})", asks.join(" OR ")), []);
        for phrase in &search.phrases {
            let pattern = contains(phrase);
            self.and(
                "(LOWER(title) LIKE $? ESCAPE '!' OR LOWER(place) LIKE $? ESCAPE '!' OR LOWER(description) LIKE $? ESCAPE '!')",
                [pattern.clone().into(), pattern.clone().into(), pattern.into()],
            );
        }
    }

    /// The condition that a case is among the newest hits of all these terms.
    fn hits(&mut self, terms: &[Term]) -> String {
        self.values.push(match self.engine {
            Engine::Sqlite => sqlite_text(terms).into(),
            Engine::Postgres => postgres_text(terms).into(),
        });
        let place = self.values.len();
        let hits = match self.engine {
            Engine::Sqlite => format!(
                "SELECT rowid - $1 * 1000000000000 FROM case_search WHERE case_search MATCH ${place} \
                 AND rowid BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999 ORDER BY rowid DESC"
            ),
            Engine::Postgres => format!(
                "SELECT s.number FROM case_search s WHERE s.city_id = $1 AND s.words @@ CAST(${place} AS TSQUERY) \
                 ORDER BY s.number DESC"
            ),
        };
        format!("number IN ({hits} LIMIT {MOST_HITS})")
    }
}

/// The word of the smallest division that holds the range of padded codes.
fn division_term((first, last): (i64, i64)) -> Option<Term> {
    let size = DIVISION_SIZES.into_iter().rev().find(|size| first / size == last / size)?;
    Some(Term::Whole(division_word(first, size)))
}

/// Terms hold letters and digits only, so that quotes part them safely.
fn sqlite_text(terms: &[Term]) -> String {
    let texts = terms.iter().map(|term| match term {
        Term::Whole(word) => format!("\"{word}\""),
        Term::Beginning(word) => format!("\"{word}\" *"),
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn postgres_text(terms: &[Term]) -> String {
    let texts = terms.iter().map(|term| match term {
        Term::Whole(word) => format!("'{word}'"),
        Term::Beginning(word) => format!("'{word}':*"),
    });
    texts.collect::<Vec<_>>().join(" & ")
}
