//! A file as it was read, before anybody says what it holds: its sheets with their rows, and what was noticed beside the values.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Row, Why};

/// A file with everything that it shows.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub(super) sheets: Vec<RawSheet>,
    /// Names of sheets that are hidden and were not read.
    pub(super) hidden_sheets: Vec<String>,
}

/// One sheet, all its rows as they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct RawSheet {
    pub name: String,
    pub rows: Vec<Row>,
    pub noticed: Noticed,
}

/// What stands in a sheet beside its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Noticed {
    /// Cells that hold no plain value, by row (as people see it) and column (0 for A). They matter where their column is used.
    pub faults: HashMap<(u32, usize), Why>,
    /// Cells merged into one.
    pub merged: Vec<Merged>,
    /// Rows that are hidden, by a filter or by hand.
    pub hidden: BTreeSet<u32>,
    /// Rows of which everything is struck through.
    pub struck: BTreeSet<u32>,
    /// Cells with a sign of the private use area, which another machine draws otherwise or not at all.
    pub private: BTreeMap<(u32, usize), char>,
}

/// Cells merged into one, from its first row and column to its last, all of them as people count rows and 0 for A.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub rows: (u32, u32),
    pub columns: (usize, usize),
}

impl Book {
    /// The names of the sheets that have something in them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.name.as_str())
    }

    /// The rows of each of these sheets, all as they stand.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &[Row])> {
        self.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.rows.as_slice()))
    }

    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }
}

impl RawSheet {
    /// Notes a row and what is in it.
    pub fn push(&mut self, row: Row) {
        if row.is_ascii() {
            self.rows.push(row);
            return;
        }
        for (column, cell) in row.cells().enumerate() {
            if let Some(sign) = cell.chars().find(|sign| is_private(*sign)) {
                self.noticed.private.insert((row.number, column), sign);
            }
        }
        self.rows.push(row);
    }
}

/// A sign that every machine may draw as it likes (Unicode, private use areas).
pub(super) const fn is_private(sign: char) -> bool {
    matches!(sign, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}
