//! What stands in a form.

use std::collections::BTreeSet;

use changxiao_app::AppError;
use changxiao_words::Lang;

use crate::form::Form;

/// What stands in a form, field by field, and why it came back if it did. Fields of one name are kept in their order: the lines of a
/// little table repeat the names of their columns.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Of several forms on a page: which one it was.
    pub key: String,
    values: Vec<(String, String)>,
    /// Why nothing was done, in one sentence; empty where the form did not come back.
    pub sentence: String,
    /// The number to quote.
    pub number: &'static str,
    problems: Vec<(&'static str, String)>,
    /// Photos came along; they cannot be put back into a form.
    pub had_photos: bool,
}

impl Typed {
    pub fn of(form: &Form) -> Self {
        let values = form.starting_with("").map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { values, had_photos: !form.photos.is_empty(), ..Self::default() }
    }

    /// What was typed into the form `key`, and why it was refused.
    pub fn refused(key: impl Into<String>, form: &Form, problem: &AppError, lang: Lang) -> Self {
        let problems = match problem {
            AppError::Invalid(fields) => fields.iter().map(|field| (field.field, field.message.words(lang))).collect(),
            _ => Vec::new(),
        };
        let (sentence, number) = (problem.words(lang), problem.number());
        Self { key: key.into(), sentence, number, problems, ..Self::of(form) }
    }

    /// Whether the form came back.
    pub fn is_refused(&self) -> bool {
        !self.number.is_empty()
    }

    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// As if nothing had been typed into the field.
    pub fn without(mut self, name: &str) -> Self {
        self.values.retain(|(field, _)| field != name);
        self
    }

    /// As `with`; nothing where there is no value.
    pub fn with_optional(self, name: &str, value: Option<&impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value.to_string()),
            None => self,
        }
    }

    /// The first value of a field; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Under which key something is begun once; `None` where the form carries none.
    pub fn request_key(&self) -> Option<String> {
        Some(self.get("request_key").to_owned()).filter(|key| !key.is_empty())
    }

    /// Whether a field has this value among its own.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    /// Says what is wrong with a field.
    pub fn with_problem(mut self, name: &'static str, message: String) -> Self {
        self.problems.push((name, message));
        self
    }

    /// How many fields something is wrong with.
    pub fn problem_count(&self) -> usize {
        let names: BTreeSet<&str> = self.problems.iter().map(|(name, _)| *name).collect();
        names.len()
    }

    /// What is wrong with a field; empty where nothing is.
    pub fn problem(&self, name: &str) -> &str {
        self.problems.iter().find(|(field, _)| *field == name).map_or("", |(_, message)| message)
    }

    /// The lines of a little table, empty ones left out.
    pub fn rows<const N: usize>(&self, columns: [&str; N]) -> Vec<[String; N]> {
        let cells = columns.map(|column| self.all(column).collect::<Vec<_>>());
        let count = cells.iter().map(Vec::len).max().unwrap_or(0);
        (0..count)
            .map(|row| std::array::from_fn(|column| cells[column].get(row).copied().unwrap_or_default().to_owned()))
            .filter(|row: &[String; N]| row.iter().any(|cell| !cell.is_empty()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_little_table_stay_together_and_empty_ones_go() {
        let typed = Typed::default().with("zh", "好").with("en", "good").with("zh", "").with("en", "");
        let typed = typed.with("zh", "").with("en", "poor");
        assert_eq!(typed.rows(["zh", "en"]), [["好", "good"], ["", "poor"]].map(|row| row.map(str::to_owned)));
        assert!(typed.has("en", "poor") && !typed.is_refused());
    }
}
