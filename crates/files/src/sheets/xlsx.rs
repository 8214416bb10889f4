//! XLSX (ISO/IEC 29500) into rows, cell by cell: the size that a sheet claims is never allocated.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::{Problem, ReadLimits, Row, Sheet, SheetError, Why, zip_guard};

/// Reads the visible worksheets that have something in them, or only the first of these.
pub(super) fn read(
    bytes: &[u8],
    file_name: &str,
    limits: &ReadLimits,
    only_first: bool,
) -> Result<Vec<Sheet>, SheetError> {
    zip_guard::check(bytes, file_name, limits)?;
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(file_name, &error.to_string()))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > limits.sheets {
        let why = Why::TooManySheets { limit: limits.sheets };
        return Err(Problem::of_sheet(file_name, why).with_value(&names.len().to_string()).into());
    }
    let (mut sheets, mut left) = (Vec::new(), limits.rows);
    for name in names {
        let rows = read_rows(&mut workbook, &name, limits, left)?;
        left -= rows.len();
        sheets.extend(Sheet::from_rows(&name, rows));
        if only_first && !sheets.is_empty() {
            break;
        }
    }
    Ok(sheets)
}

fn read_rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &ReadLimits,
    most: usize,
) -> Result<Vec<Row>, SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| damaged(name, &error.to_string()))?;
    let mut rows: Vec<Row> = Vec::new();
    let mut number = 0;
    let mut texts: Vec<String> = Vec::new();
    loop {
        let cell = cells.next_cell_with_formula().map_err(|error| damaged(name, &error.to_string()))?;
        let next = cell.as_ref().map(|cell| cell.pos.0 + 1);
        if next != Some(number) {
            if texts.iter().any(|text| !text.trim().is_empty()) {
                if rows.len() >= most {
                    let why = Why::TooManyRows { limit: limits.rows };
                    return Err(Problem::of_sheet(name, why).at(number, 0).with_value(&texts[0]).into());
                }
                rows.push(Row::new(number, texts.iter().map(String::as_str)));
            }
            texts.clear();
            number = next.unwrap_or(0);
        }
        let Some(cell) = cell else { break };
        let column = cell.pos.1 as usize;
        let problem = |why, value: &str| Problem::of_sheet(name, why).at(number, column).with_value(value);
        if let Some(formula) = cell.formula.filter(|formula| !formula.is_empty()) {
            return Err(problem(Why::Formula, &format!("={formula}")).into());
        }
        let text = match &cell.value {
            DataRef::Error(error) => return Err(problem(Why::CellError, &error.to_string()).into()),
            value => text_of(value),
        };
        if text.is_empty() {
            // A format far to the right is not a column.
            continue;
        }
        if column >= limits.columns {
            return Err(problem(Why::TooManyColumns { limit: limits.columns }, &text).into());
        }
        if text.len() > limits.cell_characters && text.chars().nth(limits.cell_characters).is_some() {
            return Err(problem(Why::CellTooLong { limit_characters: limits.cell_characters }, &text).into());
        }
        if texts.len() <= column {
            texts.resize(column + 1, String::new());
        }
        texts[column] = text;
    }
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Rust prints the shortest digits that read back as the same number, and whole numbers without a point.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
    }
}

fn damaged(name: &str, detail: &str) -> SheetError {
    let detail = detail.chars().take(120).collect();
    Problem::of_sheet(name, Why::DamagedWorkbook { detail }).into()
}
