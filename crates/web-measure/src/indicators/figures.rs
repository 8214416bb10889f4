//! A figure in words, with the addresses of the cases that it was counted from.

use changxiao_app::indicators::{Row, Table};
use changxiao_domain::{
    indicators::{Indicator, Part},
    scoring::Milli,
};
use changxiao_words::{Lang, texts};

use crate::{links::cases_href, words};

/// A count that opens to its cases; an empty address where there are none.
#[derive(Clone, Debug, Default)]
pub struct Link {
    pub href: String,
    pub text: String,
}

/// One cell of a table.
#[derive(Clone, Debug)]
pub struct Figure {
    pub label: &'static str,
    /// 95.2%, or that nothing was due.
    pub share: String,
    /// Thousandths of a per cent, for sorting; `None` where nothing was due.
    pub value: Option<i64>,
    pub due: Link,
    pub met: Link,
    /// Basically satisfied ones; empty elsewhere.
    pub partly: Link,
    pub rated: bool,
}

/// 95.2%.
pub(crate) fn percent(share: Milli) -> String {
    format!("{}%", words::score(share.0))
}

pub(super) fn link(
    table: &Table,
    row: &Row,
    at: (Indicator, Part),
    n: i64,
    narrowed: &[(&'static str, String)],
) -> Link {
    let href = if n > 0 { cases_href(&table.counted(row, at.0, at.1), narrowed) } else { String::new() };
    Link { href, text: words::count(n) }
}

pub(super) fn figure(
    table: &Table,
    row: &Row,
    indicator: Indicator,
    narrowed: &[(&'static str, String)],
    lang: Lang,
) -> Figure {
    let tally = row.counts.of(indicator);
    let share = tally.percent(table.rules.partly_thousandths);
    let part = |part, n| link(table, row, (indicator, part), n, narrowed);
    Figure {
        label: indicator.name(lang),
        share: share.map_or_else(|| texts(lang).indicators_not_rated.to_owned(), percent),
        value: share.map(|share| share.0),
        due: part(Part::Due, tally.due),
        met: part(Part::Met, tally.met),
        partly: if tally.partly > 0 { part(Part::Partly, tally.partly) } else { Link::default() },
        rated: tally.due > 0,
    }
}
