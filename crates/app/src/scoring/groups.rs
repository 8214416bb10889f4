//! Like with like: in which ranking a unit stands.

use changxiao_words::{Key, Lang, Value, keys};
use std::collections::{BTreeMap, HashMap};

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::{Unit, UnitKind, UnitTree},
    scoring::{GroupKey, Grouping, like_groups},
};
use serde::Deserialize;

use crate::model::CityModel;

/// A ranking of its own that the city has set up: setting `score_groups`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnGroup {
    code: String,
    name_zh: String,
    name_en: String,
    /// Codes of the units that stand in it.
    units: Vec<String>,
}

/// Units that are ranked together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeUnits {
    pub key: GroupKey,
    /// The same as one word for addresses and tables: `town.street`, `district`.
    pub code: String,
    name: Value,
    /// By unit code.
    pub units: Vec<UnitId>,
}

impl LikeUnits {
    pub fn name(&self, lang: Lang) -> String {
        self.name.words(lang)
    }
}

/// Whether the city ranks a group of this code today.
pub fn is_group(model: &CityModel, code: &str) -> bool {
    groups(model, &model.units).iter().any(|group| group.code == code)
}

/// The rankings of a city, those of the territories first.
pub(crate) fn groups(model: &CityModel, tree: &UnitTree) -> Vec<LikeUnits> {
    let own: Vec<OwnGroup> = model
        .settings
        .get("score_groups")
        .and_then(|setting| serde_json::from_str(&setting.document).ok())
        .unwrap_or_default();
    let own_of: HashMap<&str, &OwnGroup> =
        own.iter().flat_map(|group| group.units.iter().map(move |unit| (unit.as_str(), group))).collect();
    let group_of = |unit: &Unit| match own_of.get(unit.code.as_str()) {
        Some(group) => Some(group.code.clone()),
        None => built_in(unit, tree).map(str::to_owned),
    };
    // A scheme that ranks by kind alone puts towns beside streets; groups of the city's own always stand.
    let grouping = if own.is_empty() { model.scheme.grouping() } else { Grouping::KindAndGroup };
    let units = tree.iter().map(|unit| (unit.id, unit.kind, group_of(unit)));
    let by_key: BTreeMap<GroupKey, Vec<UnitId>> = like_groups(units, grouping);
    let mut groups: Vec<LikeUnits> = by_key
        .into_iter()
        .map(|(key, mut units)| {
            units.sort_by(|one, two| code_of(tree, *one).cmp(code_of(tree, *two)));
            let named = own.iter().find(|group| Some(&group.code) == key.group.as_ref());
            let name = named.map_or_else(|| name_of(&key).into(), |group| Value::named(&group.name_zh, &group.name_en));
            let code = match &key.group {
                Some(group) => format!("{}.{group}", key.kind.code()),
                None => key.kind.code().to_owned(),
            };
            LikeUnits { key, code, name, units }
        })
        .collect();
    groups.sort_by(|one, two| (place(one.key.kind), &one.key.group).cmp(&(place(two.key.kind), &two.key.group)));
    groups
}

fn code_of(tree: &UnitTree, unit: UnitId) -> &str {
    tree.get(unit).map_or("", |unit| unit.code.as_str())
}

/// Streets apart from towns and townships by their code (GB/T 10114: 001 to 099 are streets), bureaus of the city apart from those
/// of a district.
fn built_in(unit: &Unit, tree: &UnitTree) -> Option<&'static str> {
    match unit.kind {
        UnitKind::Town => {
            let township = unit.division.and_then(|division: DivisionCode| division.at_level(Level::Township))?;
            Some(if (1..100).contains(&(township.number() % 1000)) { "street" } else { "town" })
        }
        UnitKind::Department => {
            let below_district = tree.path(unit.id).iter().any(|above| above.kind == UnitKind::District);
            Some(if below_district { "county" } else { "city" })
        }
        _ => None,
    }
}

const fn place(kind: UnitKind) -> u8 {
    match kind {
        UnitKind::Town => 0,
        UnitKind::District => 1,
        UnitKind::ManagementCommittee => 2,
        UnitKind::NewDistrict => 3,
        UnitKind::Department => 4,
        UnitKind::HigherStation => 5,
        UnitKind::Community => 6,
        UnitKind::Enterprise => 7,
        UnitKind::StateCompany => 8,
        UnitKind::Group => 9,
        UnitKind::Headquarters | UnitKind::CivilisationCommittee | UnitKind::Office => 10,
    }
}

fn name_of(key: &GroupKey) -> Key {
    match (key.kind, key.group.as_deref()) {
        (UnitKind::Town, Some("street")) => keys::scores_streets,
        (UnitKind::Town, Some(_)) => keys::scores_towns,
        (UnitKind::Town, None) => keys::scores_towns_streets,
        (UnitKind::District, _) => keys::scores_districts,
        (UnitKind::Department, Some("county")) => keys::scores_district_bureaus,
        (UnitKind::Department, _) => keys::scores_city_departments,
        (UnitKind::Community, _) => keys::scores_communities,
        (UnitKind::Enterprise, _) => keys::scores_enterprises,
        (UnitKind::Group, _) => keys::scores_promotion_groups,
        // The word of the kind says it.
        (
            UnitKind::ManagementCommittee
            | UnitKind::NewDistrict
            | UnitKind::HigherStation
            | UnitKind::StateCompany
            | UnitKind::Headquarters
            | UnitKind::CivilisationCommittee
            | UnitKind::Office,
            _,
        ) => key.kind.key(),
    }
}
