//! A figure in words, with the addresses of the cases that it was counted from.

use changxiao_app::{
    indicators::{Row, Table},
    model::CityModel,
};
use changxiao_domain::{
    divisions::DivisionCode,
    indicators::{Counted, Group, Indicator, Part},
    scoring::Milli,
};
use changxiao_words::{Lang, fill, texts};

use crate::{address::encode, words};

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

/// The list of cases that a figure was counted from. `narrowed` is what was chosen beside the figure.
pub(crate) fn cases_href(counted: &Counted, narrowed: &[(&'static str, String)]) -> String {
    let mut href = String::from("/cases?tab=all");
    for (key, value) in narrowed {
        href.push_str(&format!("&{key}={}", encode(value)));
    }
    href.push_str(&format!("&counted={}", encode(&counted.to_string())));
    href
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

/// What a row stands for.
pub(crate) fn group_name(model: &CityModel, lang: Lang, group: &Group) -> String {
    let l = texts(lang);
    match group {
        Group::All => l.indicators_all.to_owned(),
        Group::Unit(unit) => model.unit_name(*unit, lang).to_owned(),
        Group::Division(first, _) => {
            let name = DivisionCode::from_padded(*first).map(|code| model.name_of_division(code, lang).to_owned());
            name.ok().filter(|name| !name.is_empty()).unwrap_or_else(|| first.to_string())
        }
        Group::Major(code) => {
            let of_code = model.categories.majors.iter().find(|major| {
                let letter = major.class.letter();
                format!("{letter}{}", major.code) == *code
            });
            of_code.map_or_else(|| code.clone(), |major| major.name(lang).to_owned())
        }
        Group::Category(code) => model.category_name(code, lang).to_owned(),
        Group::Source(code) => changxiao_domain::cases::Source::parse(code)
            .map_or_else(|| code.clone(), |source| crate::cases::source_word(lang, source).to_owned()),
    }
}

/// What a list of cases says that it was opened from: 按期处置率 分子 · 市城管局.
pub(crate) fn counted_words(model: &CityModel, lang: Lang, counted: &Counted) -> String {
    let l = texts(lang);
    let part = match counted.part {
        Part::Due => l.indicators_part_due,
        Part::Met => l.indicators_part_met,
        Part::Partly => l.indicators_part_partly,
        Part::Good(_) => l.indicators_part_good,
        Part::Bad(_) => l.indicators_part_bad,
    };
    let name = counted.indicator.name(lang);
    match &counted.group {
        Group::All => fill(l.indicators_counted_all, &[("name", &name), ("part", &part)]),
        group => {
            let group = group_name(model, lang, group);
            fill(l.indicators_counted, &[("name", &name), ("part", &part), ("group", &group)])
        }
    }
}
