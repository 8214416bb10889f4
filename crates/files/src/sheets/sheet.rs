//! A sheet as it was read: titles, rows and where each stands.

use super::{
    Row,
    book::{Noticed, RawSheet},
};

/// A sheet as it was read. All cells are text; a date cell of Excel is `2026-03-01` or `2026-03-01T08:41:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name of the sheet; of a CSV file, the name of the file.
    pub name: String,
    /// The row that holds the titles, as people see it; of titles in two lines the lower one.
    pub header_row: u32,
    pub header: Vec<String>,
    /// The rows below the titles that have something in them.
    pub rows: Vec<Row>,
    pub(super) noticed: Noticed,
}

/// So many rows from the top may stand above the titles: the name of the list, who filled it in, its day, notes.
pub(super) const ABOVE_TITLES: usize = 12;

impl RawSheet {
    /// Tells titles from rows where nobody knows the columns: how many rows stand above them. Lists often begin with lines such as
    /// “点位一览表” or “填报单位：” across the sheet: lines with one filled cell, or with less than half as many as a line below has, are
    /// passed over.
    pub(super) fn above_titles(&self) -> usize {
        let most = self.rows.iter().take(ABOVE_TITLES).map(Row::filled).max().unwrap_or(0);
        let few = |row: &&Row| row.filled() == 1 || row.filled() * 2 < most;
        let above = self.rows.iter().take(ABOVE_TITLES - 1).take_while(few).count();
        if self.rows.get(above).is_some_and(|row| row.filled() > 1) { above } else { 0 }
    }

    /// The sheet with the row for titles that looks like one.
    pub(super) fn into_sheet(self) -> Option<Sheet> {
        let above = self.above_titles();
        let mut rows = self.rows.into_iter().skip(above);
        let titles = rows.next()?;
        Some(Sheet {
            name: self.name,
            header_row: titles.number,
            header: titles.titles(),
            rows: rows.collect(),
            noticed: self.noticed,
        })
    }
}
