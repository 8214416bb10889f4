//! What is entered into a field: read from what somebody typed or a program sent, checked for what it is, and written back as it was typed.

use std::collections::BTreeSet;

use changxiao_words::{Message, say};
use serde_json::{Value, json};

use super::{ColumnKind, Fact, Field, FieldKind};
use crate::{
    calendar::Calendar,
    letters::SignedLetter,
    time::{Day, Instant},
    workflow::{MAX_TEXT_CHARS, MAX_TITLE_CHARS},
};

/// The most lines of a little table.
pub const MOST_ROWS: usize = 300;
/// The most files of one field where its document says nothing.
pub const MOST_FILES: usize = 50;
/// The most matters that one field names.
pub const MOST_NAMED: usize = 50;
/// The largest whole number, fen or thousandths that a field takes.
pub const MOST_COUNT: i64 = 1_000_000_000_000_000;

impl Field {
    /// What was typed, as it is kept; `None` where nothing was. Units, people, divisions, sites, cases, matters and nodes are taken as they are
    /// named: whether they are there, the caller knows.
    ///
    /// Errors: what is expected.
    pub fn read(&self, typed: &str, calendar: &Calendar) -> Result<Option<Value>, Message> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let value = match self.kind {
            FieldKind::Number => json!(typed.parse::<i64>().map_err(|_| say!(matters_write_whole_number))?),
            FieldKind::Fen => json!(read_decimal(typed, 2).ok_or_else(|| say!(matters_write_yuan))?),
            FieldKind::Thousandths => json!(read_decimal(typed, 3).ok_or_else(|| say!(matters_write_points))?),
            FieldKind::Day => json!(typed.parse::<Day>().map_err(|_| say!(common_write_day_2026_12_01))?.to_string()),
            FieldKind::Moment => {
                json!(calendar.read_moment(typed).ok_or_else(|| say!(matters_write_moment))?.micros())
            }
            FieldKind::YesNo => match typed {
                "yes" | "true" => json!(true),
                "no" | "false" => json!(false),
                _ => return Err(say!(matters_write_yes_no)),
            },
            FieldKind::Signature => return Err(say!(matters_write_nothing)),
            FieldKind::Files => json!(read_numbers(typed).ok_or_else(|| self.write_files())?),
            FieldKind::Matters => {
                let numbers = typed.split(|sign: char| sign.is_whitespace() || "、，,；;".contains(sign));
                json!(numbers.filter(|number| !number.is_empty()).collect::<Vec<_>>())
            }
            _ => json!(typed),
        };
        self.fit(&value)?;
        Ok(Some(value))
    }

    /// The same from a document: numbers, booleans and lists as such, or as they are typed.
    ///
    /// Errors: what is expected.
    pub fn read_json(&self, sent: &Value, calendar: &Calendar) -> Result<Option<Value>, Message> {
        match sent {
            Value::Null => Ok(None),
            Value::String(typed) => self.read(typed, calendar),
            Value::Bool(yes) => self.read(if *yes { "yes" } else { "no" }, calendar),
            // Money and points are sent as they are kept: fen and thousandths.
            Value::Number(_) | Value::Array(_) | Value::Object(_) => self.fit(sent).map(|()| Some(sent.clone())),
        }
    }

    /// Whether a value is one of this field.
    ///
    /// Errors: what is expected.
    pub fn fit(&self, value: &Value) -> Result<(), Message> {
        let fits = match self.kind {
            FieldKind::Line | FieldKind::Text => return self.fit_text(value),
            FieldKind::Number | FieldKind::Fen | FieldKind::Thousandths => {
                value.as_i64().is_some_and(|count| (-MOST_COUNT..=MOST_COUNT).contains(&count))
            }
            FieldKind::Moment => value.as_i64().is_some(),
            FieldKind::Day => value.as_str().is_some_and(|text| text.parse::<Day>().is_ok()),
            FieldKind::YesNo => value.is_boolean(),
            FieldKind::Choice => self.options.iter().any(|option| value.as_str() == Some(option.name.as_str())),
            FieldKind::Unit | FieldKind::Person => value.as_str().is_some_and(|id| uuid::Uuid::parse_str(id).is_ok()),
            FieldKind::Division | FieldKind::Site | FieldKind::Case | FieldKind::Matter | FieldKind::Node => {
                value.as_str().is_some_and(|text| !text.is_empty() && text.len() <= 60)
            }
            FieldKind::Matters => value.as_array().is_some_and(|numbers| {
                let number = |number: &Value| number.as_str().is_some_and(|text| !text.is_empty() && text.len() <= 60);
                numbers.len() <= MOST_NAMED && numbers.iter().all(number)
            }),
            FieldKind::Rows => return self.fit_rows(value),
            FieldKind::Signature => SignedLetter::from_json(value).is_some(),
            FieldKind::Files => return self.fit_files(value),
        };
        if fits { Ok(()) } else { Err(say!(matters_write_what_fits)) }
    }

    fn fit_text(&self, value: &Value) -> Result<(), Message> {
        let Some(text) = value.as_str() else { return Err(say!(matters_write_text)) };
        let (letters, most) = (text.chars().count(), self.longest());
        if letters > most { Err(say!(common_letters_characters_up_most_fit, letters, most)) } else { Ok(()) }
    }

    fn fit_rows(&self, value: &Value) -> Result<(), Message> {
        let rows = value.as_array().filter(|rows| rows.len() <= MOST_ROWS);
        let cell = |(name, text): (&String, &Value)| {
            let column = self.columns.iter().find(|column| column.name.as_str() == name);
            column.zip(text.as_str()).is_some_and(|(column, text)| {
                text.chars().count() <= self.longest() && (text.is_empty() || column.kind.fits(text))
            })
        };
        let row = |row: &Value| row.as_object().is_some_and(|cells| cells.iter().all(cell));
        match rows.is_some_and(|rows| rows.iter().all(row)) {
            true => Ok(()),
            false => Err(say!(matters_write_rows, most = MOST_ROWS)),
        }
    }

    fn fit_files(&self, value: &Value) -> Result<(), Message> {
        let given = value.as_array().map_or(0, Vec::len);
        let numbers: BTreeSet<i64> = file_numbers(value).filter(|number| *number > 0).collect();
        // Each is a number, and none is there twice.
        let fits = value.is_array() && numbers.len() == given && given <= self.most_files();
        if fits { Ok(()) } else { Err(self.write_files()) }
    }

    fn write_files(&self) -> Message {
        say!(matters_write_files, most = self.most_files())
    }

    pub fn most_files(&self) -> usize {
        self.most.unwrap_or(MOST_FILES)
    }

    /// In letters.
    pub fn longest(&self) -> usize {
        self.longest.unwrap_or(match self.kind {
            FieldKind::Text => MAX_TEXT_CHARS,
            FieldKind::Rows => 500,
            _ => MAX_TITLE_CHARS,
        })
    }

    /// As it is typed: what [`Field::read`] takes back. A table has no such text.
    pub fn typed(&self, value: &Value, calendar: &Calendar) -> String {
        match (self.kind, value) {
            (FieldKind::Fen, value) => value.as_i64().map_or_else(String::new, |fen| write_decimal(fen, 2)),
            (FieldKind::Thousandths, value) => {
                value.as_i64().map_or_else(String::new, |points| write_decimal(points, 3))
            }
            (FieldKind::Moment, value) => value.as_i64().map_or_else(String::new, |at| {
                Instant(at).in_zone(calendar.zone()).strftime("%Y-%m-%dT%H:%M").to_string()
            }),
            (FieldKind::Files, value) => {
                file_numbers(value).map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
            }
            (FieldKind::Matters, Value::Array(numbers)) => {
                numbers.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
            }
            (_, Value::String(text)) => text.clone(),
            (_, Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            (_, Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }
}

impl ColumnKind {
    /// Whether a text of a cell that is not empty is one of these, as it is kept.
    pub fn fits(self, text: &str) -> bool {
        match self {
            ColumnKind::Text => true,
            ColumnKind::Day => text.parse::<Day>().is_ok(),
            ColumnKind::Fact => Fact::parse(text).is_some(),
            ColumnKind::Unit | ColumnKind::Person => uuid::Uuid::parse_str(text).is_ok(),
        }
    }
}

/// The numbers of the items that a field of files holds.
pub fn file_numbers(value: &Value) -> impl Iterator<Item = i64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_i64)
}

/// Numbers with blanks or commas between them, each once; nothing where one of them is no number.
fn read_numbers(typed: &str) -> Option<Vec<i64>> {
    let parts = typed.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '，' | '、'));
    let numbers = parts.filter(|part| !part.is_empty()).map(|part| part.parse::<i64>().ok());
    let mut seen = BTreeSet::new();
    numbers.filter(|number| number.is_none_or(|number| seen.insert(number))).collect()
}

/// 12.5 as 1250 with two places; nothing for what is no plain decimal number, or finer.
pub fn read_decimal(text: &str, places: usize) -> Option<i64> {
    let (sign, size) = text.strip_prefix('-').map_or((1, text), |size| (-1, size));
    let (whole, rest) = size.split_once('.').unwrap_or((size, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || rest.len() > places || !digits(whole) || !digits(rest) {
        return None;
    }
    format!("{whole}{rest:0<places$}").parse::<i64>().ok().map(|count| sign * count)
}

/// 1250 with two places as 12.5: what [`read_decimal`] takes back.
pub fn write_decimal(count: i64, places: u32) -> String {
    let (sign, size, one) = (if count < 0 { "-" } else { "" }, count.unsigned_abs(), 10_u64.pow(places));
    let width = places as usize;
    let text = format!("{sign}{}.{:0width$}", size / one, size % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_files_are_read_however_they_are_parted() {
        assert_eq!(read_numbers("12, 15、12，7\n8"), Some(vec![12, 15, 7, 8]));
        assert_eq!(read_numbers("12 x"), None);
        let field: Field = serde_json::from_value(json!({
            "name": "proof", "kind": "files", "name_zh": "佐证", "name_en": "Proof", "most": 2
        }))
        .unwrap();
        let calendar = Calendar::plain();
        let value = field.read("3 4", &calendar).unwrap().unwrap();
        assert_eq!((&value, field.typed(&value, &calendar).as_str()), (&json!([3, 4]), "3 4"));
        for unfit in [json!([1, 2, 3]), json!([1, 1]), json!([0]), json!(["1"]), json!(1)] {
            assert!(field.fit(&unfit).is_err(), "{unfit}");
        }
        assert!(field.read("1 2 3", &calendar).is_err());
    }

    #[test]
    fn decimals_come_back_as_they_were() {
        for places in [2_u32, 3] {
            for count in (-3000..3000).chain([999_999_999, -123_456_789]) {
                assert_eq!(read_decimal(&write_decimal(count, places), places as usize), Some(count));
            }
        }
        for text in ["", ".5", "1e3", "1,5", "1.234", "４０", "4 0", "--1", "+1"] {
            assert_eq!(read_decimal(text, 2), None, "{text}");
        }
    }
}
