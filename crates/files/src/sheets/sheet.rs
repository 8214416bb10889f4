//! A sheet as it was read: titles, rows and where each stands.

use super::{Problem, ReadLimits, SheetError, Why, delimited, encoding, xlsx};

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
    pub(super) fn new<'a>(number: u32, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell);
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
    /// Reads a CSV file, or the first visible sheet of an XLSX file that has something in it. What the file is, is told
    /// by its content, not by its name.
    ///
    /// # Errors
    /// The first thing that makes the file unreadable, with sheet, row, column, value and remedy as far as they apply.
    pub fn read(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<Sheet, SheetError> {
        let first = Self::read_some(bytes, file_name, limits, true)?.into_iter().next();
        first.ok_or_else(|| Problem::of_sheet(file_name, Why::Empty).into())
    }

    /// Reads a CSV file, or all visible sheets of an XLSX file that have something in them.
    pub fn read_all(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<Vec<Sheet>, SheetError> {
        let sheets = Self::read_some(bytes, file_name, limits, false)?;
        if sheets.is_empty() { Err(Problem::of_sheet(file_name, Why::Empty).into()) } else { Ok(sheets) }
    }

    fn read_some(
        bytes: &[u8],
        file_name: &str,
        limits: &ReadLimits,
        only_first: bool,
    ) -> Result<Vec<Sheet>, SheetError> {
        if bytes.len() > limits.file_bytes {
            let why = Why::FileTooLarge { limit_bytes: limits.file_bytes };
            let size = format!("{:.1} MB", bytes.len() as f64 / 1024.0 / 1024.0);
            return Err(Problem::of_sheet(file_name, why).with_value(&size).into());
        }
        if let Some(why) = other_format(bytes) {
            return Err(Problem::of_sheet(file_name, why).into());
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return xlsx::read(bytes, file_name, limits, only_first);
        }
        let text = encoding::decode(bytes, file_name)?;
        let rows = delimited::read(&text, file_name, limits)?;
        Ok(Self::from_rows(file_name, rows).into_iter().collect())
    }

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

/// What is certainly no sheet, by its first bytes.
fn other_format(bytes: &[u8]) -> Option<Why> {
    const OTHERS: [(&[u8], &str); 7] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"Rar!", "RAR"),
        (b"7z\xbc\xaf", "7-Zip"),
        (b"\x1f\x8b", "gzip"),
        (b"<!DOCTYPE", "HTML"),
    ];
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // The container's directory names its streams in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|letter| [letter, 0]).collect();
        let encrypted = bytes.windows(name.len()).any(|part| part == name);
        return Some(if encrypted { Why::Encrypted } else { Why::OldExcel });
    }
    let looks_like = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic))?.1.to_owned();
    Some(Why::OtherFormat { looks_like })
}
