//! One thing that is wrong in a sheet, and the list of them.

use changxiao_words::{Lang, Value, fill, texts};
use std::{
    collections::{HashMap, HashSet},
    fmt,
};

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
    /// What the program calls the column, where it is one that it knows: `site_type`.
    pub field: Option<String>,
    /// What stands there, cut to sixty characters.
    pub value: String,
    pub why: Why,
}

/// A sheet that cannot be read at all. It has the same parts as a problem in a row.
pub type SheetError = Box<Problem>;

impl Problem {
    /// A problem of the whole sheet or file.
    pub fn of_sheet(sheet: &str, why: Why) -> Self {
        Self { sheet: sheet.to_owned(), row: None, column: None, title: None, field: None, value: String::new(), why }
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

/// One cause with all its rows: the same is wrong with the same value of the same column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where it comes first.
    pub first: Problem,
    /// All rows, from the top down; empty for what concerns the file as a whole.
    pub rows: Vec<u32>,
}

/// The problems of one import: the first two hundred in full, the others counted; and all of them by their causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    kept: Vec<Problem>,
    count: usize,
    groups: Vec<Group>,
    places: HashMap<Cause, usize>,
}

/// What one cause is told by: sheet, column, what the program calls it, code of the reason, value. A column that is missing has no place.
type Cause = (String, Option<usize>, Option<String>, &'static str, String);

fn cause(problem: &Problem) -> Cause {
    (problem.sheet.clone(), problem.column, problem.field.clone(), problem.code(), problem.value.clone())
}

/// Nobody reads more; a wrong column makes one problem in every row.
const KEPT: usize = 200;
/// So many causes are kept with their rows.
const KEPT_GROUPS: usize = 2_000;

impl Problems {
    pub fn add(&mut self, problem: impl Into<Box<Problem>>) {
        let problem = problem.into();
        self.count += 1;
        self.group(&problem);
        if self.kept.len() < KEPT {
            self.kept.push(*problem);
        }
    }

    fn group(&mut self, problem: &Problem) {
        match self.places.get(&cause(problem)) {
            Some(place) => self.groups[*place].rows.extend(problem.row),
            None if self.groups.len() < KEPT_GROUPS => {
                self.places.insert(cause(problem), self.groups.len());
                self.groups.push(Group { first: problem.clone(), rows: problem.row.into_iter().collect() });
            }
            None => {}
        }
    }

    /// Adds those of another search through the same sheet whose cell has none yet.
    pub fn join(&mut self, others: Problems) {
        let of_group = |group: &Group| {
            let column = group.first.column;
            group.rows.iter().map(move |row| (Some(*row), column)).collect::<Vec<_>>()
        };
        let taken: HashSet<(Option<u32>, Option<usize>)> = self.groups.iter().flat_map(of_group).collect();
        let is_taken = |row: Option<u32>, column: Option<usize>| column.is_some() && taken.contains(&(row, column));
        let grouped: usize = others.groups.iter().map(|group| group.rows.len().max(1)).sum();
        self.count += others.count.saturating_sub(grouped);
        for problem in others.kept {
            if self.kept.len() < KEPT && !is_taken(problem.row, problem.column) {
                self.kept.push(problem);
            }
        }
        for Group { first, rows } in others.groups {
            let all = rows.len();
            let rows: Vec<u32> = rows.into_iter().filter(|row| !is_taken(Some(*row), first.column)).collect();
            if rows.is_empty() && all > 0 {
                continue;
            }
            self.count += rows.len().max(1);
            match self.places.get(&cause(&first)) {
                Some(place) => self.groups[*place].rows.extend(rows),
                None => {
                    self.places.insert(cause(&first), self.groups.len());
                    self.groups.push(Group { first, rows });
                }
            }
        }
    }

    /// One cause each, in the order in which they come first.
    pub fn groups(&self) -> &[Group] {
        &self.groups
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
