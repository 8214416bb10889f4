//! One thing that is wrong in a sheet, and the list of them.

use changxiao_words::{Lang, Value, fill, texts};
use std::fmt;

use super::{Why, column_letters};

/// One thing that is wrong in a sheet: where, with which value, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the sheet; of a CSV file, the name of the file.
    pub sheet: String,
    /// The row as people see it: the title row of a plain sheet is 1.
    pub row: Option<u32>,
    /// The column, 0 for A.
    pub column: Option<usize>,
    /// The title of the column.
    pub title: Option<Value>,
    /// What stands there, cut to sixty characters.
    pub value: String,
    pub why: Why,
}

/// A sheet that cannot be read at all. It has the same parts as a problem in a row.
pub type SheetError = Box<Problem>;

impl Problem {
    /// A problem of the whole sheet or file.
    pub fn of_sheet(sheet: &str, why: Why) -> Self {
        Self { sheet: sheet.to_owned(), row: None, column: None, title: None, value: String::new(), why }
    }

    pub fn at(mut self, row: u32, column: usize) -> Self {
        (self.row, self.column) = (Some(row), Some(column));
        self
    }

    pub fn titled(mut self, title: impl Into<Value>) -> Self {
        self.title = Some(match title.into() {
            Value::Plain(title) => cut(&title).into(),
            title => title,
        });
        self
    }

    pub fn with_value(mut self, value: &str) -> Self {
        self.value = cut(value);
        self
    }

    pub const fn code(&self) -> &'static str {
        self.why.code()
    }

    /// The letters of the column, as Excel shows them.
    pub fn column_letters(&self) -> Option<String> {
        self.column.map(column_letters)
    }

    /// Where, which value, why, and what to do, in one or two sentences.
    pub fn sentence(&self, lang: Lang) -> String {
        let l = texts(lang);
        let mut text = fill(l.sheets_problem_sheet, &[("sheet", &self.sheet)]);
        if let Some(row) = self.row {
            text += &fill(l.sheets_problem_row, &[("row", &row)]);
        }
        if let Some(letters) = self.column_letters() {
            text += &fill(l.sheets_problem_column, &[("letters", &letters)]);
        }
        if let Some(title) = &self.title {
            text += &fill(l.sheets_problem_title, &[("title", &title.words(lang))]);
        }
        if !self.value.is_empty() {
            text += &fill(l.sheets_problem_value, &[("value", &self.value)]);
        }
        text + &fill(l.sheets_problem_why, &[("why", &self.why.text(lang)), ("remedy", &self.why.remedy(lang))])
    }
}

/// In English, for logs; pages use [`Problem::sentence`].
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for Problem {}

/// The problems of one import: the first two hundred in full, the others counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    kept: Vec<Problem>,
    count: usize,
}

/// Nobody reads more; a wrong column makes one problem in every row.
const KEPT: usize = 200;

impl Problems {
    pub fn add(&mut self, problem: impl Into<Box<Problem>>) {
        self.count += 1;
        if self.kept.len() < KEPT {
            self.kept.push(*problem.into());
        }
    }

    /// The value, or `None` after noting the problem.
    pub fn take<T>(&mut self, result: Result<T, SheetError>) -> Option<T> {
        result.map_err(|problem| self.add(problem)).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are, kept or not.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The first two hundred.
    pub fn kept(&self) -> &[Problem] {
        &self.kept
    }
}

fn cut(text: &str) -> String {
    const SHOWN: usize = 60;
    let visible = |character: char| if character.is_control() { ' ' } else { character };
    let mut shown: String = text.chars().take(SHOWN).map(visible).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}
