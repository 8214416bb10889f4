//! The old binary format of Excel (.xls, MS-XLS) into rows, as older machines in offices still write it.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, Range, Reader, SheetType, SheetVisible, Xls};

use changxiao_domain::text::is_spoiled;

use super::{
    Problem, ReadLimits, Row, SheetError, Why,
    book::{Book, Merged, RawSheet},
    xlsx::moment_text,
};

/// Whole numbers from here on have more digits than a cell keeps.
const TOO_LONG: f64 = 1e15;
/// An old workbook of more bytes than this is none that an office keeps; the reader holds each sheet whole.
const MOST_BYTES: usize = 20 * 1024 * 1024;

/// Reads the visible worksheets that have something in them. What is damaged is refused as an old workbook that cannot be read.
pub(super) fn read(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<Book, SheetError> {
    let refused = || -> SheetError { Problem::of_sheet(file_name, Why::OldExcel).into() };
    if bytes.len() > MOST_BYTES {
        return Err(refused());
    }
    // The format was never made to be read by strangers: whatever the reader trips over is a refusal.
    match catch_unwind(AssertUnwindSafe(|| read_all(bytes, file_name, limits))) {
        Ok(Some(read)) => read,
        Ok(None) | Err(_) => Err(refused()),
    }
}

/// `None`: it cannot be read.
fn read_all(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Option<Result<Book, SheetError>> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).ok()?;
    let mut book = Book::default();
    let mut names = Vec::new();
    for sheet in workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let list = if sheet.visible == SheetVisible::Visible { &mut names } else { &mut book.hidden_sheets };
        list.push(sheet.name.clone());
    }
    if names.len() > limits.sheets {
        let why = Why::TooManySheets { limit: limits.sheets };
        return Some(Err(Problem::of_sheet(file_name, why).with_value(&names.len().to_string()).into()));
    }
    let mut left = limits.rows;
    for name in names {
        let values = workbook.worksheet_range(&name).ok()?;
        let formulas = workbook.worksheet_formula(&name).ok()?;
        let mut sheet = match rows_of(&values, &formulas, &name, limits, left) {
            Ok(sheet) => sheet,
            Err(problem) => return Some(Err(problem)),
        };
        left -= sheet.rows.len();
        sheet.noticed.merged = merged(&workbook, &name);
        if !sheet.rows.is_empty() {
            book.sheets.push(sheet);
        }
    }
    Some(Ok(book))
}

fn merged(workbook: &Xls<Cursor<&[u8]>>, name: &str) -> Vec<Merged> {
    let ranges = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
    let of = |range: &calamine::Dimensions| Merged {
        rows: (range.start.0 + 1, range.end.0 + 1),
        columns: (range.start.1 as usize, range.end.1 as usize),
    };
    ranges.iter().map(of).collect()
}

fn rows_of(
    values: &Range<Data>,
    formulas: &Range<String>,
    name: &str,
    limits: &ReadLimits,
    most: usize,
) -> Result<RawSheet, SheetError> {
    let mut sheet = RawSheet { name: name.to_owned(), ..RawSheet::default() };
    let (first_row, first_column) = values.start().unwrap_or_default();
    for (at, cells) in (first_row..).zip(values.rows()) {
        let number = at + 1;
        let mut texts = vec![String::new(); first_column as usize];
        for (column, cell) in (first_column as usize..).zip(cells) {
            let (text, fault) = text_of(cell);
            let position = (at, u32::try_from(column).unwrap_or(u32::MAX));
            let is_formula = formulas.get_value(position).is_some_and(|formula| !formula.is_empty());
            if let Some(fault) = if is_formula { Some(Why::Formula) } else { fault } {
                sheet.noticed.faults.insert((number, column), fault);
            }
            let problem = |why| Problem::of_sheet(name, why).at(number, column).with_value(&text);
            if column >= limits.columns && !text.is_empty() {
                return Err(problem(Why::TooManyColumns { limit: limits.columns }).into());
            }
            if text.chars().count() > limits.cell_characters {
                return Err(problem(Why::CellTooLong { limit_characters: limits.cell_characters }).into());
            }
            texts.push(text);
        }
        if texts.iter().any(|text| !text.trim().is_empty()) {
            if sheet.rows.len() >= most {
                let why = Why::TooManyRows { limit: limits.rows };
                return Err(Problem::of_sheet(name, why).at(number, 0).with_value(&texts[0]).into());
            }
            sheet.push(Row::new(number, texts.iter().map(String::as_str)));
        }
    }
    Ok(sheet)
}

fn text_of(cell: &Data) -> (String, Option<Why>) {
    let number = |text: String, size: f64| (text, (size.abs() >= TOO_LONG).then_some(Why::Spoiled));
    match cell {
        Data::Empty => (String::new(), None),
        Data::Error(error) => (error.to_string(), Some(Why::CellError)),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            (text.clone(), is_spoiled(text).then_some(Why::Spoiled))
        }
        Data::Int(whole) => number(whole.to_string(), *whole as f64),
        Data::Float(float) => number(float.to_string(), *float),
        Data::Bool(yes) => (if *yes { "TRUE" } else { "FALSE" }.to_owned(), None),
        Data::DateTime(moment) => (moment_text(moment), None),
    }
}
