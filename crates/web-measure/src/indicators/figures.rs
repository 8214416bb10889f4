//! A figure with the addresses of the cases that it was counted from.

use changxiao_app::{
    indicators::{By, Row, Table, TableQuery},
    model::CityModel,
};
use changxiao_domain::{
    indicators::{Indicator, Part},
    scoring::Milli,
};
use changxiao_web_kit::{links::cases_href, names::group_name};
use changxiao_words::Lang;

/// A count that opens to its cases; no address where there are none.
pub(super) struct Count {
    pub n: i64,
    pub href: Option<String>,
}

/// One cell of a table.
pub(super) struct Figure {
    pub indicator: Indicator,
    /// Thousandths of a per cent; `None` where nothing was due.
    pub share: Option<Milli>,
    pub due: Count,
    pub met: Count,
    /// Basically satisfied ones; 0 elsewhere.
    pub partly: Count,
}

impl Count {
    pub fn of(table: &Table, row: &Row, indicator: Indicator, part: Part, n: i64) -> Self {
        let href = || cases_href(&table.counted(row, indicator, part), &narrowed(&table.asked));
        Self { n, href: (n > 0).then(href) }
    }
}

impl Figure {
    pub fn of(table: &Table, row: &Row, indicator: Indicator) -> Self {
        let tally = row.counts.of(indicator);
        let count = |part, n| Count::of(table, row, indicator, part, n);
        Self {
            indicator,
            share: tally.percent(table.rules.partly_thousandths),
            due: count(Part::Due, tally.due),
            met: count(Part::Met, tally.met),
            partly: count(Part::Partly, tally.partly),
        }
    }
}

/// What narrows the cases before anything is counted, as the list of cases knows it too.
pub(super) fn narrowed(asked: &TableQuery) -> Vec<(&'static str, String)> {
    let source = asked.source.map(|source| ("source", source.code().to_owned()));
    let category = asked.category.clone().map(|category| ("category", category));
    let division = asked.division.map(|division| ("division", division.to_string()));
    source.into_iter().chain(category).chain(division).collect()
}

/// What a row stands for: a function by its composite, anything else by its group.
pub(super) fn row_name(model: &CityModel, lang: Lang, table: &Table, row: &Row) -> String {
    match row.subject.filter(|_| table.asked.by == By::Function).and_then(|subject| table.rules.scheme(subject)) {
        Some(scheme) => scheme.name(lang).to_owned(),
        None => group_name(model, lang, &row.group, table.until),
    }
}
