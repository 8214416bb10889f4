//! CSV that Excel and WPS open with a double click: UTF-8 with its mark, commas, CRLF (RFC 4180).

use super::{Cell, cell::thousandths, workbook::WriteError};

/// Writes rows as CSV. Text that a spreadsheet would compute (it begins with `=`, `+`, `-`, `@`, a tab or a return) gets
/// an apostrophe before it; [`super::Sheet::read`] takes it off again.
pub struct CsvWriter {
    writer: csv::Writer<Vec<u8>>,
}

impl CsvWriter {
    pub fn new<'a>(titles: impl IntoIterator<Item = &'a str>) -> Result<Self, WriteError> {
        let mut written = CsvWriter {
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer("\u{feff}".as_bytes().to_vec()),
        };
        written.writer.write_record(titles.into_iter().map(guarded)).map_err(WriteError::new)?;
        Ok(written)
    }

    /// # Errors
    /// When the number of cells differs from the number of titles.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        self.writer.write_record(cells.iter().map(text_of)).map_err(WriteError::new)
    }

    /// The whole file.
    pub fn finish(self) -> Result<Vec<u8>, WriteError> {
        self.writer.into_inner().map_err(WriteError::new)
    }

    /// What was written since this was asked last, for a file that goes out while it is written.
    pub fn take(&mut self) -> Result<Vec<u8>, WriteError> {
        let begun = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        std::mem::replace(&mut self.writer, begun).into_inner().map_err(WriteError::new)
    }
}

/// Whether a spreadsheet would take text that begins so for a formula.
pub(super) fn computes(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn guarded(text: &str) -> String {
    // Text that looks guarded is guarded once more, so that reading gives back exactly what was written.
    let looks_guarded = text.strip_prefix('\'').is_some_and(|rest| computes(rest) || rest.starts_with('\''));
    if computes(text) || looks_guarded { format!("'{text}") } else { text.to_owned() }
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Integer(number) => number.to_string(),
        Cell::Thousandths(value) => thousandths(*value),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}
