//! Typed values out of one row.

use std::ops::RangeInclusive;

use changxiao_domain::time::Day;

use super::{ColumnMap, Problem, Row, Sheet, SheetError, Why};

/// One row of a sheet with the names of its columns. Every value comes trimmed, or as a problem that says where it
/// stands; [`super::Problems::take`] collects these.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    sheet: &'a Sheet,
    columns: &'a ColumnMap,
    row: &'a Row,
}

impl<'a> Fields<'a> {
    pub fn new(sheet: &'a Sheet, columns: &'a ColumnMap, row: &'a Row) -> Self {
        Self { sheet, columns, row }
    }

    /// The row as people see it.
    pub fn row_number(&self) -> u32 {
        self.row.number
    }

    /// The text, or `None` where the cell or the column is missing.
    pub fn optional(&self, code: &str) -> Option<&'a str> {
        let text = self.row.cell(self.columns.place(code)?).trim();
        (!text.is_empty()).then_some(text)
    }

    /// The text.
    ///
    /// # Errors
    /// `Required` where it is empty.
    pub fn required(&self, code: &str) -> Result<&'a str, SheetError> {
        self.optional(code).ok_or_else(|| self.refused(code, Why::Required))
    }

    /// A whole number within `range`; `1,200` and the `12.0` of a spreadsheet count as whole.
    ///
    /// # Errors
    /// `NotAnInteger`, `OutOfRange`.
    pub fn integer(&self, code: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        let digits = text.replace([',', '，'], "");
        let whole = digits.split_once('.').map_or(digits.as_str(), |(whole, decimals)| {
            if decimals.bytes().all(|digit| digit == b'0') { whole } else { "" }
        });
        let number: i64 = whole.parse().map_err(|_| self.refused(code, Why::NotAnInteger))?;
        if range.contains(&number) {
            return Ok(Some(number));
        }
        Err(self.refused(code, Why::OutOfRange { least: *range.start(), most: *range.end() }))
    }

    /// A date: `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `20260301`, with or without a time behind it, or the
    /// serial number of Excel's 1900 calendar (ISO/IEC 29500-1, 18.17.4.1) between 1950 and 2100.
    ///
    /// # Errors
    /// `NotADate`.
    pub fn date(&self, code: &str) -> Result<Option<Day>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        parse_day(text).map(Some).ok_or_else(|| self.refused(code, Why::NotADate))
    }

    /// Longitude and latitude in decimal degrees, of whatever datum the caller says.
    ///
    /// # Errors
    /// `NotACoordinate`, `HalfACoordinate`.
    pub fn coordinates(&self, longitude: &str, latitude: &str) -> Result<Option<(f64, f64)>, SheetError> {
        match (self.degrees(longitude, 180)?, self.degrees(latitude, 90)?) {
            (Some(east), Some(north)) => Ok(Some((east, north))),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self.refused(longitude, Why::HalfACoordinate)),
            (Some(_), None) => Err(self.refused(latitude, Why::HalfACoordinate)),
        }
    }

    /// The value whose code or name stands in the cell; `choices` pairs accepted texts with values. Case does not matter.
    ///
    /// # Errors
    /// `UnknownCode` with the accepted texts.
    pub fn one_of<T: Copy>(&self, code: &str, choices: &[(&str, T)]) -> Result<Option<T>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        let found = choices.iter().find(|(accepted, _)| accepted.to_lowercase() == text.to_lowercase());
        let accepted = || choices.iter().map(|(accepted, _)| (*accepted).to_owned()).collect();
        found
            .map(|(_, value)| Some(*value))
            .ok_or_else(|| self.refused(code, Why::UnknownCode { accepted: accepted() }))
    }

    /// A problem of the caller's own with the value of this column.
    pub fn problem(&self, code: &str, why: Why) -> Problem {
        let mut problem = Problem::of_sheet(&self.sheet.name, why);
        problem.row = Some(self.row.number);
        let Some(place) = self.columns.place(code) else { return problem.titled(code) };
        let title = self.sheet.header.get(place).map_or(code, String::as_str);
        problem.at(self.row.number, place).titled(title).with_value(self.row.cell(place).trim())
    }

    fn refused(&self, code: &str, why: Why) -> SheetError {
        Box::new(self.problem(code, why))
    }

    fn degrees(&self, code: &str, most: i64) -> Result<Option<f64>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        let number: Option<f64> = text.trim_end_matches('°').parse().ok();
        match number.filter(|degrees| degrees.is_finite() && degrees.abs() <= most as f64) {
            Some(degrees) => Ok(Some(degrees)),
            None => Err(self.refused(code, Why::NotACoordinate { least: -most, most })),
        }
    }
}

fn parse_day(text: &str) -> Option<Day> {
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    if date.len() == 8 && date.bytes().all(|digit| digit.is_ascii_digit()) {
        return day(&date[..4], &date[4..6], &date[6..]);
    }
    if let Ok(serial) = date.parse::<f64>() {
        return excel_day(serial);
    }
    let mut parts = date.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty());
    let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    day(year, month, of_month)
}

fn day(year: &str, month: &str, of_month: &str) -> Option<Day> {
    Day::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).ok()
}

/// 1 is 1 January 1900, and the calendar has a 29 February 1900 that never was; from March 1900 on, counting from
/// 30 December 1899 makes up for it. Small numbers are refused: they are far more often a wrong column than a date.
fn excel_day(serial: f64) -> Option<Day> {
    const YEAR_1950: f64 = 18_264.0;
    const YEAR_2101: f64 = 73_416.0;
    if !(YEAR_1950..YEAR_2101).contains(&serial) {
        return None;
    }
    let mut days_left = serial as i32;
    let mut year = 1899;
    // Walks years, then months: 150 steps, and no date library is asked for more than what a valid date is.
    let mut first = Day::new(1899, 12, 30).ok()?;
    while days_left > 0 {
        let next_year = Day::new(year + 1, 12, 30).ok()?;
        let length = if next_year.in_leap_year() { 366 } else { 365 };
        if days_left < length {
            break;
        }
        (first, year, days_left) = (next_year, year + 1, days_left - length);
    }
    (0..days_left).try_fold(first, |day, _| day.tomorrow().ok())
}
