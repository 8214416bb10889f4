//! A sheet as it was read: titles, rows and where each stands.

use changxiao_domain::text::clean;

/// A sheet as it was read. All cells are text; a date cell of Excel is `2026-03-01` or `2026-03-01T08:41:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name of the sheet; of a CSV file, the name of the file.
    pub name: String,
    /// The row that holds the titles, as people see it.
    pub header_row: u32,
    pub header: Vec<String>,
    /// The rows below the titles that have something in them.
    pub rows: Vec<Row>,
}

/// One row. Its cells lie in one piece of memory, because a country has 664,000 of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row as people see it in Excel, the first being 1.
    pub number: u32,
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Row {
    /// Cells are kept without signs that nobody sees.
    pub(super) fn new<'a>(number: u32, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(&clean(cell));
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { number, text: text.into(), ends: ends.into() }
    }

    /// The cell of a column, 0 for A; empty where the row ends before it.
    pub fn cell(&self, column: usize) -> &str {
        let Some(end) = self.ends.get(column) else { return "" };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..*end as usize]
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.cell(column))
    }
}

impl Sheet {
    /// Tells titles from rows. Lists often begin with a line such as “点位一览表” across the sheet: lines with one
    /// filled cell above a line with several are passed over, five at most.
    pub(super) fn from_rows(name: &str, rows: Vec<Row>) -> Option<Sheet> {
        let filled = |row: &Row| row.cells().filter(|cell| !cell.trim().is_empty()).count();
        let above = rows.iter().take(5).take_while(|row| filled(row) == 1).count();
        let skipped = if rows.get(above).is_some_and(|row| filled(row) > 1) { above } else { 0 };
        let mut rows = rows.into_iter().skip(skipped);
        let titles = rows.next()?;
        Some(Sheet {
            name: name.to_owned(),
            header_row: titles.number,
            header: titles.cells().map(|title| title.trim().to_owned()).collect(),
            rows: rows.collect(),
        })
    }
}
