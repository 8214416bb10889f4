//! XLSX that people work on: several sheets, titles that stay in sight, typed cells.

use std::io::{Seek, SeekFrom};

use changxiao_domain::time::Day;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Worksheet,
    XlsxError,
};

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
        workbook.set_default_format(&plain(), ROW_PIXELS, COLUMN_PIXELS)?;
        let on = excel_date(created)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&on));
        Ok(Self { workbook, names: Vec::new() })
    }

    /// Begins a sheet with its titles, to be worked on and printed: titles that stay in sight and on every page, filters, A4 across, as wide
    /// as the page. The name is mended where Excel would not take it: at most 31 characters, none of
    /// `[]:*?/\`, no name twice.
    pub fn sheet(&mut self, name: &str, columns: &[SheetColumn]) -> Result<SheetWriter<'_>, WriteError> {
        let name = self.free_name(name);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        self.names.push(name);
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
        sheet.set_footer("&C&P / &N");
        sheet.set_repeat_rows(0, 0)?;
        let title_format = plain()
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
        if let Some(last) = u16::try_from(columns.len()).ok().and_then(|count| count.checked_sub(1)) {
            // As far down as a sheet goes: the rows are not known yet.
            sheet.autofilter(0, 0, LAST_ROW, last)?;
        }
        Ok(SheetWriter {
            sheet,
            next_row: 1,
            day_format: plain().set_num_format("yyyy-mm-dd"),
            moment_format: plain().set_num_format("yyyy-mm-dd hh:mm"),
            thousandths_format: plain().set_num_format("0.000"),
            number_format: plain().set_num_format("General"),
            text_format: plain().set_num_format("@"),
            marked_format: plain().set_background_color(Color::RGB(0xFCE4D6)).set_num_format("@"),
        })
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
    moment_format: Format,
    thousandths_format: Format,
    number_format: Format,
    text_format: Format,
    marked_format: Format,
}

impl SheetWriter<'_> {
    /// Lets people choose what stands in a column (0 for A) out of a list in another sheet, such as `选项!$A$2:$A$9`; another text is let
    /// through, because its import says what it makes of it.
    pub fn drop_down(&mut self, column: u16, source: &str) -> Result<(), WriteError> {
        let list =
            DataValidation::new().allow_list_formula(Formula::new(format!("={source}"))).show_error_message(false);
        self.sheet.add_data_validation(1, column, LAST_ROW, column, &list)?;
        Ok(())
    }

    /// Sets a column (0 for A) to text, so that what people type into it keeps its zeros.
    pub fn text_column(&mut self, column: u16) -> Result<(), WriteError> {
        self.sheet.set_column_format(column, &self.text_format)?;
        Ok(())
    }

    /// Writes the next row with some of its cells (0 for A) marked; those are written as text.
    ///
    /// # Errors
    /// As [`SheetWriter::row`].
    pub fn marked_row(&mut self, cells: &[Cell], marked: &[usize]) -> Result<(), WriteError> {
        let row = self.next_row;
        self.row(cells)?;
        for (place, cell) in (0_u16..).zip(cells).filter(|(place, _)| marked.contains(&usize::from(*place))) {
            match cell {
                Cell::Text(text) => self.sheet.write_string_with_format(row, place, text, &self.marked_format)?,
                _ => self.sheet.write_blank(row, place, &self.marked_format)?,
            };
        }
        Ok(())
    }

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
                Cell::Moment(at) => {
                    let moment = excel_date(at.date())?.and_hms(
                        u16::from(at.hour().unsigned_abs()),
                        at.minute().unsigned_abs(),
                        f64::from(at.second()),
                    )?;
                    self.sheet.write_datetime_with_format(row, place, moment, &self.moment_format)?;
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

/// Excel's number for A4.
const A4: u8 = 9;
/// The last row of a sheet, counted from 0.
const LAST_ROW: u32 = 1_048_575;
/// The height of a row and the width of a column, where nobody says otherwise.
const ROW_PIXELS: u32 = 22;
const COLUMN_PIXELS: u32 = 64;
/// A Chinese font that Windows, WPS and the domestic systems have or stand in for; the one of an English Excel draws Chinese in whatever it
/// finds.
const FONT: &str = "微软雅黑";

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10)
}

fn excel_date(day: Day) -> Result<ExcelDateTime, WriteError> {
    let year = u16::try_from(day.year()).map_err(WriteError::new)?;
    let month = u8::try_from(day.month()).map_err(WriteError::new)?;
    let of_month = u8::try_from(day.day()).map_err(WriteError::new)?;
    Ok(ExcelDateTime::from_ymd(year, month, of_month)?)
}
