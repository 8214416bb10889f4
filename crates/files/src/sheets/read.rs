//! A file becomes a sheet, whatever kind of file it is.

use super::{Book, Problem, ReadLimits, Sheet, SheetError, Why, book::RawSheet, delimited, encoding, xls, xlsx};

impl Book {
    /// Reads a CSV file, or all visible sheets of an XLSX or XLS file that have something in them. What the file is, is told by its
    /// content, not by its name.
    ///
    /// # Errors
    /// The first thing that makes the file unreadable, with sheet, row, column, value and remedy as far as they apply.
    pub fn read(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<Book, SheetError> {
        let book = Self::read_some(bytes, file_name, limits, false)?;
        if book.is_empty() { Err(Problem::of_sheet(file_name, Why::Empty).into()) } else { Ok(book) }
    }

    fn read_some(bytes: &[u8], file_name: &str, limits: &ReadLimits, only_first: bool) -> Result<Book, SheetError> {
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
        if bytes.starts_with(OLD_EXCEL) {
            return xls::read(bytes, file_name, limits);
        }
        let text = encoding::decode(bytes, file_name)?;
        let sheet = delimited::read(&text, file_name, limits)?;
        let sheets = if sheet.rows.is_empty() { Vec::new() } else { vec![sheet] };
        Ok(Book { sheets, hidden_sheets: Vec::new() })
    }
}

impl Sheet {
    /// The first visible sheet that has something in it, with the row for titles that looks like one. Whoever knows the columns finds
    /// sheet and titles better by [`Book::find`].
    ///
    /// # Errors
    /// As [`Book::read`].
    pub fn read(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<Sheet, SheetError> {
        let first = Book::read_some(bytes, file_name, limits, true)?.sheets.into_iter().next();
        let sheet = first.and_then(RawSheet::into_sheet);
        sheet.ok_or_else(|| Problem::of_sheet(file_name, Why::Empty).into())
    }

    /// The same of all visible sheets that have something in them.
    pub fn read_all(bytes: &[u8], file_name: &str, limits: &ReadLimits) -> Result<Vec<Sheet>, SheetError> {
        let sheets = Book::read(bytes, file_name, limits)?.sheets;
        Ok(sheets.into_iter().filter_map(RawSheet::into_sheet).collect())
    }
}

/// A container of Microsoft's compound file format: an old workbook, or a new one with a password.
const OLD_EXCEL: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

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
    if bytes.starts_with(OLD_EXCEL) {
        // The container's directory names its streams in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|letter| [letter, 0]).collect();
        let encrypted = bytes.windows(name.len()).any(|part| part == name);
        return encrypted.then_some(Why::Encrypted);
    }
    let looks_like = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic))?.1.to_owned();
    Some(Why::OtherFormat { looks_like })
}
