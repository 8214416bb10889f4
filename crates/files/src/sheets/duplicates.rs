//! Rows that say the same thing twice.

use std::collections::HashMap;

use super::{Fields, SheetError, Why};

/// Remembers the keys of a sheet and names both rows when one comes again.
#[derive(Debug, Default)]
pub struct Duplicates {
    rows: HashMap<String, u32>,
}

impl Duplicates {
    /// Notes the key of a row. `code` is the column under which the problem is shown.
    ///
    /// # Errors
    /// `Duplicate` with the number of the row that had the key first.
    pub fn note(&mut self, key: &str, fields: &Fields<'_>, code: &str) -> Result<(), SheetError> {
        match self.rows.get(key) {
            Some(first_row) => {
                Err(Box::new(fields.problem(code, Why::Duplicate { first_row: *first_row }).with_value(key)))
            }
            None => {
                self.rows.insert(key.to_owned(), fields.row_number());
                Ok(())
            }
        }
    }
}
