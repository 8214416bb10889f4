//! What goes into the index, and when.

use changxiao_domain::{
    cases::Case,
    ids::{CaseId, CityId},
};

use super::{
    super::{CaseRow, number_from_text, number_text},
    ANY_WAITING, BACKLOG, COUNT_BACKLOG, FORGET, FORGET_BACKLOG, PENDING, PENDING_AGAIN, TAKE_OUT, TOWN, words_of,
};
use crate::{
    Db, Engine, StoreError, Tx,
    engine::{Built, Bulk, Params, Row, Value},
    params,
};

/// How many cases go into the index in one transaction: few enough that nobody notices the wait.
const BATCH: i64 = 200;

/// Leaves a new case to the index.
pub(in crate::cases) async fn put(tx: &mut Tx, row: &CaseRow) -> Result<(), StoreError> {
    tx.execute(&PENDING, params![row.case.city, row.case.id]).await?;
    Ok(())
}

/// Leaves a case to the index anew: the words of its place are others.
pub(in crate::cases) async fn put_again(tx: &mut Tx, case: &Case) -> Result<(), StoreError> {
    let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
    tx.execute(&TAKE_OUT, params![case.city, number]).await?;
    tx.execute(&PENDING_AGAIN, params![case.city, case.id]).await?;
    Ok(())
}

/// Puts many new cases into the index at once.
pub(in crate::cases) async fn put_many(tx: &mut Tx, rows: impl Iterator<Item = &CaseRow>) -> Result<(), StoreError> {
    let mut entries = Vec::new();
    for row in rows {
        let case = &row.case;
        let number = number_from_text(&case.number).ok_or_else(|| StoreError::content("number", "yymmdd-nnnn"))?;
        entries.push(Entry {
            city: case.city,
            number,
            town: case.division / TOWN,
            words: words_of(&case.title, &row.place, &case.text, case.division),
        });
    }
    insert(tx, &entries.iter().collect::<Vec<_>>()).await
}

/// Whether a case of the city waits for the index.
pub async fn any_waiting(db: &Db, city: CityId) -> Result<bool, StoreError> {
    Ok(db.row(&ANY_WAITING, params![city]).await?.is_some())
}

/// What a look into the backlog did.
#[derive(Debug, Default)]
pub struct CaughtUp {
    /// How many were waiting, up to a batch.
    pub waiting: usize,
    /// Cases that the index does not take, each with the reason. They wait no more; no search finds them by their words.
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug)]
pub struct LeftOut {
    /// The case's number.
    pub number: String,
    pub problem: StoreError,
}

/// Takes some of the city's backlog into the index, the newest first.
///
/// Errors: those that would meet any other case as well.
pub async fn catch_up(db: &Db, city: CityId) -> Result<CaughtUp, StoreError> {
    let rows = db.rows(&BACKLOG, params![city, BATCH]).await?;
    let (mut waiting, mut left_out) = (Vec::new(), Vec::new());
    for row in &rows {
        let (id, number) = (row.id("case_id", CaseId)?, row.int("number")?);
        match entry(city, number, row) {
            Ok(entry) => waiting.push((id, entry)),
            Err(problem) => left_out.push(leave_out(db, city, id, number, problem).await?),
        }
    }
    match take_in(db, city, &waiting).await {
        Ok(()) => {}
        // One of them stands in the way of all: each for itself.
        Err(problem) if problem.is_of_a_row() => {
            for one in &waiting {
                match take_in(db, city, std::slice::from_ref(one)).await {
                    Err(problem) if problem.is_of_a_row() => {
                        left_out.push(leave_out(db, city, one.0, one.1.number, problem).await?);
                    }
                    done => done?,
                }
            }
        }
        Err(problem) => return Err(problem),
    }
    Ok(CaughtUp { waiting: rows.len(), left_out })
}

fn entry(city: CityId, number: i64, row: &Row) -> Result<Entry, StoreError> {
    let division = row.int("division")?;
    let words = words_of(&row.text("title")?, &row.text("place")?, &row.text("description")?, division);
    Ok(Entry { city, number, town: division / TOWN, words })
}

/// Out of the backlog into the index, in one transaction.
async fn take_in(db: &Db, city: CityId, waiting: &[(CaseId, Entry)]) -> Result<(), StoreError> {
    if waiting.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let taken = take(&mut tx, city, waiting.iter().map(|(id, _)| *id)).await?;
    // Whoever was faster has put the others in.
    let entries: Vec<&Entry> = waiting.iter().filter(|(id, _)| taken.contains(id)).map(|(_, entry)| entry).collect();
    if !entries.is_empty() {
        insert(&mut tx, &entries).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn leave_out(db: &Db, city: CityId, id: CaseId, number: i64, problem: StoreError) -> Result<LeftOut, StoreError> {
    let mut tx = db.begin().await?;
    take(&mut tx, city, std::iter::once(id)).await?;
    tx.commit().await?;
    Ok(LeftOut { number: number_text(number), problem })
}

/// Takes these out of the backlog; those that were still there.
async fn take(tx: &mut Tx, city: CityId, ids: impl Iterator<Item = CaseId>) -> Result<Vec<CaseId>, StoreError> {
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(ids.map(Value::from));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "DELETE FROM case_search_backlog WHERE city_id = $1 AND case_id IN ({}) RETURNING case_id",
        places.join(", ")
    );
    let rows = tx.rows(Built { name: "store::cases::search::take", text }, Params(values)).await?;
    rows.iter().map(|row| row.id("case_id", CaseId)).collect()
}

/// A case as the index keeps it.
struct Entry {
    city: CityId,
    number: i64,
    /// The padded code of its division without what lies inside a town.
    town: i64,
    words: String,
}

async fn insert(tx: &mut Tx, entries: &[&Entry]) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => {
            let mut bulk = Bulk::new("store::cases::search::insert", "case_search", &["rowid", "words"], "");
            for entry in entries {
                bulk.push(tx, params![entry.city.0 * 1_000_000_000_000 + entry.number, &entry.words]).await?;
            }
            bulk.send(tx).await
        }
        Engine::Postgres => {
            for some in entries.chunks(500) {
                let mut values = Vec::new();
                let mut rows = Vec::new();
                for entry in some {
                    let at = values.len();
                    rows.push(format!(
                        "(CAST(${} AS BIGINT), CAST(${} AS BIGINT), CAST(${} AS BIGINT), CAST(${} AS TEXT))",
                        at + 1,
                        at + 2,
                        at + 3,
                        at + 4
                    ));
                    values.extend([
                        entry.city.into(),
                        entry.number.into(),
                        entry.town.into(),
                        entry.words.as_str().into(),
                    ]);
                }
                let text = format!(
                    "WITH v (city_id, number, town, words) AS (VALUES {}), \
                     towns AS (INSERT INTO case_search_towns (city_id, town, number) SELECT city_id, town, number FROM v) \
                     INSERT INTO case_search (city_id, number, words) \
                     SELECT city_id, number, array_to_tsvector(string_to_array(words, ' ')) FROM v",
                    rows.join(", ")
                );
                tx.execute(Built { name: "store::cases::search::insert", text }, Params(values)).await?;
            }
            Ok(())
        }
    }
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
