//! Sheets: lists that people keep in Excel or save as CSV, read with every fault named, and written so that they open.
//!
//! [`Book::read`] recognises the encoding (UTF-8, GB18030, UTF-16 with mark) and the delimiter by itself and reads XLSX behind a guard
//! against bombs, and XLS. [`Book::find`] finds the list in it: the sheet, the row of titles, which column says what, as the titles tell
//! or as whoever brings it says ([`Reading`]). [`Fields`] takes typed values out of a row, and [`Problems`] collects what is wrong, each
//! with sheet, row, column, value, reason and remedy. [`Workbook`] and [`CsvWriter`] write.

mod book;
mod cell;
mod columns;
mod delimited;
mod duplicates;
mod encoding;
mod fields;
mod find;
mod letters;
mod limits;
mod marks;
mod problem;
mod read;
mod reading;
mod row;
mod shape;
mod sheet;
mod why;
mod workbook;
mod write_csv;
mod xls;
mod xlsx;
pub(crate) mod zip_guard;

pub use book::Book;
pub use cell::Cell;
pub use columns::{Column, ColumnMap};
pub use duplicates::Duplicates;
pub use fields::Fields;
pub use find::{Found, Table, Tables};
pub use letters::column_letters;
pub use limits::ReadLimits;
pub use problem::{Group, Problem, Problems, SheetError};
pub use reading::{Fed, Reading};
pub use row::Row;
pub use sheet::Sheet;
pub use why::{Reason, Why};
pub use workbook::{SheetColumn, SheetWriter, Workbook, WriteError};
pub use write_csv::CsvWriter;
