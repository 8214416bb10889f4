//! Filters of the templates: `{{ case.due_at|moment }}`, `{{ case.lead|unit }}`, `{{ n|count }}`. They print domain values in the
//! language, the city and the year of the page. A template file finds them when its Rust module says
//! `use changxiao_web_kit::filters;`.

use std::fmt::{self, Display, Formatter};

use askama::{FastWritable, Result, Values, filter_fn};
use changxiao_domain::{
    calendar::{DueStatus, Limit},
    divisions::DivisionCode,
    ids::{PostId, UnitId},
    indicators::Span,
    scoring::{Milli, Period, Rate},
    standards::Quantity,
    time::{Day, Instant},
};
use changxiao_store::inspections::VisitRow;
use changxiao_words::{Say, fill};

use crate::{
    cx::Cx,
    fact::Fact,
    names::{self, SiteName},
    words,
};

/// A value that a filter takes as it is or behind references, because loops and matches of templates lend what they show.
pub trait FilterValue<T> {
    fn value(&self) -> T;
}

impl<T, G: FilterValue<T> + ?Sized> FilterValue<T> for &G {
    fn value(&self) -> T {
        (**self).value()
    }
}

macro_rules! values {
    ($($kind:ty),*) => {$(
        impl FilterValue<$kind> for $kind {
            fn value(&self) -> $kind {
                *self
            }
        }
    )*};
}

values!(Instant, Day, Limit, DueStatus, UnitId, PostId, DivisionCode, Period, Rate, Span, bool, i64);

/// Points and shares are printed from their thousandths.
impl FilterValue<i64> for Milli {
    fn value(&self) -> i64 {
        self.0
    }
}

/// What was met of a visit.
impl FilterValue<Rate> for VisitRow {
    fn value(&self) -> Rate {
        Rate::of(self.met, self.not_met)
    }
}

impl FilterValue<Fact> for Fact {
    fn value(&self) -> Fact {
        self.clone()
    }
}

/// Numbers of any width are counted alike.
macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl FilterValue<i64> for $kind {
            fn value(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, usize, i16, i32);

/// A place is a division or the padded code that a case carries.
pub trait Place {
    fn padded(&self) -> i64;
}

impl Place for DivisionCode {
    fn padded(&self) -> i64 {
        DivisionCode::padded(*self)
    }
}

impl Place for i64 {
    fn padded(&self) -> i64 {
        *self
    }
}

impl<T: Place + ?Sized> Place for &T {
    fn padded(&self) -> i64 {
        (**self).padded()
    }
}

/// 6 月 11 日 10:20; with the year when it is another.
#[filter_fn]
pub fn moment(at: impl FilterValue<Instant>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(words::moment(cx.lang, cx.wall(at.value()), cx.this_year()))
}

/// 2026 年 6 月 11 日 星期四 10:20.
#[filter_fn]
pub fn full_moment(at: impl FilterValue<Instant>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(words::full_moment(cx.lang, cx.wall(at.value())))
}

/// 10:20.
#[filter_fn]
pub fn time(at: impl FilterValue<Instant>, values: &dyn Values) -> Result<String> {
    Ok(words::time_of_day(Cx::from_values(values)?.wall(at.value())))
}

/// 10:20, and before it its day where that is wanted.
#[filter_fn]
pub fn time_on<D: FilterValue<bool>>(
    at: impl FilterValue<Instant>,
    values: &dyn Values,
    with_day: D,
) -> Result<String> {
    let cx = Cx::from_values(values)?;
    let at = cx.wall(at.value());
    Ok(if with_day.value() { words::moment(cx.lang, at, cx.this_year()) } else { words::time_of_day(at) })
}

/// 6 月 11 日; with the year when it is another.
#[filter_fn]
pub fn day(day: impl FilterValue<Day>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(words::day(cx.lang, day.value(), cx.this_year()))
}

/// The day of a moment in the city: 6 月 11 日; with the year when it is another.
#[filter_fn]
pub fn day_of(at: impl FilterValue<Instant>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(words::day(cx.lang, cx.wall(at.value()).day, cx.this_year()))
}

/// 2026 年 6 月 11 日.
#[filter_fn]
pub fn full_day(day: impl FilterValue<Day>, values: &dyn Values) -> Result<String> {
    Ok(words::full_day(Cx::from_values(values)?.lang, day.value()))
}

/// 星期四.
#[filter_fn]
pub fn weekday(day: impl FilterValue<Day>, values: &dyn Values) -> Result<&'static str> {
    Ok(words::weekday(Cx::from_values(values)?.lang, day.value()))
}

/// 1 小时 46 分, from microseconds.
#[filter_fn]
pub fn duration(micros: impl FilterValue<i64>, values: &dyn Values) -> Result<String> {
    Ok(words::duration(Cx::from_values(values)?.lang, micros.value()))
}

/// 剩 1 小时 46 分 or 超 3 小时 25 分: from now until a moment.
#[filter_fn]
pub fn time_left(at: impl FilterValue<Instant>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(words::time_left(cx.lang, at.value().since(cx.now)))
}

/// 08:30, from minutes since midnight.
#[filter_fn]
pub fn minute_of_day(minutes: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    let minutes = minutes.value();
    Ok(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// 4 工作时.
#[filter_fn]
pub fn limit(limit: impl FilterValue<Limit>, values: &dyn Values) -> Result<String> {
    Ok(words::limit_words(Cx::from_values(values)?.lang, limit.value()))
}

/// 1,288.
#[filter_fn]
pub fn count(number: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    Ok(words::count(number.value()))
}

/// 86.4, from thousandths of a point.
#[filter_fn]
pub fn score(thousandths: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    Ok(words::score(thousandths.value()))
}

/// 1.867, from thousandths of a point.
#[filter_fn]
pub fn exact_score(thousandths: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    Ok(words::exact_score(thousandths.value()))
}

/// +0.7, from thousandths of a point.
#[filter_fn]
pub fn signed_score(thousandths: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    Ok(words::signed_score(thousandths.value()))
}

/// 95.2%, from thousandths of a per cent.
#[filter_fn]
pub fn percent(thousandths: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    Ok(format!("{}%", words::score(thousandths.value())))
}

/// 92%, rounded down, or a dash where nothing was rated.
#[filter_fn]
pub fn rate(rate: impl FilterValue<Rate>, _: &dyn Values) -> Result<String> {
    let Rate { met, due } = rate.value();
    Ok(words::percent(met, due))
}

/// 每 300 米不少于 5 处: the countable part of a check item.
#[filter_fn]
pub fn quantity(quantity: &Quantity, values: &dyn Values) -> Result<String> {
    Ok(names::quantity_words(Cx::from_values(values)?.lang, quantity))
}

/// 10 月; with the year when it is another.
#[filter_fn]
pub fn period(period: impl FilterValue<Period>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(names::period_label(cx.lang, period.value(), cx.this_year()))
}

/// 2026 年第 25 周: a period of figures.
#[filter_fn]
pub fn span(span: impl FilterValue<Span>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(names::span_label(cx.lang, span.value(), cx.this_year()))
}

/// 32 米 or 1.2 千米.
#[filter_fn]
pub fn distance(metres: impl FilterValue<i64>, values: &dyn Values) -> Result<String> {
    Ok(words::distance(Cx::from_values(values)?.lang, metres.value()))
}

/// 340 kB.
#[filter_fn]
pub fn file_size(bytes: impl FilterValue<i64>, _: &dyn Values) -> Result<String> {
    Ok(words::file_size(bytes.value()))
}

/// The name of a unit.
#[filter_fn]
pub fn unit(unit: impl FilterValue<UnitId>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(cx.model.unit_name(unit.value(), cx.lang).to_owned())
}

/// A unit by its name, a moment as [`moment`], a text as it is.
#[filter_fn]
pub fn fact(fact: impl FilterValue<Fact>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(match fact.value() {
        Fact::Unit(unit) => cx.model.unit_name(unit, cx.lang).to_owned(),
        Fact::At(at) => words::moment(cx.lang, cx.wall(at), cx.this_year()),
        Fact::Text(text) => text,
    })
}

/// Unit and title of a post: 市创建办 · 调度岗.
#[filter_fn]
pub fn post(post: impl FilterValue<PostId>, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(cx.model.post_label(post.value(), cx.lang))
}

/// The way down to a division: 芗城区 巷口街道.
#[filter_fn]
pub fn place(place: impl Place, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(cx.model.place_name(place.padded(), cx.lang))
}

/// The name of a division alone: 巷口街道.
#[filter_fn]
pub fn division(place: impl Place, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(cx.model.division_name(place.padded(), cx.lang).to_owned())
}

/// The name of a category, from its code.
#[filter_fn]
pub fn category(code: impl Display, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(cx.model.category_name(&code.to_string(), cx.lang).to_owned())
}

/// 超期: the due status of a case.
#[filter_fn]
pub fn due_status(status: impl FilterValue<DueStatus>, values: &dyn Values) -> Result<&'static str> {
    Ok(words::due_status(Cx::from_values(values)?.lang, status.value()))
}

/// The names of units, with `between` between them.
#[filter_fn]
pub fn units(units: impl AsRef<[UnitId]>, values: &dyn Values, between: &str) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(units.as_ref().iter().map(|unit| cx.model.unit_name(*unit, cx.lang)).collect::<Vec<_>>().join(between))
}

/// The name of a site, with ※ where it was made up.
#[filter_fn]
pub fn site(site: impl SiteName, values: &dyn Values) -> Result<String> {
    Ok(names::site_name(&site, Cx::from_values(values)?.lang))
}

/// The name of a site type, from its code.
#[filter_fn]
pub fn site_type(code: impl Display, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(cx.model.site_type_name(&code.to_string(), cx.lang).to_owned())
}

/// 第 11 项 机动车、非机动车有序停放: a check item, from its code.
#[filter_fn]
pub fn check_item(code: impl Display, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(names::item_label(&cx.model, cx.lang, &code.to_string()))
}

/// What a key of the matrix means: a category, all of a major, every category.
#[filter_fn]
pub fn duty_key(key: impl Display, values: &dyn Values) -> Result<String> {
    let cx = Cx::from_values(values)?;
    Ok(crate::names::key_name(&cx.model, &key.to_string(), cx.lang))
}

/// What a part of an address holds, percent-encoded.
#[filter_fn]
pub fn in_address(text: impl Display, _: &dyn Values) -> Result<String> {
    Ok(crate::address::encode(&text.to_string()))
}

/// What people read of a value of the catalogue: a state, a kind, a message.
#[filter_fn]
pub fn say(what: impl Say, values: &dyn Values) -> Result<String> {
    Ok(what.say(Cx::from_values(values)?.lang).into_owned())
}

/// Puts a value in the place of `{name}` of a text: `{{ shell.l.jobs_due|with("n", due|count)|with("lag", lag|duration) }}`.
#[filter_fn]
pub fn with<V: Display>(text: impl Fillable, _: &dyn Values, name: &str, value: V) -> Result<Filled> {
    let mut filled = text.filled();
    filled.values.push((name.to_owned(), value.to_string()));
    Ok(filled)
}

/// A text with the values that take the place of its placeholders. They are put in all at once, so that none is read for
/// placeholders itself.
#[derive(Clone, Debug)]
pub struct Filled {
    text: String,
    values: Vec<(String, String)>,
}

/// What [`with`] takes: a text, or one that has values already.
pub trait Fillable {
    fn filled(&self) -> Filled;
}

impl Fillable for str {
    fn filled(&self) -> Filled {
        Filled { text: self.to_owned(), values: Vec::new() }
    }
}

impl Fillable for Filled {
    fn filled(&self) -> Filled {
        self.clone()
    }
}

impl<T: Fillable + ?Sized> Fillable for &T {
    fn filled(&self) -> Filled {
        (**self).filled()
    }
}

impl Display for Filled {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let values: Vec<(&str, &dyn Display)> =
            self.values.iter().map(|(name, value)| (name.as_str(), value as &dyn Display)).collect();
        f.write_str(&fill(&self.text, &values))
    }
}

/// Macros leave out what is empty.
impl PartialEq<&str> for Filled {
    fn eq(&self, other: &&str) -> bool {
        self.to_string() == *other
    }
}

impl FastWritable for Filled {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use changxiao_domain::scoring::{Milli, Rate};
    use changxiao_words::Lang;

    use super::Say;
    use crate::filters;

    /// Filters see the values of the page in nested templates too.
    #[derive(Template)]
    #[template(
        source = "{{ n|count }} {{ points|score }} {{ share|percent }} {{ met|rate }} {{ none|rate }} {{ text|with(\"n\", n|count)|with(\"all\", \"{n}\") }} {{ \"a b\"|in_address }}",
        ext = "html"
    )]
    struct Page {
        n: i64,
        points: i64,
        share: Milli,
        met: Rate,
        none: Rate,
        text: &'static str,
    }

    #[test]
    fn domain_values_are_printed() -> askama::Result<()> {
        let (share, met, none) = (Milli(95_238), Rate::of(12, 1), Rate::of(0, 0));
        let page = Page { n: 1288, points: 86_449, share, met, none, text: "{n} / {all} <" };
        assert_eq!(page.render()?, "1,288 86.4 95.2% 92% — 1,288 / {n} &#60; a%20b");
        Ok(())
    }

    #[test]
    fn words_of_the_catalogue_are_said() {
        assert_eq!(changxiao_words::keys::nav_cases.say(Lang::En), "Cases");
    }
}
