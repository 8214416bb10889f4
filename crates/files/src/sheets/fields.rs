//! Typed values out of one row.

use std::{borrow::Cow, ops::RangeInclusive};

use changxiao_domain::{
    text::{look, narrowed},
    time::Day,
    written::{has_short_year, read_day, read_days},
};

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

    /// A code, a login, a number of an order: the text with narrow letters and digits and one sign for a dash.
    pub fn code(&self, code: &str) -> Option<Cow<'a, str>> {
        self.optional(code).map(narrowed)
    }

    /// The same where it has to be there.
    ///
    /// # Errors
    /// `Required` where it is empty.
    pub fn required_code(&self, code: &str) -> Result<Cow<'a, str>, SheetError> {
        self.required(code).map(narrowed)
    }

    /// The text.
    ///
    /// # Errors
    /// `Required` where it is empty.
    pub fn required(&self, code: &str) -> Result<&'a str, SheetError> {
        self.optional(code).ok_or_else(|| self.refused(code, Why::Required))
    }

    /// What becomes of a value that is there already: an empty cell, like a missing column, leaves it; 无 or a dash takes it away.
    pub fn says_nothing(&self, code: &str) -> bool {
        self.optional(code).is_some_and(|text| matches!(text, "无" | "-" | "—" | "——" | "－" | "/" | "none" | "None"))
    }

    /// A whole number within `range`; `1,200`, `12.0` of a spreadsheet, `１２` and `12个` count as whole.
    ///
    /// # Errors
    /// `NotAnInteger`, `OutOfRange`.
    pub fn integer(&self, code: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, SheetError> {
        let Some(text) = self.code(code) else { return Ok(None) };
        let digits = text.replace([',', '，'], "");
        // What a number counts may stand behind it.
        let digits = digits.trim_end_matches(|sign: char| !sign.is_ascii() && sign.is_alphabetic()).trim_end();
        let whole = digits
            .split_once('.')
            .map_or(digits, |(whole, decimals)| if decimals.bytes().all(|digit| digit == b'0') { whole } else { "" });
        let number: i64 = whole.parse().map_err(|_| self.refused(code, Why::NotAnInteger))?;
        if range.contains(&number) {
            return Ok(Some(number));
        }
        Err(self.refused(code, Why::OutOfRange { least: *range.start(), most: *range.end() }))
    }

    /// A date as people write it ([`read_day`]).
    ///
    /// # Errors
    /// `NotADate`, `ShortYear`.
    pub fn date(&self, code: &str) -> Result<Option<Day>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        read_day(text).map(Some).ok_or_else(|| self.refused(code, no_day(text)))
    }

    /// One date, or all from one to another: 2027年2月5日至11日 ([`read_days`]).
    ///
    /// # Errors
    /// `NotADate`, `ShortYear`.
    pub fn dates(&self, code: &str) -> Result<Option<(Day, Day)>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        read_days(text).map(Some).ok_or_else(|| self.refused(code, no_day(text)))
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

    /// The value whose code or name stands in the cell; `choices` pairs accepted texts with values. Case, blanks and the width of signs
    /// do not matter.
    ///
    /// # Errors
    /// `UnknownCode` with the accepted texts.
    pub fn one_of<T: Copy>(&self, code: &str, choices: &[(&str, T)]) -> Result<Option<T>, SheetError> {
        let Some(text) = self.optional(code) else { return Ok(None) };
        let wanted = look(text);
        let found = choices.iter().find(|(accepted, _)| look(accepted) == wanted);
        let accepted = || choices.iter().map(|(accepted, _)| (*accepted).to_owned()).collect();
        found
            .map(|(_, value)| Some(*value))
            .ok_or_else(|| self.refused(code, Why::UnknownCode { accepted: accepted() }))
    }

    /// The title of a column, as the sheet has it.
    pub fn title(&self, code: &str) -> Option<&'a str> {
        self.sheet.header.get(self.columns.place(code)?).map(String::as_str)
    }

    /// A problem of the caller's own with the value of this column.
    pub fn problem(&self, code: &str, why: Why) -> Problem {
        let mut problem = Problem::of_sheet(&self.sheet.name, why);
        problem.row = Some(self.row.number);
        problem.field = Some(code.to_owned());
        let Some(place) = self.columns.place(code) else { return problem.titled(code) };
        let title = self.sheet.header.get(place).map_or(code, String::as_str);
        let shown = self.columns.shown(place);
        problem.at(self.row.number, shown).titled(title).with_value(self.row.cell(place).trim())
    }

    fn refused(&self, code: &str, why: Why) -> SheetError {
        Box::new(self.problem(code, why))
    }

    fn degrees(&self, code: &str, most: i64) -> Result<Option<f64>, SheetError> {
        let Some(text) = self.code(code) else { return Ok(None) };
        let number: Option<f64> = text.trim_end_matches('°').trim().parse().ok();
        match number.filter(|degrees| degrees.is_finite() && degrees.abs() <= most as f64) {
            Some(degrees) => Ok(Some(degrees)),
            None => Err(self.refused(code, Why::NotACoordinate { least: -most, most })),
        }
    }
}

fn no_day(text: &str) -> Why {
    if has_short_year(text) { Why::ShortYear } else { Why::NotADate }
}
