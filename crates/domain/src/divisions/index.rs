//! All divisions of a city (or of the country), to be walked without a database.

use std::collections::{BTreeMap, HashMap};

use super::{Division, DivisionCode, Level};

/// An immutable index of divisions. Iteration runs in tree order.
#[derive(Clone, Debug, Default)]
pub struct Divisions {
    by_code: BTreeMap<DivisionCode, Division>,
    children: HashMap<DivisionCode, Vec<DivisionCode>>,
    roots: Vec<DivisionCode>,
}

/// Why a list of divisions is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DivisionsError {
    #[error("division {0} is listed twice")]
    Duplicate(DivisionCode),
    #[error("division {code} has an empty name")]
    EmptyName { code: DivisionCode },
    #[error("division {code} is called a {given:?}, but a code of that length is a {expected:?}")]
    WrongLevel { code: DivisionCode, given: Level, expected: Level },
    #[error("division {code} names {parent} as its parent, in which it does not lie")]
    WrongParent { code: DivisionCode, parent: DivisionCode },
}

impl Divisions {
    /// Builds the index. A division whose parent is not in the list becomes a root, so that a city can be held without
    /// the province it lies in.
    ///
    /// Errors: a code that is listed twice; a level or a parent that does not fit to a code.
    pub fn new(list: impl IntoIterator<Item = Division>) -> Result<Self, DivisionsError> {
        let mut by_code = BTreeMap::new();
        for division in list {
            check(&division)?;
            let code = division.code;
            if by_code.insert(code, division).is_some() {
                return Err(DivisionsError::Duplicate(code));
            }
        }
        let mut children: HashMap<DivisionCode, Vec<DivisionCode>> = HashMap::new();
        let mut roots = Vec::new();
        for division in by_code.values() {
            match division.parent.filter(|parent| by_code.contains_key(parent)) {
                Some(parent) => children.entry(parent).or_default().push(division.code),
                None => roots.push(division.code),
            }
        }
        Ok(Self { by_code, children, roots })
    }

    pub fn get(&self, code: DivisionCode) -> Option<&Division> {
        self.by_code.get(&code)
    }

    /// The name, or an empty text for a code that is not in the index.
    pub fn name(&self, code: DivisionCode) -> &str {
        self.get(code).map_or("", |division| &division.name)
    }

    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// Every division, in tree order.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values()
    }

    /// The divisions that hang on none in the index.
    pub fn roots(&self) -> impl Iterator<Item = &Division> {
        self.roots.iter().filter_map(|code| self.get(*code))
    }

    /// The divisions directly below, in code order.
    pub fn children(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        self.children.get(&code).into_iter().flatten().filter_map(|child| self.get(*child))
    }

    /// The division itself and everything in it, in tree order.
    pub fn subtree(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        self.by_code
            .range(code..)
            .map(|(_, division)| division)
            .take_while(move |division| division.code.is_within(code))
    }

    /// The division with everything it lies in, widest first.
    pub fn path(&self, code: DivisionCode) -> Vec<&Division> {
        let mut path: Vec<&Division> = Vec::new();
        let mut next = self.get(code);
        while let Some(division) = next {
            path.push(division);
            next = division.parent.and_then(|parent| self.get(parent));
        }
        path.reverse();
        path
    }

    /// The names on the path, widest first.
    pub fn path_names(&self, code: DivisionCode) -> Vec<&str> {
        self.path(code).into_iter().map(|division| division.name.as_str()).collect()
    }

    /// The divisions of exactly this name within `within`; an import asks, because a sheet often names a place without its code.
    pub fn by_name<'a>(&'a self, name: &'a str, within: DivisionCode) -> impl Iterator<Item = &'a Division> {
        self.subtree(within).filter(move |division| division.name == name)
    }
}

fn check(division: &Division) -> Result<(), DivisionsError> {
    let code = division.code;
    if division.name.trim().is_empty() {
        return Err(DivisionsError::EmptyName { code });
    }
    if division.level != code.level() {
        return Err(DivisionsError::WrongLevel { code, given: division.level, expected: code.level() });
    }
    match division.parent {
        Some(parent) if parent == code || !code.is_within(parent) => Err(DivisionsError::WrongParent { code, parent }),
        _ => Ok(()),
    }
}
