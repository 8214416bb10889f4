//! Finding the mapped columns among the titles of a sheet.

use std::collections::HashMap;

use super::{Field, Mapping, titles::normal};

/// Which column (0 for A) feeds which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    places: HashMap<Field, usize>,
    unused: Vec<String>,
}

/// What is wrong with the titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TitleFault {
    /// The sheet has none of these titles.
    Missing { field: Field, accepted: Vec<String> },
    /// Two columns feed the field.
    Twice { field: Field, first: usize, second: usize },
}

impl Columns {
    /// Finds the columns. A field that an order can do without may be missing.
    ///
    /// Errors: no column for the number, none for title and content; two columns for one field.
    pub fn find(mapping: &Mapping, header: &[String]) -> Result<Self, Vec<TitleFault>> {
        let titles: Vec<String> = header.iter().map(|title| normal(title)).collect();
        let (mut places, mut faults) = (HashMap::new(), Vec::new());
        for field in Field::ALL {
            let accepted: Vec<String> = mapping.titles_of(field).map(normal).collect();
            let mut found = (0..titles.len()).filter(|at| !titles[*at].is_empty() && accepted.contains(&titles[*at]));
            match (found.next(), found.next()) {
                (Some(first), Some(second)) => {
                    faults.push(TitleFault::Twice { field, first, second });
                    places.insert(field, first);
                }
                (Some(place), None) => {
                    places.insert(field, place);
                }
                (None, _) => {}
            }
        }
        let mut demand = |field: Field, alternative: Option<Field>| {
            let there = |field: Field| places.contains_key(&field);
            if !there(field) && !alternative.is_some_and(there) {
                let both = [Some(field), alternative];
                let accepted = both.into_iter().flatten().flat_map(|field| mapping.titles_of(field)).map(str::to_owned);
                faults.push(TitleFault::Missing { field, accepted: accepted.collect() });
            }
        };
        demand(Field::Number, None);
        demand(Field::Text, Some(Field::Title));
        if !faults.is_empty() {
            return Err(faults);
        }
        let used: Vec<usize> = places.values().copied().collect();
        let unused = (0..header.len()).filter(|at| !used.contains(at) && !titles[*at].is_empty());
        Ok(Self { unused: unused.map(|at| header[at].clone()).collect(), places })
    }

    /// How many of what an order cannot do without, and how many fields in all, these titles feed: a row of titles is told by it.
    pub fn counts(mapping: &Mapping, header: &[String]) -> (usize, usize) {
        let titles: Vec<String> = header.iter().map(|title| normal(title)).collect();
        let is_there = |field: &Field| mapping.titles_of(*field).any(|title| titles.contains(&normal(title)));
        let needed = [is_there(&Field::Number), is_there(&Field::Text) || is_there(&Field::Title)];
        (needed.iter().filter(|there| **there).count(), Field::ALL.iter().filter(|field| is_there(field)).count())
    }

    /// Whether a column of the sheet (0 for A) feeds a field that tells of the problem; who called is masked in any case.
    pub fn tells(&self, column: usize) -> bool {
        self.places.iter().any(|(field, place)| *place == column && !matches!(field, Field::Phone | Field::Caller))
    }

    pub fn place(&self, field: Field) -> Option<usize> {
        self.places.get(&field).copied()
    }

    /// Titles that feed nothing; a preview shows them, so that a misspelt one is noticed.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }
}
