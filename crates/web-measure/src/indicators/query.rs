//! What an address of the table asks for, and the addresses of what lies beside it.

use changxiao_app::{
    AppError,
    indicators::{By, TableQuery},
    model::CityModel,
};
use changxiao_domain::{
    cases::Source,
    indicators::{Indicator, Span, SpanKind},
    time::Instant,
};
use changxiao_web_kit::address::Address;
use changxiao_web_kit::filtered::{self, Filter, Value, codes};
use changxiao_words::{Message, coded, say};
use serde::Deserialize;

use super::figures::narrowed;

/// The period of a table.
pub(super) const PERIOD: &[Filter] = &[Filter::new("period", Value::Without(not_a_span))];

/// What may stand in the address of the table, of its print and of its sheets.
pub(super) const FILTERS: &[Filter] = &[
    PERIOD[0],
    Filter::new("from", Value::Day),
    Filter::new("to", Value::Day),
    Filter::new("by", Value::OneOf(|| codes(&By::ALL, By::code, &[]))),
    Filter::new("set", Value::OneOf(|| codes(&Set::ALL, Set::code, &[]))),
    Filter::new("source", Value::OneOf(|| codes(&Source::ALL, Source::code, &[]))),
    Filter::new("category", Value::Category),
    Filter::new("division", Value::Division),
    Filter::new("sort", Value::Known(|_, column| is_column(column))),
];

/// The words of the address. Unknown ones are refused before.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AddressQuery {
    period: String,
    /// The ends of a stretch of days, which a form sends.
    from: String,
    to: String,
    by: String,
    set: String,
    source: String,
    category: String,
    division: String,
    sort: String,
}

coded! {
    /// Which columns are shown.
    pub(super) enum Set {
        Handling = "handling", indicators_set_handling;
        Filing = "filing", indicators_set_filing;
        Field = "field", indicators_set_field;
        Calls = "calls", indicators_set_calls;
    }
}

impl Set {
    pub const fn indicators(self) -> &'static [Indicator] {
        use Indicator::*;
        match self {
            Set::Handling => &[Handling, OnTimeHandling, Closing, OnTimeClosing, Rework, ForcedClosing],
            Set::Filing => &[ValidReport, Miss, PublicReport, OnTimeFiling, ExactFiling, OnTimeDispatch, ExactDispatch],
            Set::Field => &[VerifySent, OnTimeVerify, CheckSent, OnTimeCheck],
            Set::Calls => &[Response, Solution, Satisfaction],
        }
    }
}

/// What a page shows.
#[derive(Clone, Debug)]
pub(super) struct PageQuery {
    pub asked: TableQuery,
    pub set: Set,
    /// A column's code, with `-` before it where the worst comes first; empty for the usual order.
    pub sort: String,
}

impl PageQuery {
    /// Errors: a period that is none.
    pub fn read(query: &AddressQuery, model: &CityModel, now: Instant) -> Result<Self, AppError> {
        let span = match (query.from.is_empty() && query.to.is_empty(), query.period.is_empty()) {
            (false, _) => span(&format!("{}..{}", query.from, query.to))?,
            (true, false) => span(&query.period)?,
            (true, true) => Span::around(SpanKind::Month, model.day_of(now)),
        };
        let asked = TableQuery {
            span,
            by: By::parse(&query.by).unwrap_or(By::Unit),
            source: Source::parse(&query.source),
            category: Some(query.category.clone()).filter(|category| !category.is_empty()),
            division: filtered::division(model, query.division.trim()),
            unit: None,
        };
        let set = Set::parse(&query.set).unwrap_or(Set::Handling);
        Ok(Self { asked, set, sort: query.sort.chars().take(40).collect() })
    }

    /// The same table at another path.
    pub fn at(&self, path: &str) -> Address {
        let narrowed = narrowed(&self.asked);
        let address = narrowed.into_iter().fold(self.whole(path), |address, (name, value)| address.with(name, value));
        address.with("sort", &self.sort)
    }

    /// The table without what narrows and sorts it.
    pub fn whole(&self, path: &str) -> Address {
        let address = Address::new(path).with("period", self.asked.span);
        address.with("by", self.asked.by.code()).with("set", self.set.code())
    }

    pub fn is_narrowed(&self) -> bool {
        !narrowed(&self.asked).is_empty()
    }

    pub fn with_span(&self, span: Span) -> Address {
        Self { asked: TableQuery { span, ..self.asked.clone() }, ..self.clone() }.at("/indicators")
    }

    pub fn with_by(&self, by: By) -> Address {
        Self { asked: TableQuery { by, ..self.asked.clone() }, sort: String::new(), ..self.clone() }.at("/indicators")
    }

    pub fn with_set(&self, set: Set) -> Address {
        Self { set, sort: String::new(), ..self.clone() }.at("/indicators")
    }

    pub fn with_sort(&self, sort: String) -> Address {
        Self { sort, ..self.clone() }.at("/indicators")
    }
}

/// The period of an address. Errors: it is none.
pub(super) fn span(text: &str) -> Result<Span, AppError> {
    text.parse().map_err(|_| AppError::field("period", no_span(text)))
}

fn not_a_span(text: &str) -> Option<Message> {
    text.parse::<Span>().is_err().then(|| no_span(text))
}

fn no_span(text: &str) -> Message {
    let text: String = text.chars().take(40).collect();
    say!(indicators_text_no_period_write_2026, text)
}

/// Whether a table can be sorted by this; `-` before it turns the order.
fn is_column(text: &str) -> bool {
    let column = text.strip_prefix('-').unwrap_or(text);
    ["name", "score"].contains(&column) || Indicator::ALL.iter().any(|one| one.code() == column)
}
