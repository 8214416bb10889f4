//! Who answers for what: standard nodes to units, and problems to territory and line units (属地/属事).

use std::collections::{BTreeMap, HashMap};

use changxiao_domain::{
    categories::CategorySet,
    ids::{CityId, SystemId, UnitId},
    orgs::UnitKind,
    standards::Duty,
    time::Day,
};
use changxiao_store::{
    Tx,
    orgs::{self, MatrixRow},
    standards::{self, ResponsibilityRow},
};
use serde::Deserialize;

use super::{
    shipped::{CityFile, UnitEntry, read_json},
    units::{NewUnit, division_of},
};
use crate::AppError;

/// `changxiao-responsibility/1`.
#[derive(Clone, Debug, Deserialize)]
pub struct ResponsibilityFile {
    recipients: BTreeMap<String, Recipients>,
    nodes: Vec<NodeDuty>,
}

/// A set of units under a name such as `@towns`: by kind or by key.
#[derive(Clone, Debug, Deserialize)]
struct Recipients {
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    keys: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct NodeDuty {
    node: String,
    lead: Vec<String>,
    responsible: Vec<String>,
}

impl ResponsibilityFile {
    pub fn read(json: &str) -> Result<Self, AppError> {
        read_json(json)
    }

    /// One row a node and unit. A unit that leads a node is not listed as responsible for it as well. A promotion group leads the
    /// indicators that it owns, its leading department is responsible for them, its members assist.
    pub fn rows(&self, system: SystemId, file: &CityFile, units: &[NewUnit]) -> Vec<ResponsibilityRow> {
        let by_key: HashMap<&str, UnitId> = units.iter().map(|unit| (unit.key.as_str(), unit.id)).collect();
        let mut rows: BTreeMap<(String, UnitId), Duty> = BTreeMap::new();
        let mut put = |node: &str, unit: UnitId, duty| {
            rows.entry((node.to_owned(), unit)).or_insert(duty);
        };
        for duty in &self.nodes {
            for unit in duty.lead.iter().flat_map(|key| self.expand(key, &by_key, units)) {
                put(&duty.node, unit, Duty::Lead);
            }
            for unit in duty.responsible.iter().flat_map(|key| self.expand(key, &by_key, units)) {
                put(&duty.node, unit, Duty::Responsible);
            }
        }
        for (group, unit) in file.units.iter().filter_map(|entry| Some((entry, *by_key.get(entry.key.as_str())?))) {
            for node in &group.owns {
                put(node, unit, Duty::Lead);
                for (key, duty) in group_duties(group) {
                    if let Some(unit) = by_key.get(key) {
                        put(node, *unit, duty);
                    }
                }
            }
        }
        rows.into_iter().map(|((node, unit), duty)| ResponsibilityRow { system, node, unit, duty }).collect()
    }

    fn expand(&self, key: &str, by_key: &HashMap<&str, UnitId>, units: &[NewUnit]) -> Vec<UnitId> {
        let Some(set) = self.recipients.get(key) else { return by_key.get(key).copied().into_iter().collect() };
        let listed = set.keys.iter().filter_map(|key| by_key.get(key.as_str()).copied());
        let kinds: Vec<UnitKind> = set.kinds.iter().filter_map(|kind| UnitKind::parse(kind)).collect();
        // A county's own departments answer to their county and not to the city's division of work.
        let of_kind =
            units.iter().filter(|unit| kinds.contains(&unit.kind) && !unit.key.contains(':')).map(|unit| unit.id);
        listed.chain(of_kind).collect()
    }
}

fn group_duties(group: &UnitEntry) -> impl Iterator<Item = (&str, Duty)> {
    let lead = group.lead_key.iter().map(|key| (key.as_str(), Duty::Responsible));
    lead.chain(group.member_keys.iter().map(|key| (key.as_str(), Duty::Assist)))
}

pub async fn put_responsibilities(tx: &mut Tx, city: CityId, rows: Vec<ResponsibilityRow>) -> Result<(), AppError> {
    Ok(standards::put_responsibilities(tx, city, rows.into_iter()).await?)
}

/// The rows of 属地/属事: a category's lead department at the city, the same department of a county where the county has one, and
/// the town or street of every township.
pub fn matrix(
    file: &CityFile,
    categories: &CategorySet,
    units: &[NewUnit],
    from: Day,
) -> Result<Vec<MatrixRow>, AppError> {
    let by_key: HashMap<&str, UnitId> = units.iter().map(|unit| (unit.key.as_str(), unit.id)).collect();
    let city = division_of(&file.code)?.padded();
    let row = |division, category: String, territory_unit, line_unit| MatrixRow {
        division,
        category,
        territory_unit,
        line_unit,
        valid_from: from,
    };
    let mut rows = Vec::new();
    for category in &categories.categories {
        let code = category.code.to_string();
        if let Some(line) = by_key.get(category.lead_key()) {
            rows.push(row(city, code.clone(), None, Some(*line)));
        }
        for district in units.iter().filter(|unit| unit.kind == UnitKind::District) {
            let department = by_key.get(format!("{}:{}", district.key, category.lead_key()).as_str());
            if let Some((line, division)) = department.zip(district.division)
                // The creation office of a county passes work on; it does not handle it.
                && category.lead_key() != "creation_office"
            {
                rows.push(row(division.padded(), code.clone(), None, Some(*line)));
            }
        }
    }
    for town in units.iter().filter(|unit| unit.kind == UnitKind::Town) {
        if let Some(division) = town.division {
            rows.push(row(division.padded(), "*".to_owned(), Some(town.id), None));
        }
    }
    Ok(rows)
}

pub async fn put_matrix(tx: &mut Tx, city: CityId, rows: Vec<MatrixRow>) -> Result<(), AppError> {
    Ok(orgs::put_matrix(tx, city, rows.into_iter()).await?)
}
