//! The condition that asks the index.

use std::borrow::Cow;

use changxiao_domain::{
    ids::{CaseId, CityId},
    search::{Search, Term},
};

use super::{
    super::{
        CaseFilter, ScopeFilter,
        condition::{Hits, Query},
        number_from_text,
        paths::town_of,
    },
    DIVISION_SIZES, MOST_HITS, UNINDEXED, division_word, index_words_of,
};
use crate::{
    Db, Engine, StoreError,
    engine::{Anew, Built, Params, contains},
    params,
    search::{asked, newest},
};

/// So many of them are looked at first, and then so many, before all of them are. Where only the words are asked for, a page is
/// full with the first; where something else holds as well, as that a case is open, it takes more.
const FIRST_LOOKS: [i64; 2] = [100, 500];
const FIRST_LOOKS_NARROWED: [i64; 1] = [400];

/// PostgreSQL looks for the first hits among so many times as many of the newest cases of the city or of a town, and no further: left
/// to itself it walks through all of them for a word that one case holds, because it takes every word it does not know for a common
/// one. A division of another size has no walk of its own, and lies among all cases.
const CASES_A_HIT: i64 = 10;
const CASES_A_HIT_WITHIN: i64 = 40;

/// A search reads so many of the newest cases that the index does not hold yet. Where there are more (an update of the program on a
/// large city), the rest is found later.
const MOST_UNINDEXED: i64 = 2_000;

/// The filter, with the cases that hold its words and are not in the index yet.
pub(crate) async fn with_unindexed<'a>(
    db: &Db,
    city: CityId,
    filter: &'a CaseFilter,
) -> Result<Cow<'a, CaseFilter>, StoreError> {
    let Some(search) = searched(filter) else { return Ok(Cow::Borrowed(filter)) };
    let mut unindexed = Vec::new();
    for row in db.rows(&UNINDEXED, params![city, MOST_UNINDEXED]).await? {
        if search.is_met_by(&index_words_of(&row.text("title")?, &row.text("place")?, &row.text("description")?)) {
            unindexed.push(row.int("number")?);
        }
    }
    Ok(Cow::Owned(CaseFilter { unindexed, ..filter.clone() }))
}

/// Whether more cases hold the words than a search looks at, so that older ones are left out. A number is not searched for.
pub async fn left_out(db: &Db, city: CityId, filter: &CaseFilter) -> Result<bool, StoreError> {
    let Some(search) = searched(filter) else { return Ok(false) };
    // A territory is asked for its own hits besides those of the city; what lies elsewhere concerns it only by chance.
    let own: Vec<Option<(i64, i64)>> = match (filter.divisions, &filter.scope) {
        (None, ScopeFilter::Territory { ranges, .. }) => ranges.iter().copied().map(Some).collect(),
        (divisions, _) => vec![divisions],
    };
    for range in own {
        let mut terms = search.terms.clone();
        terms.extend(range.and_then(division_term));
        let mut query = Query::over(db.engine(), city);
        let hits = query.newest(&terms);
        let text = format!("SELECT number FROM ({hits} LIMIT 1 OFFSET {MOST_HITS}) AS hits");
        let built = Built { name: "store::cases::search::left_out", text };
        if db.row(Anew(built), Params(query.values)).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the filter searches; a number is looked up and not searched for.
pub(in crate::cases) fn asks_for_words(filter: &CaseFilter) -> bool {
    searched(filter).is_some()
}

fn searched(filter: &CaseFilter) -> Option<Search> {
    let words = filter.words.as_deref().map(str::trim).unwrap_or_default();
    Search::of(words).filter(|_| number_from_text(words).is_none())
}

/// The cases that a search looks at, the newest first: ids out of the index by number, no row is read.
pub(in crate::cases) async fn hits(db: &Db, city: CityId, filter: &CaseFilter) -> Result<Vec<CaseId>, StoreError> {
    Ok(hits_up_to(db, city, filter, Newest::All).await?.into_iter().map(|(_, id)| id).collect())
}

pub(in crate::cases) fn first_looks(filter: &CaseFilter) -> &'static [i64] {
    let CaseFilter { words, divisions, scope, sort, unindexed, .. } = filter.clone();
    let of_words = CaseFilter { words, divisions, scope, sort, unindexed, ..CaseFilter::default() };
    if *filter == of_words { &FIRST_LOOKS } else { &FIRST_LOOKS_NARROWED }
}

/// The newest few of the hits.
pub(in crate::cases) struct FirstHits {
    pub ids: Vec<CaseId>,
    /// There are as many as were asked for; else what is there is rare, and the whole index is the shorter way.
    pub full: bool,
    /// There are no others.
    pub all: bool,
}

/// The newest few of the hits: most pages are full with them, and all of them cost four times as much. `None` where they may not
/// be those that stand first in the list: a search in a division and beside it takes hits from two ends, and a list goes by the age of
/// the case, hits by its number, which is the same order unless somebody reports while another one gets a number.
pub(in crate::cases) async fn first_hits(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    most: i64,
) -> Result<Option<FirstHits>, StoreError> {
    if within(filter).len() > 1 {
        return Ok(None);
    }
    let mut hits = hits_up_to(db, city, filter, Newest::First(most)).await?;
    let indexed = hits.iter().filter(|(number, _)| !filter.unindexed.contains(number));
    let (found, oldest) = (indexed.clone().count(), indexed.map(|(number, _)| *number).min());
    let full = i64::try_from(found).is_ok_and(|n| n >= most);
    let all = !full && db.engine() == Engine::Sqlite;
    if !all {
        // A case that the index does not hold yet may be older than hits that were not looked for.
        let Some(oldest) = oldest else { return Ok(None) };
        hits.retain(|(number, _)| *number >= oldest);
    }
    let ids: Vec<CaseId> = hits.into_iter().map(|(_, id)| id).collect();
    Ok(ids.is_sorted_by(|newer, older| newer > older).then_some(FirstHits { ids, full, all }))
}

/// How many of the newest hits are asked for.
#[derive(Clone, Copy)]
enum Newest {
    /// So many, by number, out of the newest cases.
    First(i64),
    /// As many as a search looks at, by case.
    All,
}

impl Newest {
    const fn most(self) -> i64 {
        match self {
            Self::First(most) => most,
            Self::All => MOST_HITS,
        }
    }
}

async fn hits_up_to(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    newest: Newest,
) -> Result<Vec<(i64, CaseId)>, StoreError> {
    let Some(search) = searched(filter) else { return Ok(Vec::new()) };
    let mut query = Query::over(db.engine(), city);
    query.among_hits(&search, filter, newest);
    let order = if matches!(newest, Newest::All) { "case_id" } else { "number" };
    let text = format!("SELECT number, case_id FROM cases WHERE {} ORDER BY {order} DESC", query.text);
    let rows = db.rows(Anew(Built { name: "store::cases::search::hits", text }), Params(query.values)).await?;
    rows.iter().map(|row| Ok((row.int("number")?, row.id("case_id", CaseId)?))).collect()
}

/// Within which divisions the hits are asked for, each for itself. The newest hits of the whole city may all lie outside what a post may
/// see: its own division is asked besides.
fn within(filter: &CaseFilter) -> Vec<Option<(i64, i64)>> {
    match (filter.divisions, &filter.scope) {
        (Some(range), _) => vec![Some(range)],
        (None, ScopeFilter::Territory { ranges, .. }) => ranges.iter().copied().map(Some).chain([None]).collect(),
        (None, _) => vec![None],
    }
}

impl Query {
    /// Narrows to cases whose text holds what is searched for.
    pub(in crate::cases) fn search(&mut self, search: &Search, filter: &CaseFilter) {
        if self.hits == Hits::Asked {
            self.among_hits(search, filter, Newest::All);
        }
        for phrase in &search.phrases {
            let pattern = contains(phrase);
            self.and(
                "(LOWER(title) LIKE $? ESCAPE '!' OR LOWER(place) LIKE $? ESCAPE '!' OR LOWER(description) LIKE $? ESCAPE '!')",
                [pattern.clone().into(), pattern.clone().into(), pattern.into()],
            );
        }
    }

    fn among_hits(&mut self, search: &Search, filter: &CaseFilter, newest: Newest) {
        let mut asks: Vec<String> = within(filter)
            .into_iter()
            .map(|range| {
                let mut terms = search.terms.clone();
                terms.extend(range.and_then(division_term));
                self.hits_of(&terms, range, newest)
            })
            .collect();
        if !filter.unindexed.is_empty() {
            let list = self.places(&filter.unindexed);
            asks.push(format!("number IN ({list})"));
        }
        self.and(&format!("({})", asks.join(" OR ")), []);
    }

    /// The condition that a case is among the newest hits of all these terms. PostgreSQL may ask a subquery anew for every row; an array it
    /// fills once.
    fn hits_of(&mut self, terms: &[Term], range: Option<(i64, i64)>, newest: Newest) -> String {
        let most = newest.most();
        match (self.engine, newest) {
            (Engine::Sqlite, _) => format!("number IN ({} LIMIT {most})", self.newest(terms)),
            (Engine::Postgres, Newest::All) => format!("number = ANY (ARRAY({} LIMIT {most}))", self.newest(terms)),
            (Engine::Postgres, Newest::First(_)) => {
                let newest = self.newest_cases(range, most);
                let words = self.value(asked(self.engine, terms));
                format!(
                    "number = ANY (ARRAY(SELECT s.number FROM ({newest}) AS s WHERE s.words @@ CAST({words} AS TSQUERY) \
                     ORDER BY s.number DESC LIMIT {most}))"
                )
            }
        }
    }

    /// Selects the newest cases of the index of PostgreSQL, as many as the first hits are looked for among.
    fn newest_cases(&mut self, range: Option<(i64, i64)>, most: i64) -> String {
        match range.and_then(town_of) {
            Some(town) => {
                let (town, cases) = (self.value(town), most * CASES_A_HIT);
                format!(
                    "SELECT t.number, i.words FROM (SELECT number FROM case_search_towns WHERE city_id = $1 AND town = {town} \
                     ORDER BY number DESC LIMIT {cases}) AS t JOIN case_search i ON i.city_id = $1 AND i.number = t.number"
                )
            }
            None => {
                let cases = most * if range.is_some() { CASES_A_HIT_WITHIN } else { CASES_A_HIT };
                format!("SELECT number, words FROM case_search WHERE city_id = $1 ORDER BY number DESC LIMIT {cases}")
            }
        }
    }

    /// Selects the numbers of the cases that hold all these terms, the newest first.
    fn newest(&mut self, terms: &[Term]) -> String {
        let place = self.value(asked(self.engine, terms));
        newest(self.engine, "case_search", &place)
    }
}

/// The word of the smallest division that holds the range of padded codes.
fn division_term((first, last): (i64, i64)) -> Option<Term> {
    let size = DIVISION_SIZES.into_iter().rev().find(|size| first / size == last / size)?;
    Some(Term::Whole(division_word(first, size)))
}
