//! The tree of the units of one day.

use changxiao_words::{Lang, texts};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::{Unit, UnitKind},
    time::Day,
};

/// An immutable tree of the units in force on one day. Units lie in tree order (siblings by code), so that a subtree is one slice and
/// "lies within" compares two numbers.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    units: Vec<Unit>,
    /// For each unit, where its subtree ends in `units`.
    ends: Vec<usize>,
    places: HashMap<UnitId, usize>,
    /// Which units' territories overlie a division that they name, in the order of their codes.
    overlying: BTreeMap<DivisionCode, Vec<UnitId>>,
    /// The first town, street or district of a division.
    governing: HashMap<DivisionCode, UnitId>,
}

/// Why units do not make a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitTreeError {
    #[error("unit {code} is listed twice")]
    DuplicateId { code: String },
    #[error("two units in force on that day have the code {code}")]
    DuplicateCode { code: String },
    #[error("unit {code} names a parent that does not exist")]
    UnknownParent { code: String, parent: UnitId },
    #[error("unit {code} names {parent_code} as its parent, which is not in force on {day}")]
    ParentNotInForce { code: String, parent_code: String, day: Day },
    #[error("the units {} are each other's parents", .codes.join(" → "))]
    Cycle { codes: Vec<String> },
}

/// Why a unit cannot lead ([`UnitKind::may_lead`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLead<'t> {
    #[error("no such unit is in force")]
    Unknown,
    #[error("{} is a community, which never leads", .0.code)]
    Community(&'t Unit),
}

impl UnitTree {
    /// Builds the tree from those of `units` that are in force on `day`.
    ///
    /// Errors: an id or a code twice; a parent that is missing or not in force; units that are each other's parents.
    pub fn build(units: impl IntoIterator<Item = Unit>, day: Day) -> Result<Self, UnitTreeError> {
        let (mut in_force, others): (Vec<Unit>, Vec<Unit>) = units.into_iter().partition(|unit| unit.in_force(day));
        in_force.sort_by(|one, two| one.code.cmp(&two.code).then(one.id.cmp(&two.id)));
        refuse_duplicates(&in_force)?;
        refuse_missing_parents(&in_force, &others, day)?;

        let mut children: HashMap<Option<UnitId>, Vec<usize>> = HashMap::new();
        for (place, unit) in in_force.iter().enumerate() {
            children.entry(unit.parent).or_default().push(place);
        }
        let order = walk(&in_force, &children);
        if order.len() < in_force.len() {
            return Err(UnitTreeError::Cycle { codes: find_cycle(&in_force, &order) });
        }
        Ok(Self::from_order(in_force, &order))
    }

    pub fn get(&self, unit: UnitId) -> Option<&Unit> {
        self.places.get(&unit).map(|place| &self.units[*place])
    }

    /// The unit, if it may lead.
    ///
    /// Errors: it is not in the tree; a community, which never leads.
    pub fn lead(&self, unit: UnitId) -> Result<&Unit, NoLead<'_>> {
        let unit = self.get(unit).ok_or(NoLead::Unknown)?;
        if unit.kind.may_lead() { Ok(unit) } else { Err(NoLead::Community(unit)) }
    }

    /// The name in a language, or an empty text for a unit that is not in the tree.
    pub fn name(&self, unit: UnitId, lang: Lang) -> &str {
        self.get(unit).map_or("", |unit| unit.name_in(lang))
    }

    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.code == code)
    }

    pub fn len(&self) -> usize {
        self.units.len()
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Every unit, in tree order.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }

    pub fn of_kind(&self, kind: UnitKind) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.kind == kind)
    }

    pub fn roots(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.parent.is_none())
    }

    /// The units directly below, by code.
    pub fn children(&self, unit: UnitId) -> impl Iterator<Item = &Unit> {
        self.subtree(unit).iter().filter(move |below| below.parent == Some(unit))
    }

    /// The unit itself and everything below it, in tree order; empty for a unit that is not in the tree.
    pub fn subtree(&self, unit: UnitId) -> &[Unit] {
        self.places.get(&unit).map_or(&[], |place| &self.units[*place..self.ends[*place]])
    }

    /// The units whose territory overlies exactly this division: management committees and new districts that name it. More than one of them
    /// are in dispute about it.
    pub fn overlying(&self, division: DivisionCode) -> &[UnitId] {
        self.overlying.get(&division).map_or(&[], Vec::as_slice)
    }

    /// The town, street or district whose own division this is.
    pub fn governing(&self, division: DivisionCode) -> Option<UnitId> {
        self.governing.get(&division).copied()
    }

    /// Divisions that several territories name, each with their units, in the order of the codes.
    pub fn disputed(&self) -> impl Iterator<Item = (DivisionCode, &[UnitId])> {
        self.overlying
            .iter()
            .filter(|(_, units)| units.len() > 1)
            .map(|(division, units)| (*division, units.as_slice()))
    }

    /// A division that the territory of `unit` names and that of another unit, too, with the other one.
    pub fn dispute_of(&self, unit: UnitId) -> Option<(DivisionCode, &Unit)> {
        self.disputed().find_map(|(division, units)| {
            let other = units.iter().find(|other| **other != unit).filter(|_| units.contains(&unit))?;
            Some((division, self.get(*other)?))
        })
    }

    /// True when `unit` is `ancestor` or lies below it.
    pub fn is_within(&self, unit: UnitId, ancestor: UnitId) -> bool {
        match (self.places.get(&unit), self.places.get(&ancestor)) {
            (Some(place), Some(above)) => (*above..self.ends[*above]).contains(place),
            _ => false,
        }
    }

    /// How many units lie above this one.
    pub fn depth(&self, unit: UnitId) -> usize {
        self.path(unit).len().saturating_sub(1)
    }

    /// The kind as people call it: a department is one of the city, or of the district, county or county-level city below whose
    /// government it stands (GB/T 2260: the last two digits of a county's code are 01 to 20, 21 to 80 and 81 to 99).
    pub fn kind_name(&self, unit: &Unit, lang: Lang) -> &'static str {
        if unit.kind != UnitKind::Department {
            return unit.kind.words(lang);
        }
        let above = self.path(unit.id).into_iter().rev().find(|above| above.kind == UnitKind::District);
        let county = above.and_then(|above| above.division).and_then(|division| division.at_level(Level::County));
        match county.map(|county| county.number() % 100) {
            Some(1..=20) => texts(lang).orgs_district_department,
            Some(21..=80) => texts(lang).orgs_county_department,
            _ => texts(lang).orgs_city_department,
        }
    }

    /// The unit with everything above it, topmost first.
    pub fn path(&self, unit: UnitId) -> Vec<&Unit> {
        let mut path = Vec::new();
        let mut next = self.get(unit);
        while let Some(unit) = next {
            path.push(unit);
            next = unit.parent.and_then(|parent| self.get(parent));
        }
        path.reverse();
        path
    }

    /// The names on the path, topmost first.
    pub fn path_names(&self, unit: UnitId, lang: Lang) -> Vec<&str> {
        self.path(unit).into_iter().map(|unit| unit.name_in(lang)).collect()
    }

    fn from_order(in_force: Vec<Unit>, order: &[usize]) -> Self {
        let mut slots: Vec<Option<Unit>> = in_force.into_iter().map(Some).collect();
        let units: Vec<Unit> = order.iter().filter_map(|place| slots[*place].take()).collect();
        let places: HashMap<UnitId, usize> = units.iter().enumerate().map(|(place, unit)| (unit.id, place)).collect();
        let mut ends: Vec<usize> = (1..=units.len()).collect();
        // Children lie after their parent, so going backwards every subtree is complete before it is added to its parent's.
        for place in (0..units.len()).rev() {
            if let Some(above) = units[place].parent.and_then(|parent| places.get(&parent)) {
                ends[*above] = ends[*above].max(ends[place]);
            }
        }
        let mut overlying: BTreeMap<DivisionCode, Vec<UnitId>> = BTreeMap::new();
        for unit in units.iter().filter(|unit| unit.kind.overlies()) {
            for division in unit.division.iter().chain(&unit.areas) {
                let named = overlying.entry(*division).or_default();
                if !named.contains(&unit.id) {
                    named.push(unit.id);
                }
            }
        }
        let mut governing = HashMap::new();
        for unit in units.iter().filter(|unit| matches!(unit.kind, UnitKind::Town | UnitKind::District)) {
            if let Some(division) = unit.division {
                governing.entry(division).or_insert(unit.id);
            }
        }
        Self { units, ends, places, overlying, governing }
    }
}

fn refuse_duplicates(units: &[Unit]) -> Result<(), UnitTreeError> {
    let (mut ids, mut codes) = (HashSet::new(), HashSet::new());
    for unit in units {
        if !ids.insert(unit.id) {
            return Err(UnitTreeError::DuplicateId { code: unit.code.clone() });
        }
        if !codes.insert(unit.code.as_str()) {
            return Err(UnitTreeError::DuplicateCode { code: unit.code.clone() });
        }
    }
    Ok(())
}

fn refuse_missing_parents(in_force: &[Unit], others: &[Unit], day: Day) -> Result<(), UnitTreeError> {
    let known: HashSet<UnitId> = in_force.iter().map(|unit| unit.id).collect();
    for unit in in_force {
        let Some(parent) = unit.parent.filter(|parent| !known.contains(parent)) else { continue };
        let code = unit.code.clone();
        return Err(match others.iter().find(|other| other.id == parent) {
            Some(other) => UnitTreeError::ParentNotInForce { code, parent_code: other.code.clone(), day },
            None => UnitTreeError::UnknownParent { code, parent },
        });
    }
    Ok(())
}

/// The places of all units that can be reached from a root, each before its children.
fn walk(units: &[Unit], children: &HashMap<Option<UnitId>, Vec<usize>>) -> Vec<usize> {
    let mut order = Vec::with_capacity(units.len());
    let mut waiting: Vec<usize> = children.get(&None).into_iter().flatten().rev().copied().collect();
    while let Some(place) = waiting.pop() {
        order.push(place);
        waiting.extend(children.get(&Some(units[place].id)).into_iter().flatten().rev());
    }
    order
}

/// The codes on one cycle. Every unit that no root reaches has a parent that no root reaches, so following parents must come around.
fn find_cycle(units: &[Unit], reached: &[usize]) -> Vec<String> {
    let reached: HashSet<usize> = reached.iter().copied().collect();
    let places: HashMap<UnitId, usize> = units.iter().enumerate().map(|(place, unit)| (unit.id, place)).collect();
    let mut walked: Vec<usize> = Vec::new();
    let mut next = (0..units.len()).find(|place| !reached.contains(place));
    while let Some(place) = next {
        if let Some(start) = walked.iter().position(|earlier| *earlier == place) {
            return walked[start..].iter().map(|place| units[*place].code.clone()).collect();
        }
        walked.push(place);
        next = units[place].parent.and_then(|parent| places.get(&parent)).copied();
    }
    Vec::new()
}
