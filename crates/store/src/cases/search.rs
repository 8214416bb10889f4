//! The full-text index of cases: what goes in, and the condition that asks it.
//!
//! A case has a hundred words and more, and both engines write many cases into the index with less work than one by one. So a
//! report only leaves its case in the backlog, and the server takes the backlog into the index all the time, in the pauses of
//! intake. A search asks the index and reads the backlog besides, so that it finds every case that was acknowledged before it was
//! asked, and writes nothing.

mod asked;
mod index;

use changxiao_domain::{masking::mask_text, search::index_words};

pub use asked::left_out;
pub(crate) use asked::with_unindexed;
pub(super) use asked::{asks_for_words, first_hits, first_looks, hits};
pub(crate) use index::forget;
pub use index::{CaughtUp, LeftOut, any_waiting, backlog, catch_up};
pub(super) use index::{put, put_again, put_many};

use crate::sql;

/// A search looks at so many of the newest hits; other conditions narrow these.
pub const MOST_HITS: i64 = 2_000;

sql! {
    PENDING = "INSERT INTO case_search_backlog (city_id, case_id) VALUES ($1, $2)";
    PENDING_AGAIN = "
        INSERT INTO case_search_backlog (city_id, case_id) VALUES ($1, $2)
        ON CONFLICT (city_id, case_id) DO NOTHING";
    TAKE_OUT = {
        sqlite: "DELETE FROM case_search WHERE rowid = $1 * 1000000000000 + $2",
        postgres: "
            WITH towns AS (DELETE FROM case_search_towns WHERE city_id = $1 AND number = $2)
            DELETE FROM case_search WHERE city_id = $1 AND number = $2"
    };
    FORGET = {
        sqlite: "DELETE FROM case_search WHERE rowid BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999",
        postgres: "
            WITH towns AS (DELETE FROM case_search_towns WHERE city_id = $1)
            DELETE FROM case_search WHERE city_id = $1"
    };
    BACKLOG = "
        SELECT b.case_id, c.number, c.title, c.place, c.description, c.division
        FROM case_search_backlog b
        JOIN cases c ON c.city_id = b.city_id AND c.case_id = b.case_id
        WHERE b.city_id = $1
        ORDER BY b.case_id DESC
        LIMIT $2";
    UNINDEXED = "
        SELECT c.number, c.title, c.place, c.description
        FROM case_search_backlog b
        JOIN cases c ON c.city_id = b.city_id AND c.case_id = b.case_id
        WHERE b.city_id = $1
        ORDER BY b.case_id DESC
        LIMIT $2";
    ANY_WAITING = "SELECT case_id FROM case_search_backlog WHERE city_id = $1 LIMIT 1";
    COUNT_BACKLOG = "SELECT COUNT(*) AS n FROM case_search_backlog WHERE city_id = $1";
    FORGET_BACKLOG = "DELETE FROM case_search_backlog WHERE city_id = $1";
}

/// The words of a case and those of its place among the divisions, so that a search within a street looks at its own hits.
fn words_of(title: &str, place: &str, text: &str, division: i64) -> String {
    let divisions = DIVISION_SIZES.map(|size| division_word(division, size));
    let of_text = index_words_of(title, place, text);
    // A text of signs only has no words, and PostgreSQL takes no empty one.
    let words = of_text.split(' ').filter(|word| !word.is_empty()).chain(divisions.iter().map(String::as_str));
    words.collect::<Vec<_>>().join(" ")
}

/// Numbers of persons go into no index, so that nobody finds out by asking whose case it is.
fn index_words_of(title: &str, place: &str, text: &str) -> String {
    index_words(&[&mask_text(title), &mask_text(place), &mask_text(text)])
}

/// County, town and community, as what their padded codes leave out.
const DIVISION_SIZES: [i64; 3] = [1_000_000, TOWN, 1];
const TOWN: i64 = 1_000;

fn division_word(division: i64, size: i64) -> String {
    format!("xzqh{}", division / size)
}
