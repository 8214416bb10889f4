//! Sheets: lists that people keep in Excel or save as CSV, read with every fault named, and written so that they open.
//!
//! [`Sheet::read`] recognises the encoding (UTF-8, GB18030, UTF-16 with mark) and the delimiter by itself and reads the
//! first sheet of an XLSX file behind a guard against bombs. A [`ColumnMap`] finds columns by any of their titles,
//! [`Fields`] takes typed values out of a row, and [`Problems`] collects what is wrong, each with sheet, row, column,
//! value, reason and remedy. [`Workbook`] and [`CsvWriter`] write.

mod cell;
mod columns;
mod delimited;
mod duplicates;
mod encoding;
mod fields;
mod letters;
mod limits;
mod problem;
mod read;
mod sheet;
mod why;
mod workbook;
mod write_csv;
mod xlsx;
mod zip_guard;

pub use cell::Cell;
pub use columns::{Column, ColumnMap};
pub use duplicates::Duplicates;
pub use fields::Fields;
pub use letters::column_letters;
pub use limits::ReadLimits;
pub use problem::{Problem, Problems, SheetError};
pub use sheet::{Row, Sheet};
pub use why::{Reason, Why};
pub use workbook::{SheetColumn, SheetWriter, Workbook, WriteError};
pub use write_csv::CsvWriter;
