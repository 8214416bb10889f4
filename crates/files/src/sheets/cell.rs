//! What a cell of a written sheet can hold.

use changxiao_domain::time::Day;
use jiff::civil::DateTime;

/// What a cell of a written sheet can hold. Text stays text, whatever it begins with.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Integer(i64),
    /// Thousandths, such as points of a score: 98,765 is written as 98.765.
    Thousandths(i64),
    /// A number as it is, such as a degree of longitude.
    Number(f64),
    Day(Day),
    /// A date with a time, on the city's clock.
    Moment(DateTime),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Integer(number)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Cell::Day(day)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// `98.765` for 98,765 thousandths; trailing zeros are left out.
pub(super) fn thousandths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:03}", value.unsigned_abs() / 1000, value.unsigned_abs() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
