//! The fields of a form for one entry of a list: what was typed, what it means, and how the page draws it.

use changxiao_app::FieldProblem;
use changxiao_domain::{standards::Evidence, time::Day};
use changxiao_words::{Lang, Texts};

use crate::{
    cases::filters::{Choice, ChoiceGroup},
    form::Form,
};

/// The longest text of one field; the exported sheet holds several of them in one cell.
const MOST_LETTERS: usize = 2000;
/// Empty lines under the last one of a little table.
const SPARE_ROWS: usize = 3;

/// What stands in a form, field by field; the lines of a little table repeat the names of their columns.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    pub fn of(form: &Form) -> Self {
        Self(form.starting_with("").map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// As `with`; nothing where there is no value.
    pub fn with_optional(self, name: &str, value: Option<&impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value.to_string()),
            None => self,
        }
    }

    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The lines of a little table, empty ones left out.
    pub fn rows<const N: usize>(&self, columns: [&str; N]) -> Vec<[String; N]> {
        let cells = columns.map(|column| {
            self.0.iter().filter(|(field, _)| field == column).map(|(_, value)| value.clone()).collect::<Vec<_>>()
        });
        let count = cells.iter().map(Vec::len).max().unwrap_or(0);
        (0..count)
            .map(|row| std::array::from_fn(|column| cells[column].get(row).cloned().unwrap_or_default()))
            .filter(|row: &[String; N]| row.iter().any(|cell| !cell.is_empty()))
            .collect()
    }
}

/// Reads what was typed and keeps what could not be read.
pub struct Reader<'a> {
    typed: &'a Typed,
    pub problems: Vec<FieldProblem>,
}

impl<'a> Reader<'a> {
    pub fn new(typed: &'a Typed) -> Self {
        Self { typed, problems: Vec::new() }
    }

    pub fn refuse(&mut self, field: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.problems.push(FieldProblem::new(field, zh, en));
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
            self.refuse(
                name,
                format!("“{text}”不是整数，填数字或留空"),
                format!("“{text}” is no whole number; write digits or leave it empty"),
            );
        }
        number
    }

    /// Points with up to three decimals as thousandths.
    pub fn points(&mut self, name: &'static str, text: &str) -> Option<i64> {
        let thousandths = read_thousandths(text);
        if thousandths.is_none() {
            self.refuse(
                name,
                format!("“{text}”不是分值，写成 40 或 39.7"),
                format!("“{text}” is no number of points; write 40 or 39.7"),
            );
        }
        thousandths
    }

    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        let day = self.typed.get(name).parse().ok();
        if day.is_none() {
            self.refuse(name, "日期写成 2026-12-01", "Write the day as 2026-12-01");
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

    fn check_length(&mut self, name: &'static str, text: &str) {
        let letters = text.chars().count();
        if letters > MOST_LETTERS {
            self.refuse(
                name,
                format!("有 {letters} 字，不超过 {MOST_LETTERS} 字"),
                format!("{letters} characters; up to {MOST_LETTERS} fit"),
            );
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

/// One field as the page draws it.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub error: String,
    pub control: Control,
}

pub enum Control {
    /// Parts the fields that follow from those before.
    Heading,
    Line {
        kind: &'static str,
        value: String,
        required: bool,
    },
    Area {
        value: String,
        required: bool,
    },
    Select {
        groups: Vec<ChoiceGroup>,
        required: bool,
        /// Offers nothing as well: where nothing is chosen, and where nothing may be.
        with_none: bool,
    },
    Rows(Vec<Row>),
}

/// A line of a little table with its number and its cells.
pub struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    /// Empty where it is typed.
    pub choices: Vec<Choice>,
}

/// A column of a little table: name, label, and what can be chosen (code and words), if anything.
pub struct Column {
    pub name: &'static str,
    pub label: &'static str,
    pub choices: Vec<(String, String)>,
}

/// Lays out fields with what was typed into them.
pub struct Layout<'a> {
    pub typed: &'a Typed,
    pub fields: Vec<Field>,
}

impl<'a> Layout<'a> {
    pub fn new(typed: &'a Typed) -> Self {
        Self { typed, fields: Vec::new() }
    }

    fn push(mut self, name: &'static str, label: &'static str, hint: &'static str, control: Control) -> Self {
        self.fields.push(Field { name, label, hint, error: String::new(), control });
        self
    }

    pub fn heading(self, label: &'static str, hint: &'static str) -> Self {
        self.push("", label, hint, Control::Heading)
    }

    pub fn line(self, name: &'static str, label: &'static str, hint: &'static str, required: bool) -> Self {
        self.input("text", name, label, hint, required)
    }

    pub fn input(
        self,
        kind: &'static str,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        required: bool,
    ) -> Self {
        let value = self.typed.get(name).to_owned();
        self.push(name, label, hint, Control::Line { kind, value, required })
    }

    pub fn area(self, name: &'static str, label: &'static str, hint: &'static str, required: bool) -> Self {
        let value = self.typed.get(name).to_owned();
        self.push(name, label, hint, Control::Area { value, required })
    }

    pub fn select(
        self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        groups: Vec<ChoiceGroup>,
        required: bool,
    ) -> Self {
        let chosen = groups.iter().flat_map(|group| &group.choices).any(|choice| choice.current);
        self.push(name, label, hint, Control::Select { groups, required, with_none: !required || !chosen })
    }

    pub fn rows(self, name: &'static str, label: &'static str, hint: &'static str, columns: &[Column]) -> Self {
        let cells: Vec<Vec<String>> = columns
            .iter()
            .map(|column| {
                self.typed.0.iter().filter(|(field, _)| field == column.name).map(|(_, value)| value.clone()).collect()
            })
            .collect();
        let filled = (0..cells.iter().map(Vec::len).max().unwrap_or(0))
            .filter(|row| cells.iter().any(|column| column.get(*row).is_some_and(|cell| !cell.is_empty())));
        let rows: Vec<Option<usize>> = filled.map(Some).chain((0..SPARE_ROWS).map(|_| None)).collect();
        let rows = rows.into_iter().enumerate().map(|(index, row)| Row {
            number: index + 1,
            cells: columns
                .iter()
                .zip(&cells)
                .map(|(column, values)| {
                    let value = row.and_then(|row| values.get(row)).cloned().unwrap_or_default();
                    let choices = column.choices.iter().map(|(code, words)| choice(code, words, &value));
                    Cell { name: column.name, label: column.label, choices: choices.collect(), value }
                })
                .collect(),
        });
        let rows = rows.collect();
        self.push(name, label, hint, Control::Rows(rows))
    }

    /// Whether the source says so, or somebody inferred it.
    pub fn evidence(self, name: &'static str, label: &'static str, l: &'static Texts) -> Self {
        let chosen = self.typed.get(name).to_owned();
        let choices = [("certain", l.standards_certain), ("inferred", l.standards_inferred)]
            .map(|(code, words)| choice(code, words, &chosen));
        self.select(name, label, "", vec![ChoiceGroup { label: String::new(), choices: choices.into() }], true)
    }

    /// Evidence and source, which end nearly every form.
    pub fn evidence_and_source(self, l: &'static Texts) -> Self {
        self.evidence("evidence", l.standards_evidence, l).line(
            "source",
            l.standards_source,
            l.standards_source_hint,
            false,
        )
    }

    /// The fields with what is wrong with them; what is wrong with none of them is said above the form anyway.
    pub fn with_errors(mut self, problems: &[FieldProblem], lang: Lang) -> Vec<Field> {
        for field in &mut self.fields {
            let of_field = problems.iter().find(|problem| problem.field == field.name && !field.name.is_empty());
            field.error = of_field.map_or_else(String::new, |problem| lang.pick(&problem.zh, &problem.en).to_owned());
        }
        self.fields
    }
}

pub fn choice(code: &str, words: &str, chosen: &str) -> Choice {
    Choice { value: code.to_owned(), label: words.to_owned(), current: code == chosen }
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

    #[test]
    fn lines_of_a_little_table_stay_together_and_empty_ones_go() {
        let typed = Typed::default().with("zh", "好").with("en", "good").with("zh", "").with("en", "");
        let typed = typed.with("zh", "").with("en", "poor");
        assert_eq!(typed.rows(["zh", "en"]), [["好", "good"], ["", "poor"]].map(|row| row.map(str::to_owned)));
    }
}
