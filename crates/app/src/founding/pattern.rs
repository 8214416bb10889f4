//! The institutions that a city usually has, as sheets: units from the pattern and from the divisions, what they answer for.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::{DivisionCode, Level, short_name},
    ids::{SystemId, UnitId},
};
use serde::Deserialize;

use crate::{
    App, AppError,
    cities::{
        BUILT_IN_DERIVATION, BUILT_IN_PATTERN, BUILT_IN_RESPONSIBILITY,
        duties::{self, ResponsibilityFile},
        found::FOUNDED_UNITS,
        names,
        shipped::{CityFile, Letters, UnitEntry, read_json},
        units::{self, Derivation, NewUnit},
    },
    model::CityModel,
};

/// `changxiao-unit-pattern/1`.
#[derive(Deserialize)]
struct Pattern {
    units: Vec<PatternUnit>,
}

#[derive(Deserialize)]
struct PatternUnit {
    key: String,
    kind: String,
    name_zh: String,
    name_en: String,
    /// The name where the city is a county.
    county_zh: Option<String>,
}

/// The pattern filled in for a city, as three lists that an import reads.
pub(super) struct Sheets {
    pub units: String,
    pub responsibilities: Option<String>,
    pub matrix: String,
}

const HEADQUARTERS: &str = "headquarters";
const OFFICE: &str = "creation_office";

/// Errors: shipped data that do not fit together.
pub(super) fn sheets(app: &App, model: &CityModel) -> Result<Sheets, AppError> {
    let file = file_of(model)?;
    let new = units::derive(app, &file, &model.divisions, &Derivation::read(BUILT_IN_DERIVATION)?)?;
    let codes: HashMap<UnitId, &str> = new.iter().map(|unit| (unit.id, code_of(&unit.key))).collect();
    let mut units = "code,name,name_en,kind,parent,division\n".to_owned();
    for unit in new.iter().filter(|unit| !matches!(unit.key.as_str(), HEADQUARTERS | OFFICE)) {
        let parent = unit.parent.and_then(|parent| codes.get(&parent)).copied().unwrap_or_default();
        let division = unit.division.map_or_else(String::new, |code| code.to_string());
        let english = if has_english(unit) { unit.name_en.as_str() } else { "" };
        line(&mut units, &[code_of(&unit.key), &unit.name, english, unit.kind.code(), parent, &division]);
    }
    let responsibilities = model.current_system().map(|system| responsibilities(&file, system.id, &new, &codes));
    let mut matrix = "division,category,territory_unit,line_unit\n".to_owned();
    for row in duties::matrix(&file, &model.categories, &new, model.day)? {
        let code = |unit: Option<UnitId>| unit.and_then(|unit| codes.get(&unit)).copied().unwrap_or_default();
        let division = DivisionCode::from_padded(row.division).map_or_else(|_| String::new(), |code| code.to_string());
        line(&mut matrix, &[&division, &row.category, code(row.territory_unit), code(row.line_unit)]);
    }
    Ok(Sheets { units, responsibilities: responsibilities.transpose()?, matrix })
}

fn responsibilities(
    file: &CityFile,
    system: SystemId,
    new: &[NewUnit],
    codes: &HashMap<UnitId, &str>,
) -> Result<String, AppError> {
    let mut sheet = "node,unit,duty\n".to_owned();
    for row in ResponsibilityFile::read(BUILT_IN_RESPONSIBILITY)?.rows(system, file, new) {
        line(&mut sheet, &[&row.node, codes.get(&row.unit).copied().unwrap_or_default(), row.duty.code()]);
    }
    Ok(sheet)
}

/// The pattern as a city file: headquarters and office first, as every city has them.
fn file_of(model: &CityModel) -> Result<CityFile, AppError> {
    let code = DivisionCode::new(model.city.id.0).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let is_county = code.level() == Level::County;
    let name = &model.city.name;
    let level = name.chars().last().filter(|level| matches!(level, '市' | '区' | '县' | '旗')).unwrap_or('市');
    let fill = |text: &str| text.replace("{level}", &level.to_string()).replace("{short}", short_name(name));
    let entry = |key: &str, kind: &str, name_zh: String, name_en: String, parent: Option<&str>| UnitEntry {
        key: key.to_owned(),
        kind: kind.to_owned(),
        name_zh,
        name_en,
        parent: parent.map(str::to_owned),
        lead_key: None,
        areas: Vec::new(),
        member_keys: Vec::new(),
        owns: Vec::new(),
        duties: Vec::new(),
        evidence: String::new(),
    };
    let own = |key: &str, kind: &str, above: Option<&str>| entry(key, kind, String::new(), String::new(), above);
    let mut units = vec![own(HEADQUARTERS, "headquarters", None), own(OFFICE, "office", Some(HEADQUARTERS))];
    for unit in read_json::<Pattern>(BUILT_IN_PATTERN)?.units {
        let name = unit.county_zh.filter(|_| is_county).unwrap_or(unit.name_zh);
        units.push(entry(&unit.key, &unit.kind, fill(&name), unit.name_en, Some(HEADQUARTERS)));
    }
    Ok(CityFile {
        code: code.to_string(),
        accepts: Vec::new(),
        name_zh: name.clone(),
        name_en: model.city.name_en.clone(),
        kind: if is_county { "county_city" } else { "prefecture" }.to_owned(),
        zone: model.city.zone.clone(),
        divisions_named_in_report: Vec::new(),
        letters: Letters { total: 0 },
        units,
        notes: Vec::new(),
        report: None,
        leaders: Vec::new(),
        titles: Vec::new(),
        commits: None,
        routine_jobs: Vec::new(),
    })
}

/// Headquarters and office are there already, under codes of their own.
fn code_of(key: &str) -> &str {
    match key {
        HEADQUARTERS => FOUNDED_UNITS[0],
        OFFICE => FOUNDED_UNITS[1],
        key => key,
    }
}

/// What is named after a division has an English name only where the division has one.
fn has_english(unit: &NewUnit) -> bool {
    let of_division = unit.key.split(':').next().and_then(|code| code.parse::<DivisionCode>().ok());
    of_division.is_none_or(|code| names::english(code).is_some())
}

/// A line of CSV; names with commas or quotes are quoted.
fn line(sheet: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            sheet.push(',');
        }
        match cell.contains([',', '"', '\n']) {
            true => sheet.push_str(&format!("\"{}\"", cell.replace('"', "\"\""))),
            false => sheet.push_str(cell),
        }
    }
    sheet.push('\n');
}
