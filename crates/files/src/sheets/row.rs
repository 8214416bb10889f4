//! One row of a sheet.

use changxiao_domain::text::clean;

/// One row. Its cells lie in one piece of memory, because a country has 664,000 of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row as people see it in Excel, the first being 1.
    pub number: u32,
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Row {
    /// Cells are kept without signs that nobody sees, and with one sign for a line's end: programs write CR LF, LF or, Word, U+000B.
    pub(super) fn new<'a>(number: u32, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            // Nearly all cells of a long list are plain, and there are millions of them.
            if cell.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
                text.push_str(cell);
                ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
                continue;
            }
            let breaks = |sign: char| matches!(sign, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
            if cell.contains(breaks) {
                text.push_str(&clean(&cell.replace("\r\n", "\n").replace(breaks, "\n")));
            } else {
                text.push_str(&clean(cell));
            }
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

    /// The row with other texts in some columns; it grows to the right as far as it has to.
    pub(super) fn with(&self, texts: &[(usize, String)]) -> Self {
        let mut cells: Vec<&str> = self.cells().collect();
        for (column, text) in texts {
            if cells.len() <= *column {
                cells.resize(*column + 1, "");
            }
            cells[*column] = text;
        }
        Self::new(self.number, cells)
    }

    pub(super) fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }

    /// Cells with something in them.
    pub(super) fn filled(&self) -> usize {
        self.cells().filter(|cell| !cell.trim().is_empty()).count()
    }

    pub(super) fn titles(&self) -> Vec<String> {
        self.cells().map(|title| title.trim().to_owned()).collect()
    }
}
