//! Sheets that a new city can take as they are: filled in with its own units, places and kinds of site, with made-up names.

use changxiao_domain::{
    divisions::Level,
    orgs::{Role, UnitKind},
};
use changxiao_files::sheets::Cell;
use changxiao_words::Lang;

use super::{
    Kind, Template, XLSX,
    templates::{template, write_list},
};
use crate::{App, AppError, cities::found::FOUNDED_UNITS, model::CityModel};

/// Who does a city's first case, from the report to its closing: login, role. Those of the last two work in a unit.
const FIRST_PEOPLE: [(&str, Role, &str); 6] = [
    ("office", Role::Office, "张三"),
    ("dispatcher", Role::Dispatcher, "李四"),
    ("inspector", Role::Inspector, "王五"),
    ("checker", Role::Checker, "赵六"),
    ("handler", Role::Handler, "孙七"),
    ("head", Role::UnitHead, "周八"),
];
/// So many sites are shown, each of another kind.
const FIRST_SITES: usize = 5;

/// The sample of a list: people and sites by the city's own data, else the template.
pub fn sample(app: &App, model: &CityModel, kind: Kind, lang: Lang) -> Result<Template, AppError> {
    let rows = match kind {
        Kind::People => people(model, lang),
        Kind::Sites => sites(model, lang),
        _ => Vec::new(),
    };
    if rows.is_empty() {
        return template(app, model, kind, lang);
    }
    let bytes = write_list(model, kind, lang, model.day_of(app.now()), &rows);
    let bytes = bytes.map_err(|problem| AppError::Broken(format!("sample: {problem}")))?;
    Ok(Template { file_name: format!("{}.xlsx", kind.words(lang)), mime: XLSX, bytes })
}

fn people(model: &CityModel, lang: Lang) -> Vec<Vec<Cell>> {
    let handles = |key: &str| model.units.by_code(key).map(|unit| unit.code.clone());
    let of_kind = |kind: UnitKind| model.units.iter().find(|unit| unit.kind == kind).map(|unit| unit.code.clone());
    let unit = handles("urban_management")
        .or_else(|| of_kind(UnitKind::Department))
        .or_else(|| of_kind(UnitKind::Town))
        .unwrap_or_else(|| FOUNDED_UNITS[1].to_owned());
    let office = FOUNDED_UNITS[1].to_owned();
    let row = |(login, role, name): &(&str, Role, &str)| {
        let unit = if matches!(role, Role::Handler | Role::UnitHead) { &unit } else { &office };
        [*login, *name, unit.as_str(), role.words(lang), "", ""].map(cell).to_vec()
    };
    FIRST_PEOPLE.iter().map(row).collect()
}

fn sites(model: &CityModel, lang: Lang) -> Vec<Vec<Cell>> {
    let Some(system) = model.current_system() else { return Vec::new() };
    let towns: Vec<_> = model.divisions.iter().filter(|division| division.level == Level::Township).collect();
    let kinds = system.site_types.iter().take(FIRST_SITES);
    let row = |(place, kind): (usize, &changxiao_domain::standards::SiteType)| {
        let town = towns.get(place % towns.len().max(1))?;
        let of_town = model.units.iter().find(|unit| unit.kind == UnitKind::Town && unit.division == Some(town.code));
        let unit = of_town.map_or(FOUNDED_UNITS[1], |unit| unit.code.as_str());
        let kind = model.site_type_name(&kind.code, lang);
        let (name, code) = (format!("{}{kind}", town.name), town.code.to_string());
        let yes = lang.of_data("是", "yes");
        Some(["", &name, "", kind, &code, "", "", "", unit, "", "", yes].map(cell).to_vec())
    };
    kinds.enumerate().filter_map(row).collect()
}

fn cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::from(text) }
}
