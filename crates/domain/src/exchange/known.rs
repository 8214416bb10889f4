//! The city's categories and divisions by what other systems call them.

use std::collections::HashMap;

use crate::{
    categories::{CategoryCode, CategorySet},
    divisions::{DivisionCode, Divisions, Level},
};

/// Names and codes that an order may use, indexed once for many orders.
pub struct Known<'a> {
    set: &'a CategorySet,
    divisions: &'a Divisions,
    city: Option<DivisionCode>,
    categories_by_name: HashMap<&'a str, Vec<CategoryCode>>,
    category_codes: HashMap<String, CategoryCode>,
    divisions_by_name: HashMap<&'a str, Vec<DivisionCode>>,
}

/// Why a word leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfound {
    Nothing,
    Several(usize),
}

/// What the statistical names of villages and communities end with and people leave out.
const VILLAGE_ENDINGS: [&str; 5] = ["居委会", "居民委员会", "村委会", "村民委员会", "社区居委会"];

impl<'a> Known<'a> {
    /// `city`: only divisions within it, or in which it lies, count.
    pub fn new(set: &'a CategorySet, divisions: &'a Divisions, city: Option<DivisionCode>) -> Self {
        let (mut categories_by_name, mut category_codes) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        for category in &set.categories {
            categories_by_name.entry(category.name_zh.as_str()).or_default().push(category.code);
            category_codes.insert(category.code.to_string(), category.code);
        }
        let mut divisions_by_name = HashMap::<_, Vec<_>>::new();
        for division in divisions.iter().filter(|division| city.is_none_or(|city| division.code.is_within(city))) {
            divisions_by_name.entry(division.name.as_str()).or_default().push(division.code);
        }
        Self { set, divisions, city, categories_by_name, category_codes, divisions_by_name }
    }

    /// A code of the list, in capital or small letters.
    pub fn category_code(&self, text: &str) -> Option<CategoryCode> {
        self.category_codes.get(text.trim().to_ascii_uppercase().as_str()).copied()
    }

    /// The category that a word names: by its code or by a name that only one has.
    ///
    /// Errors: nothing of that name, or several.
    pub fn category(&self, word: &str) -> Result<CategoryCode, Unfound> {
        if let Some(code) = self.category_code(word) {
            return Ok(code);
        }
        match self.categories_by_name.get(word).map_or(&[][..], Vec::as_slice) {
            [one] => Ok(*one),
            [] => Err(Unfound::Nothing),
            several => Err(Unfound::Several(several.len())),
        }
    }

    /// The name of a category, where its title has to stand in for one.
    pub fn category_name(&self, code: CategoryCode) -> &str {
        self.set.category(code).map_or("", |category| category.name_zh.as_str())
    }

    /// A division of the city by its code of 4, 6, 9 or 12 digits.
    pub fn division_code(&self, text: &str) -> Option<DivisionCode> {
        let number: i64 = text.trim().parse().ok()?;
        let code = DivisionCode::new(number).or_else(|_| DivisionCode::from_padded(number)).ok()?;
        let widest = DivisionCode::from_padded(code.padded()).unwrap_or(code);
        let here = |code: &DivisionCode| {
            self.divisions.get(*code).is_some() && self.city.is_none_or(|city| code.is_within(city))
        };
        [widest, code].into_iter().find(here)
    }

    /// The division that words name, the widest first; empty ones are passed over. The last one is looked for by its code, by its
    /// name, and, a village or community, by its name with what statistics append; the others only tell namesakes apart. A village
    /// that no list knows is taken for the town it lies in: lists of villages are older than the exports.
    ///
    /// Errors: nothing of that name, or several.
    pub fn division(&self, words: &[&str]) -> Result<DivisionCode, Unfound> {
        let words: Vec<&str> = words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
        let Some((last, above)) = words.split_last() else { return Err(Unfound::Nothing) };
        if let Some(code) = self.division_code(last) {
            return Ok(code);
        }
        let mut found = self.named(last, above);
        if found.is_empty() {
            found = VILLAGE_ENDINGS.iter().flat_map(|ending| self.named(&format!("{last}{ending}"), above)).collect();
        }
        match found.as_slice() {
            [one] => Ok(*one),
            [] if above.len() >= 2 => self
                .division(above)
                .and_then(|code| if code.level() == Level::Township { Ok(code) } else { Err(Unfound::Nothing) }),
            [] => Err(Unfound::Nothing),
            several => Err(Unfound::Several(several.len())),
        }
    }

    fn named(&self, name: &str, above: &[&str]) -> Vec<DivisionCode> {
        let lies_there = |code: &DivisionCode| {
            let path = self.divisions.path_names(*code);
            above
                .iter()
                .all(|word| path.contains(word) || self.division_code(word).is_some_and(|above| code.is_within(above)))
        };
        let all = self.divisions_by_name.get(name).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(lies_there).collect()
    }
}
