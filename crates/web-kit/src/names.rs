//! How sites, rates and divisions are named on pages.

use changxiao_store::sites::SiteRow;
use changxiao_words::{Lang, Texts, fill, texts};

use crate::words;
use changxiao_app::model::CityModel;
use changxiao_domain::{
    cases::Source,
    divisions::DivisionCode,
    indicators::{Counted, Group, Part},
    scoring::Period,
    standards::Quantity,
};

/// The name with its mark where it was made up; the mark sticks to the name.
pub fn marked(name: &str, name_en: &str, generated: bool, lang: Lang) -> String {
    let name = lang.of_names(name, name_en);
    // A name that was generated in an earlier form may carry the mark already.
    if generated && !name.ends_with('※') { format!("{name}\u{2060}※") } else { name.to_owned() }
}

pub fn site_name(site: &SiteRow, lang: Lang) -> String {
    marked(&site.name, &site.name_en, site.generated, lang)
}

/// Share of what was met among what was rated: 92%, or a dash where nothing was rated.
pub fn rate(met: i64, not_met: i64) -> String {
    words::percent(met, met + not_met)
}

/// 117.647298, 24.509872: longitude and latitude in degrees of WGS-84.
pub fn degrees(micro: i64) -> String {
    let sign = if micro < 0 { "−" } else { "" };
    let size = micro.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// What a key of the matrix means: a category, all of a major, every category.
pub fn key_name(model: &CityModel, key: &str, lang: Lang, l: &Texts) -> String {
    if key == "*" {
        return l.orgs_all_categories.to_owned();
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

/// What a row stands for.
pub fn group_name(model: &CityModel, lang: Lang, group: &Group) -> String {
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
            let group = group_name(model, lang, group);
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
    fn what_is_not_rated_has_no_rate() {
        assert_eq!(rate(12, 1), "92%");
        assert_eq!(rate(0, 0), "—");
    }

    #[test]
    fn degrees_keep_six_digits() {
        assert_eq!(degrees(117_647_298), "117.647298");
        assert_eq!(degrees(-24_509), "−0.024509");
    }
}
