//! XLSX that people work on: several sheets, titles that stay in sight, typed cells.

use std::io::{Seek, SeekFrom};

use changxiao_domain::time::Day;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::Cell;

/// A file that could not be written, such as for a full disk or a text beyond Excel's 32,767 characters.
#[derive(Debug, thiserror::Error)]
#[error("the sheet could not be written")]
pub struct WriteError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl WriteError {
    pub(super) fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

impl From<XlsxError> for WriteError {
    fn from(source: XlsxError) -> Self {
        Self::new(source)
    }
}

/// A title and how wide its column is, in characters of the standard font; a Chinese character counts two.
#[derive(Clone, Debug)]
pub struct SheetColumn {
    pub title: String,
    pub width: u16,
}

impl SheetColumn {
    pub fn new(title: impl Into<String>, width: u16) -> Self {
        Self { title: title.into(), width }
    }
}

/// A workbook on its way out. Rows go to temporary files while they are written, so that memory does not grow with them.
pub struct Workbook {
    workbook: rust_xlsxwriter::Workbook,
    names: Vec<String>,
}

impl Workbook {
    /// `created` is the date that the file says it was made on; the same content of the same day gives the same bytes.
    pub fn new(created: Day) -> Result<Self, WriteError> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let on = excel_date(created)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&on));
        Ok(Self { workbook, names: Vec::new() })
    }

    /// Begins a sheet with its titles. The name is mended where Excel would not take it: at most 31 characters, none of
    /// `[]:*?/\`, no name twice.
    pub fn sheet(&mut self, name: &str, columns: &[SheetColumn]) -> Result<SheetWriter<'_>, WriteError> {
        let name = self.free_name(name);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        self.names.push(name);
        sheet.set_freeze_panes(1, 0)?;
        let title_format = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0xE7F1EE))
            .set_border_bottom(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        for (place, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(place, f64::from(column.width.clamp(4, 120)))?;
        }
        for (place, column) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, place, &column.title, &title_format)?;
        }
        let day_format = Format::new().set_num_format("yyyy-mm-dd");
        let thousandths_format = Format::new().set_num_format("0.000");
        let number_format = Format::new().set_num_format("General");
        Ok(SheetWriter { sheet, next_row: 1, day_format, thousandths_format, number_format })
    }

    /// The whole file.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        Ok(self.workbook.save_to_buffer()?)
    }

    /// The whole file on disk, read from its beginning; it is gone when it is closed. For sheets that are long.
    pub fn finish_on_disk(mut self) -> Result<std::fs::File, WriteError> {
        let mut file = tempfile::tempfile().map_err(WriteError::new)?;
        self.workbook.save_to_writer(std::io::BufWriter::new(&mut file))?;
        file.seek(SeekFrom::Start(0)).map_err(WriteError::new)?;
        Ok(file)
    }

    fn free_name(&self, wanted: &str) -> String {
        let plain: String =
            wanted.chars().map(|letter| if "[]:*?/\\".contains(letter) { '-' } else { letter }).collect();
        let plain = plain.trim_matches('\'').trim();
        let plain = if plain.is_empty() { "Sheet" } else { plain };
        // Excel counts UTF-16 units and ignores case.
        let cut = |limit: usize| {
            let mut units = 0;
            plain
                .chars()
                .take_while(|letter| {
                    units += letter.len_utf16();
                    units <= limit
                })
                .collect::<String>()
        };
        let taken = |name: &str| self.names.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let whole = cut(31);
        if !taken(&whole) {
            return whole;
        }
        (2..).map(|number| format!("{} {number}", cut(26))).find(|name| !taken(name)).unwrap_or(whole)
    }
}

/// Writes the rows of one sheet, from the top down.
pub struct SheetWriter<'a> {
    sheet: &'a mut Worksheet,
    next_row: u32,
    day_format: Format,
    thousandths_format: Format,
    number_format: Format,
}

impl SheetWriter<'_> {
    /// Writes the next row.
    ///
    /// # Errors
    /// A text of more than 32,767 characters, more than 1,048,575 rows, a full disk.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        let row = self.next_row;
        for (place, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                // A text cell is never computed, whatever it begins with.
                Cell::Text(text) => {
                    self.sheet.write_string(row, place, text)?;
                }
                // Excel keeps fifteen digits of a number; a longer one (a credit code, a 21-digit case number) is text.
                Cell::Integer(number) if number.unsigned_abs() >= 1_000_000_000_000_000 => {
                    self.sheet.write_string(row, place, number.to_string())?;
                }
                Cell::Integer(number) => {
                    self.sheet.write_number(row, place, *number as f64)?;
                }
                Cell::Thousandths(value) => {
                    self.sheet.write_number_with_format(
                        row,
                        place,
                        *value as f64 / 1000.0,
                        &self.thousandths_format,
                    )?;
                }
                Cell::Number(number) => {
                    self.sheet.write_number_with_format(row, place, *number, &self.number_format)?;
                }
                Cell::Day(day) => {
                    self.sheet.write_datetime_with_format(row, place, excel_date(*day)?, &self.day_format)?;
                }
            }
        }
        self.next_row += 1;
        Ok(())
    }
}

fn excel_date(day: Day) -> Result<ExcelDateTime, WriteError> {
    let year = u16::try_from(day.year()).map_err(WriteError::new)?;
    let month = u8::try_from(day.month()).map_err(WriteError::new)?;
    let of_month = u8::try_from(day.day()).map_err(WriteError::new)?;
    Ok(ExcelDateTime::from_ymd(year, month, of_month)?)
}
