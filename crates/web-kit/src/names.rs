//! How sites, rates and divisions are named on pages.

use changxiao_store::{inspections::VisitLine, scoring::ScoredVisit, sites::SiteRow};
use changxiao_words::{Lang, fill, texts};

use crate::words;
use changxiao_app::model::CityModel;
use changxiao_domain::{
    cases::Source,
    divisions::DivisionCode,
    ids::SystemId,
    indicators::{Counted, Group, Part, Span},
    scoring::Period,
    standards::Quantity,
    time::{Day, Instant},
};

/// The name with its mark where it was made up; the mark sticks to the name.
pub fn marked(name: &str, name_en: &str, generated: bool, lang: Lang) -> String {
    let name = lang.of_names(name, name_en);
    // A name that was generated in an earlier form may carry the mark already.
    if generated && !name.ends_with('※') { format!("{name}\u{2060}※") } else { name.to_owned() }
}

/// What carries the name of a site.
pub trait SiteName {
    /// Its name, the English one, and whether it was made up.
    fn site_name(&self) -> (&str, &str, bool);

    /// The name in the reader's language without the mark.
    fn plain_name(&self, lang: Lang) -> &str {
        let (name, name_en, _) = self.site_name();
        lang.of_names(name, name_en)
    }
}

impl SiteName for SiteRow {
    fn site_name(&self) -> (&str, &str, bool) {
        (&self.name, &self.name_en, self.generated)
    }
}

impl SiteName for VisitLine {
    fn site_name(&self) -> (&str, &str, bool) {
        (&self.site_name, &self.site_name_en, self.site_generated)
    }
}

impl SiteName for ScoredVisit {
    fn site_name(&self) -> (&str, &str, bool) {
        (&self.site_name, &self.site_name_en, self.site_generated)
    }
}

impl<T: SiteName + ?Sized> SiteName for &T {
    fn site_name(&self) -> (&str, &str, bool) {
        (**self).site_name()
    }
}

pub fn site_name(site: &impl SiteName, lang: Lang) -> String {
    let (name, name_en, generated) = site.site_name();
    marked(name, name_en, generated, lang)
}

/// 117.647298, 24.509872: longitude and latitude in degrees of WGS-84.
pub fn degrees(micro: i64) -> String {
    let sign = if micro < 0 { "−" } else { "" };
    let size = micro.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// What a key of the matrix means: a category, all of a major, every category.
pub fn key_name(model: &CityModel, key: &str, lang: Lang) -> String {
    if key == "*" {
        return texts(lang).orgs_all_categories.to_owned();
    }
    if let Some(category) = model.category(key) {
        return category.name(lang).to_owned();
    }
    model
        .categories
        .majors
        .iter()
        .find(|major| format!("{}{}", major.class.letter(), major.code) == key)
        .map_or_else(|| key.to_owned(), |major| major.name(lang).to_owned())
}

/// 每 300 米不少于 5 处: the countable part of an item in words; empty where there is none.
pub fn quantity_words(lang: Lang, quantity: &Quantity) -> String {
    let l = texts(lang);
    match (quantity.at_least, quantity.per_metres, quantity.out_of, quantity.at_least_percent) {
        (Some(n), Some(metres), ..) => fill(l.sites_quantity_metres, &[("n", &n), ("metres", &metres)]),
        (Some(n), _, Some(all), _) => fill(l.sites_quantity_of, &[("n", &n), ("all", &all)]),
        (Some(n), ..) => fill(l.sites_quantity_least, &[("n", &n)]),
        (None, .., Some(share)) => fill(l.sites_quantity_share, &[("share", &share)]),
        _ => String::new(),
    }
}

/// 第 11 项 机动车、非机动车有序停放; the code where no system has the item.
pub fn item_label(model: &CityModel, lang: Lang, code: &str) -> String {
    item_label_of(model, lang, &[], code)
}

/// The same in the words of the systems under which was inspected.
pub fn item_label_of(model: &CityModel, lang: Lang, systems: &[SystemId], code: &str) -> String {
    match model.check_item_of(systems, code) {
        Some(item) => fill(texts(lang).scores_item, &[("n", &item.order), ("text", &item.text(lang))]),
        None => code.to_owned(),
    }
}

/// The label of a standard node with its number: III-59 市容环境.
pub fn node_label(model: &CityModel, lang: Lang, code: &str) -> String {
    node_label_of(model, lang, &[], code)
}

/// The same in the words of the systems under which was inspected.
pub fn node_label_of(model: &CityModel, lang: Lang, systems: &[SystemId], code: &str) -> String {
    model.node_of(systems, code).map_or_else(|| code.to_owned(), |node| format!("{code} {}", node.label(lang)))
}

/// Where a case came from.
pub fn source_word(lang: Lang, source: Source) -> &'static str {
    source.words(lang)
}

/// 顽疾 第 3 次: the mark of a case.
pub fn mark_words(lang: Lang, nth: i64) -> String {
    fill(texts(lang).recurrence_mark, &[("n", &nth)])
}

/// 10 月; October 2025 when it is another year; quarters and years as they are written.
pub fn period_label(lang: Lang, period: Period, this_year: i16) -> String {
    let text = period.to_string();
    match text.split_once('-') {
        Some((_, month)) if !month.starts_with('Q') => {
            words::month(lang, period.first_day().year(), period.first_day().month(), this_year)
        }
        _ => text,
    }
}

/// 6 月; 2026 年第 25 周; 6 月 15 日 12:00 至 6 月 16 日 12:00.
pub fn span_label(lang: Lang, span: Span, this_year: i16) -> String {
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
        Span::Period(period) => period_label(lang, period, this_year),
        Span::Days(first, last) => fill(l.indicators_days_label, &[("first", &day(first)), ("last", &day(last))]),
    }
}

/// What a row of a period that ends before `until` stands for. Categories have the names of the list that was in force at its end.
pub fn group_name(model: &CityModel, lang: Lang, group: &Group, until: Instant) -> String {
    let l = texts(lang);
    match group {
        Group::All => l.indicators_all.to_owned(),
        Group::Unit(unit) => model.unit_name(*unit, lang).to_owned(),
        Group::Division(first, _) => {
            let name = DivisionCode::from_padded(*first).map(|code| model.name_of_division(code, lang).to_owned());
            name.ok().filter(|name| !name.is_empty()).unwrap_or_else(|| first.to_string())
        }
        Group::Major(code) => model.major_name_at(code, until, lang).map_or_else(|| code.clone(), str::to_owned),
        Group::Category(code) => model.category_name_at(code, until, lang).to_owned(),
        Group::Source(code) => {
            Source::parse(code).map_or_else(|| code.clone(), |source| source_word(lang, source).to_owned())
        }
    }
}

/// What a list of cases says that it was opened from: 按期处置率 分子 · 市城管局.
pub fn counted_words(model: &CityModel, lang: Lang, counted: &Counted) -> String {
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
            let group = group_name(model, lang, group, counted.until);
            fill(l.indicators_counted, &[("name", &name), ("part", &part), ("group", &group)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_name_carries_one_mark() {
        assert_eq!(marked("巷口街道 1 号药店", "", true, Lang::Zh), "巷口街道 1 号药店\u{2060}※");
        assert_eq!(marked("巷口街道 1 号药店\u{2060}※", "", true, Lang::En), "巷口街道 1 号药店\u{2060}※");
        assert_eq!(marked("延安北路", "Yan’an Road", false, Lang::En), "Yan’an Road");
    }

    #[test]
    fn degrees_keep_six_digits() {
        assert_eq!(degrees(117_647_298), "117.647298");
        assert_eq!(degrees(-24_509), "−0.024509");
    }
}
