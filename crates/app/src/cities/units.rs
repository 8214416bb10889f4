//! The units of a city: those that its file lists, and those that follow from its divisions by rule.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::{Division, DivisionCode, Divisions, Level},
    ids::{CityId, UnitId},
    orgs::{Territory, UnitKind},
    time::Day,
};
use changxiao_store::{
    Tx,
    orgs::{self, UnitRow},
};
use serde::Deserialize;

use super::{
    names,
    shipped::{CityFile, read_json},
};
use crate::{App, AppError};

/// A unit on its way into the city, with the kind in words that rules ask for.
#[derive(Clone, Debug)]
pub struct NewUnit {
    pub id: UnitId,
    /// What other data call it: `urban_management`, `350602:urban_management`, `350602001`. It is the unit's code too.
    pub key: String,
    pub kind: UnitKind,
    pub name: String,
    pub name_en: String,
    pub parent: Option<UnitId>,
    pub division: Option<DivisionCode>,
    /// Divisions that its territory overlies.
    pub areas: Vec<DivisionCode>,
}

/// `changxiao-unit-derivation/1`.
#[derive(Clone, Debug, Deserialize)]
pub struct Derivation {
    county: CountyRule,
    township: TownshipRule,
    village: Names,
}

#[derive(Clone, Debug, Deserialize)]
struct CountyRule {
    /// Kinds of city whose counties become units.
    applies_to: Vec<String>,
    #[serde(flatten)]
    names: Names,
    office: Derived,
    departments: Vec<Derived>,
}

#[derive(Clone, Debug, Deserialize)]
struct Derived {
    key: String,
    kind: String,
    #[serde(flatten)]
    names: Names,
}

#[derive(Clone, Debug, Deserialize)]
struct Names {
    name_zh: String,
    name_en: String,
}

#[derive(Clone, Debug, Deserialize)]
struct TownshipRule {
    rules: Vec<TownshipName>,
}

#[derive(Clone, Debug, Deserialize)]
struct TownshipName {
    ends_with: Vec<String>,
    place_kind: String,
    #[serde(flatten)]
    names: Names,
}

impl Derivation {
    pub fn read(json: &str) -> Result<Self, AppError> {
        read_json(json)
    }

    /// `street`, `town`, `rural` or `other`, by the end of the township's name.
    pub fn place_kind(&self, township: &str) -> &str {
        self.township_rule(township).map_or("other", |rule| &rule.place_kind)
    }

    fn township_rule(&self, name: &str) -> Option<&TownshipName> {
        self.township.rules.iter().find(|rule| rule.ends_with.iter().any(|end| name.ends_with(end.as_str())))
    }
}

/// All units of a city, each after its parent: the listed ones, then counties with their departments, towns, villages.
pub fn derive(app: &App, file: &CityFile, divisions: &Divisions, rules: &Derivation) -> Result<Vec<NewUnit>, AppError> {
    let mut units: Vec<NewUnit> = Vec::new();
    let mut by_key: HashMap<String, UnitId> = HashMap::new();
    let mut add =
        |key: String, kind: &str, names: (String, String), parent: Option<&str>, division: Option<DivisionCode>| {
            let kind = UnitKind::parse(kind).ok_or_else(|| AppError::Broken(format!("unit {key}: kind {kind}")))?;
            let parent = match parent {
                None => None,
                Some(above) => {
                    Some(*by_key.get(above).ok_or_else(|| AppError::Broken(format!("unit {key}: parent {above}")))?)
                }
            };
            let id = app.new_id(UnitId);
            by_key.insert(key.clone(), id);
            units.push(NewUnit { id, key, kind, name: names.0, name_en: names.1, parent, division, areas: Vec::new() });
            Ok::<(), AppError>(())
        };
    for entry in &file.units {
        add(
            entry.key.clone(),
            &entry.kind,
            (entry.name_zh.clone(), entry.name_en.clone()),
            entry.parent.as_deref(),
            None,
        )?;
    }
    let city = division_of(&file.code)?;
    let with_counties = rules.county.applies_to.contains(&file.kind);
    for division in divisions.subtree(city) {
        let code = division.code.to_string();
        match division.level {
            Level::County if with_counties => {
                let fill = |text: &str| text.replace("{code}", &code);
                add(
                    code.clone(),
                    UnitKind::District.code(),
                    named(&rules.county.names, division),
                    Some("headquarters"),
                    Some(division.code),
                )?;
                for below in std::iter::once(&rules.county.office).chain(&rules.county.departments) {
                    add(fill(&below.key), &below.kind, named(&below.names, division), Some(&code), None)?;
                }
            }
            Level::Township => {
                let above = division
                    .parent
                    .filter(|_| with_counties)
                    .map_or("headquarters".to_owned(), |county| county.to_string());
                let names = match rules.township_rule(&division.name) {
                    Some(rule) => named(&rule.names, division),
                    None => (division.name.clone(), english(division)),
                };
                add(code, UnitKind::Town.code(), names, Some(&above), Some(division.code))?;
            }
            Level::Village => {
                let above = division.parent.map_or("headquarters".to_owned(), |town| town.to_string());
                add(
                    code,
                    UnitKind::Community.code(),
                    named(&rules.village, division),
                    Some(&above),
                    Some(division.code),
                )?;
            }
            _ => {}
        }
    }
    for entry in file.units.iter().filter(|entry| !entry.areas.is_empty()) {
        let areas = entry.areas.iter().map(|code| division_of(code)).collect::<Result<Vec<_>, _>>()?;
        if let Some(unit) = units.iter_mut().find(|unit| unit.key == entry.key) {
            unit.areas = Territory::of(areas).map_or_else(Vec::new, |areas| areas.divisions().to_vec());
        }
    }
    Ok(units)
}

/// Saves the units, in force from `from`.
pub async fn insert(tx: &mut Tx, city: CityId, units: &[NewUnit], from: Day) -> Result<(), AppError> {
    for unit in units {
        let row = UnitRow {
            id: unit.id,
            code: unit.key.clone(),
            name: unit.name.clone(),
            name_en: unit.name_en.clone(),
            kind: unit.kind.code().to_owned(),
            parent: unit.parent,
            division: unit.division.map(DivisionCode::padded),
            areas: unit.areas.iter().map(|code| code.padded()).collect(),
            valid_from: from,
            valid_until: None,
            version: 1,
        };
        orgs::insert_unit(tx, city, &row).await?;
    }
    Ok(())
}

/// A shipped code as a division.
pub fn division_of(code: &str) -> Result<DivisionCode, AppError> {
    code.parse().map_err(|problem| AppError::Broken(format!("shipped data: {problem}")))
}

fn english(division: &Division) -> String {
    names::english(division.code).unwrap_or(&division.name).to_owned()
}

/// Fills the patterns. Where the English pattern repeats the last word of the name, it stands once:
/// `Punan Town` and `{name} Town Government` give `Punan Town Government`.
fn named(names: &Names, division: &Division) -> (String, String) {
    let zh = names.name_zh.replace("{name}", &division.name);
    let own = english(division);
    let last = own.rsplit(' ').next().unwrap_or_default();
    let repeated = format!("{{name}} {last}");
    let pattern = if names.name_en.starts_with(&repeated) {
        names.name_en.replacen(&repeated, "{name}", 1)
    } else {
        names.name_en.clone()
    };
    (zh, pattern.replace("{name}", &own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_name_says_town_once() {
        let names = Names { name_zh: "{name}人民政府".to_owned(), name_en: "{name} Town Government".to_owned() };
        let town = Division::new("350602100".parse().expect("a code"), "浦南镇");
        assert_eq!(named(&names, &town), ("浦南镇人民政府".to_owned(), "Punan Town Government".to_owned()));
    }
}
