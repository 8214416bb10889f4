//! XLSX (ISO/IEC 29500) into rows, cell by cell: the size that a sheet claims is never allocated.

use std::{collections::HashMap, io::Cursor};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Style, Xlsx};

use changxiao_domain::text::is_spoiled;

use super::{
    Problem, ReadLimits, Row, SheetError, Why,
    book::{Book, RawSheet},
    marks,
    shape::Shape,
    zip_guard,
};

/// Whole numbers from here on have more digits than a cell keeps (ISO/IEC 29500-1, 18.17.4: IEEE 754, fifteen digits).
const TOO_LONG: f64 = 1e15;

/// Reads the visible worksheets that have something in them, or only the first of these.
pub(super) fn read(bytes: &[u8], file_name: &str, limits: &ReadLimits, only_first: bool) -> Result<Book, SheetError> {
    zip_guard::check(bytes, file_name, limits)?;
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(file_name, &error.to_string()))?;
    let mut book = Book::default();
    let mut names = Vec::new();
    for sheet in workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let list = if sheet.visible == SheetVisible::Visible { &mut names } else { &mut book.hidden_sheets };
        list.push(sheet.name.clone());
    }
    if names.len() > limits.sheets {
        let why = Why::TooManySheets { limit: limits.sheets };
        return Err(Problem::of_sheet(file_name, why).with_value(&names.len().to_string()).into());
    }
    let mut left = limits.rows;
    for name in names {
        let sheet = read_sheet(&mut workbook, bytes, &name, limits, left)?;
        left -= sheet.rows.len();
        if !sheet.rows.is_empty() {
            book.sheets.push(sheet);
            if only_first {
                break;
            }
        }
    }
    Ok(book)
}

/// What the styles of a workbook mean for reading.
#[derive(Default)]
struct Palette {
    shapes: HashMap<usize, Shape>,
    struck: Vec<usize>,
}

impl Palette {
    fn of(styles: &[Style]) -> Self {
        let mut palette = Self::default();
        for (style, of_style) in styles.iter().enumerate() {
            if let Some(shape) = of_style.number_format.as_ref().and_then(|format| Shape::of(&format.format_code)) {
                palette.shapes.insert(style, shape);
            }
            if of_style.font.as_ref().is_some_and(|font| font.has_strikethrough()) {
                palette.struck.push(style);
            }
        }
        palette
    }

    fn wanted(&self) -> Vec<usize> {
        self.shapes.keys().chain(&self.struck).copied().collect()
    }
}

fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    bytes: &[u8],
    name: &str,
    limits: &ReadLimits,
    most: usize,
) -> Result<RawSheet, SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| damaged(name, &error.to_string()))?;
    let palette = Palette::of(cells.styles());
    let mut sheet = RawSheet { name: name.to_owned(), ..RawSheet::default() };
    // A sheet that the archive names in an unusual way is read without its marks.
    let marks = marks::read(bytes, name, &palette.wanted()).map_err(|detail| damaged(name, &detail))?;
    let mut number = 0;
    let mut texts: Vec<String> = Vec::new();
    let mut struck_cells = 0;
    loop {
        let cell = cells.next_cell_with_formula().map_err(|error| damaged(name, &error.to_string()))?;
        let next = cell.as_ref().map(|cell| cell.pos.0 + 1);
        if next != Some(number) {
            let filled = texts.iter().filter(|text| !text.trim().is_empty()).count();
            if filled > 0 {
                if sheet.rows.len() >= most {
                    let why = Why::TooManyRows { limit: limits.rows };
                    return Err(Problem::of_sheet(name, why).at(number, 0).with_value(&texts[0]).into());
                }
                if struck_cells >= filled {
                    sheet.noticed.struck.insert(number);
                }
                sheet.push(Row::new(number, texts.iter().map(String::as_str)));
            }
            texts.clear();
            (number, struck_cells) = (next.unwrap_or(0), 0);
        }
        let Some(cell) = cell else { break };
        let column = cell.pos.1 as usize;
        let problem = |why, value: &str| Problem::of_sheet(name, why).at(number, column).with_value(value);
        let style = marks.styles.get(&(number, column));
        let (text, fault) = text_of(&cell.value, style.and_then(|style| palette.shapes.get(style)));
        let fault = match cell.formula.filter(|formula| !formula.is_empty()) {
            Some(_) => Some(Why::Formula),
            None => fault,
        };
        if text.is_empty() && fault.is_none() {
            // A format far to the right is not a column.
            continue;
        }
        if column >= limits.columns {
            return Err(problem(Why::TooManyColumns { limit: limits.columns }, &text).into());
        }
        if text.len() > limits.cell_characters && text.chars().nth(limits.cell_characters).is_some() {
            return Err(problem(Why::CellTooLong { limit_characters: limits.cell_characters }, &text).into());
        }
        if let Some(fault) = fault {
            sheet.noticed.faults.insert((number, column), fault);
        }
        struck_cells +=
            usize::from(style.is_some_and(|style| palette.struck.contains(style)) && !text.trim().is_empty());
        if texts.len() <= column {
            texts.resize(column + 1, String::new());
        }
        texts[column] = text;
    }
    sheet.rows.sort_by_key(|row| row.number);
    (sheet.noticed.hidden, sheet.noticed.merged) = (marks.hidden, marks.merged);
    Ok(sheet)
}

/// The text of a cell, and why it is no plain value where it is none.
fn text_of(value: &DataRef<'_>, shape: Option<&Shape>) -> (String, Option<Why>) {
    let plain = |text: String| (text, None);
    let number = |text: String, size: f64| match shape {
        _ if size.abs() >= TOO_LONG => (text, Some(Why::Spoiled)),
        Some(shape) => plain(shape.show(&text)),
        None => plain(text),
    };
    match value {
        DataRef::Empty => plain(String::new()),
        DataRef::Error(error) => (error.to_string(), Some(Why::CellError)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => written(text),
        DataRef::SharedString(text) => written(text),
        DataRef::Int(whole) => number(whole.to_string(), *whole as f64),
        // Rust prints the shortest digits that read back as the same number, and whole numbers without a point.
        DataRef::Float(float) => number(float.to_string(), *float),
        DataRef::Bool(yes) => plain(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(moment) => plain(moment_text(moment)),
    }
}

fn written(text: &str) -> (String, Option<Why>) {
    (text.to_owned(), is_spoiled(text).then_some(Why::Spoiled))
}

/// A moment as `2026-03-01` or `2026-03-01T08:41:00`, in either calendar of Excel; a length of time as its number of days.
pub(super) fn moment_text(moment: &calamine::ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
    }
}

fn damaged(name: &str, detail: &str) -> SheetError {
    let detail = detail.chars().take(120).collect();
    Problem::of_sheet(name, Why::DamagedWorkbook { detail }).into()
}
