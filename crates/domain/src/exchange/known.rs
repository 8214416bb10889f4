//! The city's categories and divisions by what other systems call them.

use std::collections::{HashMap, HashSet};

use crate::{
    categories::{CategoryCode, CategorySet},
    divisions::{DivisionCode, Divisions, Unfound, WrittenNames},
    synonyms::Synonyms,
};

/// Names and codes that an order may use, indexed once for many orders.
pub struct Known<'a> {
    set: &'a CategorySet,
    categories_by_name: HashMap<&'a str, Vec<CategoryCode>>,
    category_codes: HashMap<String, CategoryCode>,
    divisions: WrittenNames<'a>,
    synonyms: Option<&'a Synonyms>,
    /// Codes that meant something else in the list before.
    changed: HashSet<CategoryCode>,
}

impl<'a> Known<'a> {
    /// `city`: only divisions within it, or in which it lies, count.
    pub fn new(set: &'a CategorySet, divisions: &'a Divisions, city: Option<DivisionCode>) -> Self {
        let (mut categories_by_name, mut category_codes) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        for category in &set.categories {
            categories_by_name.entry(category.name_zh.as_str()).or_default().push(category.code);
            category_codes.insert(category.code.to_string(), category.code);
        }
        let divisions = WrittenNames::new(divisions, city);
        Self { set, categories_by_name, category_codes, divisions, synonyms: None, changed: HashSet::new() }
    }

    /// The same with the city's own words, which go before all names.
    pub fn with_synonyms(self, synonyms: &'a Synonyms) -> Self {
        Self { synonyms: Some(synonyms), ..self }
    }

    /// The same, where another system may mean something else by these codes: in an order they name nothing until the city has said what
    /// they mean.
    pub fn without(mut self, codes: impl IntoIterator<Item = CategoryCode>) -> Self {
        self.changed.extend(codes);
        self
    }

    /// The code that the city says a text stands for.
    pub fn meant(&self, sort: &str, text: &str) -> Option<&str> {
        self.synonyms?.code(sort, text)
    }

    /// A code of the list, in capital or small letters.
    pub fn category_code(&self, text: &str) -> Option<CategoryCode> {
        self.category_codes.get(text.trim().to_ascii_uppercase().as_str()).copied()
    }

    /// The category that a word names: by its code or by a name that only one has.
    ///
    /// Errors: nothing of that name, or several.
    pub fn category(&self, word: &str) -> Result<CategoryCode, Unfound> {
        let meant = self.meant("category", word).and_then(|code| self.category_code(code));
        let by_code = || self.category_code(word).filter(|code| !self.changed.contains(code));
        if let Some(code) = meant.or_else(by_code) {
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
        self.divisions.code(text)
    }

    /// The division that words name, the widest first ([`WrittenNames::find_or_town`]).
    ///
    /// Errors: nothing of that name, or several.
    pub fn division(&self, words: &[&str]) -> Result<DivisionCode, Unfound> {
        let last = words.iter().rev().find(|word| !word.trim().is_empty());
        let meant = [Some(words.join(" ")), last.map(|word| (*word).to_owned())].into_iter().flatten();
        let meant = meant.into_iter().find_map(|text| self.meant("division", &text));
        match meant.and_then(|code| self.divisions.code(code)) {
            Some(code) => Ok(code),
            None => {
                // A wider word may be the city's own, too.
                let words: Vec<&str> = words.iter().map(|word| self.meant("division", word).unwrap_or(word)).collect();
                self.divisions.find_or_town(&words)
            }
        }
    }
}
