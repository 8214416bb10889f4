//! Who answers for a kind of problem at a place (属地/属事).

use std::{collections::HashMap, iter::successors};

use changxiao_domain::{
    categories::CategoryCode,
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::UnitTree,
};
use changxiao_store::orgs::MatrixRow;

use super::{CityModel, Matrix};

/// Both sides of 条块同责: the territory and the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// 属地: the management committee or new district whose territory overlies the place, else the town or street, or the nearest territory
    /// above the place that has a unit. Nobody where several territories overlie the same division: they are named (`/units/gaps`), and
    /// none of them is guessed.
    pub territory: Option<UnitId>,
    /// 属事: the department whose trade it is.
    pub line: Option<UnitId>,
}

/// The one unit of those whose territory overlies a division.
pub(crate) fn one_of(units: &[UnitId]) -> Territorial<UnitId> {
    match units {
        [] => Territorial::Open,
        [one] => Territorial::Found(*one),
        _ => Territorial::Disputed,
    }
}

/// Who answers for a place by the tree alone, from the place upwards.
pub(crate) fn territorial(tree: &UnitTree, division: DivisionCode) -> Territorial<UnitId> {
    let mut found = Territorial::Open;
    for level in [Level::Village, Level::Township, Level::County, Level::Prefecture] {
        let Some(code) = division.at_level(level) else { continue };
        found = found.or(|| one_of(tree.overlying(code)));
        if level < Level::Village {
            found = found.or(|| Territorial::of(tree.governing(code)));
        }
    }
    found
}

impl Duty {
    /// Who leads by default: the line, where there is one.
    pub fn lead(&self) -> Option<UnitId> {
        self.line.or(self.territory)
    }

    /// Who helps by default.
    pub fn co_units(&self) -> Vec<UnitId> {
        match (self.line, self.territory) {
            (Some(line), Some(territory)) if line != territory => vec![territory],
            _ => Vec::new(),
        }
    }
}

/// One thing that says who answers for a category at a place.
pub(crate) enum Says<'m> {
    /// A row of the matrix, with the division and the key under which it stands.
    Row(&'m MatrixRow, DivisionCode, &'m str),
    /// Territories that overlie this division; several of them are in dispute about it.
    Overlies(&'m [UnitId], DivisionCode),
}

/// Who answers for the places of a territory, while it is being looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Territorial<T> {
    Open,
    Found(T),
    /// Several territories overlie the division: nobody is guessed.
    Disputed,
}

impl<T> Territorial<T> {
    /// The first that is found stays.
    pub fn or(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Territorial::Open => next(),
            found => found,
        }
    }

    pub fn found(self) -> Option<T> {
        match self {
            Territorial::Found(found) => Some(found),
            Territorial::Open | Territorial::Disputed => None,
        }
    }

    pub fn of(found: Option<T>) -> Self {
        found.map_or(Territorial::Open, Territorial::Found)
    }

    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Territorial<U> {
        match self {
            Territorial::Open => Territorial::Open,
            Territorial::Found(found) => Territorial::Found(into(found)),
            Territorial::Disputed => Territorial::Disputed,
        }
    }
}

impl CityModel {
    /// The matrix is asked at the place itself and then upwards; at each division the category decides before its major, the major before
    /// a territory that overlies the division, and this before `*`. What nothing says of the territory, the tree of units says.
    pub fn duty(&self, division: DivisionCode, category: &str) -> Duty {
        let major: String = category.chars().take(3).collect();
        let (mut territory, mut line) = (Territorial::Open, None);
        self.answers(division, &[category, &major, "*"], |says| match says {
            Says::Row(row, ..) => {
                territory = territory.or(|| Territorial::of(row.territory_unit));
                line = line.or(row.line_unit);
            }
            Says::Overlies(units, _) => territory = territory.or(|| one_of(units)),
        });
        let territory = territory.or(|| territorial(&self.units, division));
        Duty { territory: territory.found(), line }
    }

    /// Calls `says` with everything that decides who answers, in the order in which it decides; `keys` from the narrowest to `*`.
    pub(crate) fn answers<'m>(&'m self, division: DivisionCode, keys: &[&'m str; 3], mut says: impl FnMut(Says<'m>)) {
        let [category, major, all] = *keys;
        let mut at = Some(division);
        while let Some(code) = at {
            let row = |key: &'m str| Some(Says::Row(self.matrix.get(&(code.padded(), key.to_owned()))?, code, key));
            let overlying = self.units.overlying(code);
            let overlies = (!overlying.is_empty()).then_some(Says::Overlies(overlying, code));
            for one in [row(category), row(major), overlies, row(all)].into_iter().flatten() {
                says(one);
            }
            at = code.parent();
        }
    }

    /// The line unit that the rows of a matrix name, of today or of a day of the past.
    pub fn line_by(matrix: &Matrix, division: DivisionCode, category: &str) -> Option<UnitId> {
        let major: String = category.chars().take(3).collect();
        let mut at = Some(division);
        while let Some(code) = at {
            let rows = [category, major.as_str(), "*"]
                .into_iter()
                .filter_map(|key| matrix.get(&(code.padded(), key.to_owned())).and_then(|row| row.line_unit));
            if let Some(line) = rows.into_iter().next() {
                return Some(line);
            }
            at = code.parent();
        }
        None
    }

    /// The management committee or new district whose territory overlies a place, else its town or street, else its district. Never a
    /// community, which does not lead; nobody where several territories overlie the place.
    pub fn territory_unit(&self, division: DivisionCode) -> Option<UnitId> {
        Self::territory_in(&self.units, division)
    }

    /// The same in the tree of another day.
    pub fn territory_in(tree: &UnitTree, division: DivisionCode) -> Option<UnitId> {
        territorial(tree, division).found()
    }

    /// Calls `says` with every township, every category and the line unit that answers for it there: what [`Self::line_by`] gives for each,
    /// without looking each category up at each level above each township.
    pub fn lines(&self, mut says: impl FnMut(DivisionCode, CategoryCode, Option<UnitId>)) {
        let mut named: HashMap<i64, HashMap<&str, UnitId>> = HashMap::new();
        for ((division, key), row) in &self.matrix {
            if let Some(line) = row.line_unit {
                named.entry(*division).or_default().insert(key, line);
            }
        }
        let categories = self.categories.categories.iter().map(|category| (category.code, keys_of(category.code)));
        let categories: Vec<(CategoryCode, [String; 3])> = categories.collect();
        for town in self.divisions.iter().filter(|division| division.level == Level::Township) {
            let upwards = successors(Some(town.code), |code| code.parent());
            let levels: Vec<&HashMap<&str, UnitId>> = upwards.filter_map(|code| named.get(&code.padded())).collect();
            for (category, keys) in &categories {
                let at = |level: &&HashMap<&str, UnitId>| keys.iter().find_map(|key| level.get(key.as_str()).copied());
                says(town.code, *category, levels.iter().find_map(at));
            }
        }
    }

    /// Categories for which some township has no line unit: the report of what nobody answers for.
    pub fn unanswered(&self) -> Vec<(DivisionCode, CategoryCode)> {
        let mut missing = Vec::new();
        self.lines(|town, category, line| {
            if line.is_none() {
                missing.push((town, category));
            }
        });
        missing
    }
}

/// The three keys that a category is looked up by, the narrowest first: E0101, E01, `*`.
pub(crate) fn keys_of(category: CategoryCode) -> [String; 3] {
    let code = category.to_string();
    let major = code.chars().take(3).collect();
    [code, major, "*".to_owned()]
}
