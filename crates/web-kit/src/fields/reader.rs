//! What was typed, as values; what could not be read is kept with its reason.

use changxiao_app::FieldProblem;
use changxiao_domain::{standards::Evidence, time::Day};
use changxiao_words::{Message, say};

use super::{Fields, MOST_LETTERS, Typed};

/// Reads what was typed and keeps what could not be read.
pub struct Reader<'a> {
    typed: &'a Typed,
    fields: Fields,
    pub problems: Vec<FieldProblem>,
}

impl<'a> Reader<'a> {
    pub fn new(typed: &'a Typed, fields: Fields) -> Self {
        Self { typed, fields, problems: Vec::new() }
    }

    pub fn refuse(&mut self, field: &'static str, message: impl Into<Message>) {
        self.problems.push(FieldProblem::new(field, message));
    }

    pub fn text(&mut self, name: &'static str) -> String {
        let text = self.typed.get(name).to_owned();
        self.check_length(name, &text);
        text
    }

    pub fn optional(&mut self, name: &'static str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub fn whole_number(&mut self, name: &'static str) -> Option<u32> {
        let text = self.optional(name)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.refuse(name, say!(common_text_no_whole_number_write, text));
        }
        number
    }

    /// Points with up to three decimals as thousandths.
    pub fn points(&mut self, name: &'static str, text: &str) -> Option<i64> {
        let thousandths = read_thousandths(text);
        if thousandths.is_none() {
            self.refuse(name, say!(common_text_no_number_points_write, text));
        }
        thousandths
    }

    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        let day = self.typed.get(name).parse().ok();
        if day.is_none() {
            self.refuse(name, say!(common_write_day_2026_12_01));
        }
        day
    }

    pub fn evidence(&mut self, name: &str) -> Evidence {
        Evidence::parse(self.typed.get(name)).unwrap_or(Evidence::Inferred)
    }

    /// The lines of a little table; `field` is what a problem names.
    pub fn rows<const N: usize>(&mut self, field: &'static str, columns: [&str; N]) -> Vec<[String; N]> {
        let rows = self.typed.rows(columns);
        for cell in rows.iter().flatten() {
            self.check_length(field, cell);
        }
        rows
    }

    pub(super) fn check_length(&mut self, name: &'static str, text: &str) {
        let most = self.fields.0.iter().find(|field| field.name == name).map_or(MOST_LETTERS, |field| field.longest);
        let letters = text.chars().count();
        if letters > most {
            self.refuse(name, say!(common_letters_characters_up_most_fit, letters, most));
        }
    }
}

/// `39.7` as 39,700; nothing for what is no plain decimal number of up to a million, or finer than a thousandth.
pub fn read_thousandths(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || rest.len() > 3 || !digits(whole) || !digits(rest) {
        return None;
    }
    format!("{whole}{rest:0<3}").parse().ok()
}

/// 39,700 as `39.7`: what [`read_thousandths`] takes back.
pub fn write_thousandths(value: i64) -> String {
    let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let text = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_come_back_as_they_were() {
        for value in (0..200_000).chain([999_999_999, 39_700, 100_010]) {
            assert_eq!(read_thousandths(&write_thousandths(value)), Some(value));
        }
    }

    #[test]
    fn what_is_no_number_of_points_is_refused() {
        for text in ["", ".5", "-1", "1e3", "1,5", "1.2345", "1234567", "４０", "4 0"] {
            assert_eq!(read_thousandths(text), None, "{text}");
        }
    }
}
