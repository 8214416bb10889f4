//! What the pages of units, people, divisions and calendar have in common.

use changxiao_app::model::CityModel;
use changxiao_domain::{ids::UnitId, time::Day};
use changxiao_words::{Lang, Texts};

use crate::address::encode;

/// A day from a query; `None` for a text that is no day.
pub(crate) fn read_day(text: Option<&str>) -> Option<Day> {
    text.map(str::trim).filter(|text| !text.is_empty())?.parse().ok()
}

/// What a key of the matrix means: a category, all of a major, every category.
pub(crate) fn key_name(model: &CityModel, key: &str, lang: Lang, l: &Texts) -> String {
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

pub(crate) fn unit_href(model: &CityModel, unit: UnitId) -> String {
    model.all_units.get(&unit).map_or_else(String::new, |unit| format!("/units/{}", encode(&unit.code)))
}

/// The page of a node of the system that inspections follow.
pub(crate) fn node_href(model: &CityModel, code: &str) -> String {
    let row = model.current_system().and_then(|system| model.systems.iter().find(|(row, _)| row.id == system.id));
    row.map_or_else(
        || "/standards".to_owned(),
        |(row, _)| format!("/standards/{}/nodes/{}", encode(&format!("{}~{}", row.key, row.edition)), encode(code)),
    )
}

/// The scores of the month of a day: where a unit's latest score stands.
pub(crate) fn score_href(day: Day, unit: &str) -> String {
    format!("/scores/{:04}-{:02}/units/{}", day.year(), day.month(), encode(unit))
}
