//! By which index an alternative of a list is asked.

use super::filter::{CaseFilter, Sort};
use crate::engine::Engine;

/// What leads to the rows of an alternative.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    City,
    /// A town or less.
    Division,
    Lead,
    Reporter,
    Helped,
    Ids,
}

/// What an alternative of states asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    OpenState,
    EndState,
    Asked,
    CameBack,
}

/// Few rows have these words or numbers or lie at this site, and their own indexes lead to them.
pub(super) fn few(filter: &CaseFilter) -> bool {
    filter.words.is_some() || !filter.numbers.is_empty() || filter.site.is_some()
}

/// The town or street in which a range of padded codes lies whole, as its code without the last three digits.
pub(super) const fn town_of((first, last): (i64, i64)) -> Option<i64> {
    if first / 1_000 == last / 1_000 { Some(first / 1_000) } else { None }
}

/// A county or more: a good part of all cases, among which the newest are soon found.
pub(super) const fn is_wide((first, last): (i64, i64)) -> bool {
    last - first >= 999_999
}

/// What stands after FROM, and the column of the id. PostgreSQL keeps statistics and chooses an index itself. SQLite has none for a database that grows,
/// and takes a walk over all cases for as good as one over those that are open, so it is told.
pub(super) fn source(engine: Engine, filter: &CaseFilter, reach: Reach, kind: Kind) -> (String, &'static str) {
    let helped =
        "(SELECT city_id AS co_city, case_id AS co_case, unit_id AS co_unit FROM case_units) AS co CROSS JOIN cases";
    let (from, id) = if reach == Reach::Helped { (helped, "co_case") } else { ("cases", "case_id") };
    match index(filter, reach, kind).filter(|_| engine == Engine::Sqlite) {
        Some(index) => (format!("{from} INDEXED BY {index}"), id),
        None => (from.to_owned(), id),
    }
}

fn index(filter: &CaseFilter, reach: Reach, kind: Kind) -> Option<&'static str> {
    let open = filter.open == Some(true) || kind == Kind::OpenState;
    let due = filter.sort == Sort::Due;
    if few(filter) || reach == Reach::Ids || filter.co_unit.is_some() {
        return None;
    }
    if reach == Reach::Helped {
        return Some("sqlite_autoindex_cases_1");
    }
    if kind == Kind::Asked || !filter.asked.is_empty() {
        return Some("cases_asked");
    }
    if !open || kind == Kind::EndState {
        return match reach {
            Reach::Lead => Some("cases_by_lead"),
            Reach::Reporter => Some("cases_by_reporter"),
            Reach::Division => Some("cases_by_division"),
            _ => None,
        };
    }
    // Who led a case then is in no index.
    let then = filter.counted.as_ref().is_some_and(|by| by.then);
    let led = reach == Reach::Lead || filter.lead.is_some() || (!filter.lead_any.is_empty() && !then);
    let narrow = reach == Reach::Division || filter.divisions.is_some_and(|range| !is_wide(range));
    Some(match () {
        () if led && due => "cases_open_by_lead_due",
        () if led => "cases_open_by_lead",
        () if filter.reporter_post.is_some() => "cases_open_by_post",
        () if filter.frame.is_some() => "cases_open_by_place",
        () if narrow => "cases_open_by_town",
        () if reach == Reach::Reporter || filter.reporter_unit.is_some() => "cases_by_reporter",
        // Each of these has a small index of its own, which is found without being told.
        () if filter.supervised.is_some()
            || filter.reply_owed
            || kind == Kind::CameBack
            || filter.reworked
            || filter.returned =>
        {
            return None;
        }
        () if kind == Kind::OpenState => {
            if due {
                "cases_open"
            } else {
                "cases_open_by_state"
            }
        }
        () if due => "cases_open_by_due",
        () => "cases_open_board",
    })
}
