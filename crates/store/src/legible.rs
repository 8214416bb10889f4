//! Rows of which some cannot be read: these stand in the way of nobody else.

use crate::{StoreError, engine::Row};

/// A row that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// How people name it: the number of a case, else its key.
    pub key: String,
    pub problem: StoreError,
}

/// Rows as far as they can be read, for jobs, which go on with them and show the others.
#[derive(Debug)]
pub struct Legible<T> {
    pub rows: Vec<T>,
    pub unreadable: Vec<Unreadable>,
}

impl<T> Default for Legible<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), unreadable: Vec::new() }
    }
}

impl<T> Legible<T> {
    /// `name` says how people call a row.
    ///
    /// Errors: those that every other row would meet as well, such as a column that is not there.
    pub(crate) fn of(
        rows: &[Row],
        name: impl Fn(&Row) -> String,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for row in rows {
            match read(row) {
                Ok(one) => all.rows.push(one),
                Err(problem) if problem.is_of_a_row() => {
                    all.unreadable.push(Unreadable { key: name(row), problem });
                }
                Err(problem) => return Err(problem),
            }
        }
        Ok(all)
    }
}
