//! The full-text index of cases: what goes in, and the condition that asks it.

use changxiao_domain::{
    ids::{CaseId, CityId},
    search::{Search, Term, index_words},
};

use super::{CaseFilter, CaseRow, ScopeFilter, number_from_text, query::Query};
use crate::{
    Db, Engine, StoreError, Tx,
    engine::{Built, Params, contains},
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

/// Whether more cases hold the words than a search looks at, so that older ones are left out. A number is not searched for.
pub async fn left_out(db: &Db, city: CityId, filter: &CaseFilter) -> Result<bool, StoreError> {
    let words = filter.words.as_deref().map(str::trim).unwrap_or_default();
    let Some(search) = Search::of(words).filter(|_| number_from_text(words).is_none()) else { return Ok(false) };
    let mut terms = search.terms;
    // A territory is asked for its own hits besides those of the city; what lies elsewhere concerns it only by chance.
    let own = match &filter.scope {
        ScopeFilter::Division { range, .. } => Some(*range),
        ScopeFilter::WholeCity | ScopeFilter::Units(_) => None,
    };
    terms.extend(filter.divisions.or(own).and_then(division_term));
    let mut query = Query::over(db.engine(), city);
    let hits = query.newest(&terms);
    let text = format!("SELECT number FROM ({hits} LIMIT 1 OFFSET {MOST_HITS}) AS hits");
    Ok(db.row(Built { name: "store::cases::search::left_out", text }, Params(query.values)).await?.is_some())
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
        format!("number IN ({} LIMIT {MOST_HITS})", self.newest(terms))
    }

    /// Selects the numbers of the cases that hold all these terms, the newest first.
    fn newest(&mut self, terms: &[Term]) -> String {
        self.values.push(match self.engine {
            Engine::Sqlite => sqlite_text(terms).into(),
            Engine::Postgres => postgres_text(terms).into(),
        });
        let place = self.values.len();
        match self.engine {
            Engine::Sqlite => format!(
                "SELECT rowid - $1 * 1000000000000 AS number FROM case_search WHERE case_search MATCH ${place} \
                 AND rowid BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999 ORDER BY rowid DESC"
            ),
            Engine::Postgres => format!(
                "SELECT s.number FROM case_search s WHERE s.city_id = $1 AND s.words @@ CAST(${place} AS TSQUERY) \
                 ORDER BY s.number DESC"
            ),
        }
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
