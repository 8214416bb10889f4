//! What an address of the table asks for, and the addresses of what lies beside it.

use changxiao_app::{
    AppError,
    indicators::{Asked, By},
    model::CityModel,
};
use changxiao_domain::{
    cases::Source,
    divisions::DivisionCode,
    indicators::{Indicator, Span, SpanKind},
    time::{Day, Instant},
};
use changxiao_words::{Lang, Texts, coded, fill, say, texts};
use serde::Deserialize;

use crate::{address::encode, words};

/// The words of the address. Unknown ones are dropped, so that a link of another version still opens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    pub period: String,
    /// The ends of a stretch of days, which a form sends.
    pub from: String,
    pub to: String,
    pub by: String,
    pub set: String,
    pub source: String,
    pub category: String,
    pub division: String,
    pub sort: String,
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
    pub asked: Asked,
    pub set: Set,
    /// A column's code, with `-` before it where the worst comes first; empty for the usual order.
    pub sort: String,
}

impl PageQuery {
    /// Errors: a period that is none.
    pub fn read(words: &Words, model: &CityModel, now: Instant) -> Result<Self, AppError> {
        let span = match (words.from.is_empty() && words.to.is_empty(), words.period.is_empty()) {
            (false, _) => span(&format!("{}..{}", words.from, words.to))?,
            (true, false) => span(&words.period)?,
            (true, true) => Span::around(SpanKind::Month, model.day_of(now)),
        };
        let asked = Asked {
            span,
            by: By::parse(&words.by).unwrap_or(By::Unit),
            source: Source::parse(&words.source),
            category: Some(words.category.clone()).filter(|category| !category.is_empty()),
            division: words.division.parse::<DivisionCode>().ok(),
            unit: None,
        };
        let set = Set::ALL.into_iter().find(|set| set.code() == words.set).unwrap_or(Set::Handling);
        Ok(Self { asked, set, sort: words.sort.chars().take(40).collect() })
    }

    /// Percent-encoded, without the question mark.
    pub fn text(&self) -> String {
        let mut pairs = vec![
            ("period", self.asked.span.to_string()),
            ("by", self.asked.by.code().to_owned()),
            ("set", self.set.code().to_owned()),
        ];
        pairs.extend(self.narrowed());
        if !self.sort.is_empty() {
            pairs.push(("sort", self.sort.clone()));
        }
        pairs.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// What narrows the cases before anything is counted, as the list of cases knows it too.
    pub fn narrowed(&self) -> Vec<(&'static str, String)> {
        let Asked { source, category, division, .. } = &self.asked;
        let source = source.map(|source| ("source", source.code().to_owned()));
        let category = category.clone().map(|category| ("category", category));
        let division = division.map(|division| ("division", division.to_string()));
        source.into_iter().chain(category).chain(division).collect()
    }

    pub fn href(&self) -> String {
        format!("/indicators?{}", self.text())
    }

    pub fn with_span(&self, span: Span) -> Self {
        Self { asked: Asked { span, ..self.asked.clone() }, ..self.clone() }
    }

    pub fn with_by(&self, by: By) -> Self {
        Self { asked: Asked { by, ..self.asked.clone() }, sort: String::new(), ..self.clone() }
    }

    pub fn with_set(&self, set: Set) -> Self {
        Self { set, sort: String::new(), ..self.clone() }
    }

    pub fn with_sort(&self, sort: String) -> Self {
        Self { sort, ..self.clone() }
    }
}

/// The period of an address. Errors: it is none.
pub(super) fn span(text: &str) -> Result<Span, AppError> {
    text.parse().map_err(|_| {
        let text: String = text.chars().take(40).collect();
        AppError::field("period", say!(indicators_text_no_period_write_2026, text))
    })
}

/// 6 月; 2026 年第 25 周; 6 月 15 日 12:00 至 6 月 16 日 12:00.
pub(super) fn span_label(lang: Lang, span: Span, this_year: i16) -> String {
    let l = texts(lang);
    let (first, end, _) = span.bounds();
    let day = |day: Day| words::day(lang, day, this_year);
    match span {
        Span::Noon(_) => fill(l.indicators_noon_label, &[("first", &day(first)), ("last", &day(end))]),
        Span::Week(monday) => {
            let last = end.yesterday().unwrap_or(end);
            let week = monday.iso_week_date().week();
            fill(l.indicators_week_label, &[("n", &week), ("first", &day(first)), ("last", &day(last))])
        }
        Span::Period(period) => crate::names::period_label(lang, period, this_year),
        Span::Days(first, last) => fill(l.indicators_days_label, &[("first", &day(first)), ("last", &day(last))]),
    }
}

pub(super) const fn kind_label(l: &'static Texts, kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Noon => l.indicators_kind_noon,
        SpanKind::Week => l.indicators_kind_week,
        SpanKind::Month => l.indicators_kind_month,
        SpanKind::Quarter => l.indicators_kind_quarter,
        SpanKind::Year => l.indicators_kind_year,
        SpanKind::Days => l.indicators_kind_days,
    }
}

pub(super) const fn by_label(l: &'static Texts, by: By) -> &'static str {
    match by {
        By::Unit => l.indicators_by_unit,
        By::County => l.indicators_by_county,
        By::Town => l.indicators_by_town,
        By::Village => l.indicators_by_village,
        By::Major => l.indicators_by_major,
        By::Category => l.indicators_by_category,
        By::Source => l.indicators_by_source,
        By::Function => l.indicators_by_function,
    }
}
