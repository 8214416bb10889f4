//! Finding columns by their titles.

use changxiao_words::{Key, Lang};

use super::{Problem, Problems, Sheet, SheetError, Why, column_letters};

/// A column that a kind of sheet may have, declared once per kind:
/// `Column::required("site_name", keys::imports_column_sites_name, &["名称", "点位"])`.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name by which the program asks for it; itself an accepted title.
    pub code: &'static str,
    /// The title that we write, and accept in every language.
    pub title: Key,
    /// Other titles that people write. Case, spaces, `*` and the width of brackets do not matter.
    pub also: &'static [&'static str],
    pub is_required: bool,
}

impl Column {
    pub const fn required(code: &'static str, title: Key, also: &'static [&'static str]) -> Self {
        Self { code, title, also, is_required: true }
    }

    pub const fn optional(code: &'static str, title: Key, also: &'static [&'static str]) -> Self {
        Self { code, title, also, is_required: false }
    }

    /// Everything that is accepted as its title, what we write ourselves first.
    pub fn titles(&self) -> impl Iterator<Item = &'static str> {
        let title = self.title;
        Lang::ALL.iter().map(move |lang| title.text(*lang)).chain(self.also.iter().copied()).chain([self.code])
    }

    fn accepts(&self, title: &str) -> bool {
        self.titles().any(|accepted| normal(accepted) == title)
    }

    fn accepted(&self) -> Vec<String> {
        self.titles().map(str::to_owned).collect()
    }
}

/// Which column of a sheet holds what.
#[derive(Clone, Debug)]
pub struct ColumnMap {
    found: Vec<(&'static str, usize)>,
    unknown: Vec<String>,
}

impl ColumnMap {
    /// Finds the columns by the titles of the sheet.
    ///
    /// # Errors
    /// All required columns that are missing and all that are there twice, each with the accepted titles.
    pub fn find(sheet: &Sheet, columns: &[Column]) -> Result<Self, Problems> {
        let titles: Vec<String> = sheet.header.iter().map(|title| normal(title)).collect();
        let (mut found, mut problems) = (Vec::new(), Problems::default());
        for column in columns {
            let mut places =
                titles.iter().enumerate().filter(|(_, title)| column.accepts(title)).map(|(place, _)| place);
            match (places.next(), places.next()) {
                (Some(place), None) => found.push((column.code, place)),
                (Some(first), Some(second)) => {
                    let why = Why::ColumnTwice { first_column: column_letters(first) };
                    let problem = Problem::of_sheet(&sheet.name, why).at(sheet.header_row, second);
                    problems.add(problem.titled(&sheet.header[second]).with_value(&sheet.header[second]));
                }
                (None, _) if column.is_required => {
                    let mut problem =
                        Problem::of_sheet(&sheet.name, Why::MissingColumn { accepted: column.accepted() });
                    problem.row = Some(sheet.header_row);
                    // What the titles are instead often shows the reason, such as a wrong sheet or a shifted row.
                    problems.add(problem.titled(column.title).with_value(&sheet.header.join(" | ")));
                }
                (None, _) => {}
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let unknown = titles.iter().zip(&sheet.header).filter(|(title, _)| !title.is_empty());
        let unknown = unknown.filter(|(title, _)| !columns.iter().any(|column| column.accepts(title)));
        Ok(Self { found, unknown: unknown.map(|(_, title)| title.clone()).collect() })
    }

    /// The column (0 for A) of what the program calls `code`.
    pub fn place(&self, code: &str) -> Option<usize> {
        self.found.iter().find(|(found, _)| *found == code).map(|(_, place)| *place)
    }

    pub fn has(&self, code: &str) -> bool {
        self.place(code).is_some()
    }

    /// Titles that nobody asked for; a preview shows them, so that a misspelt optional column is noticed.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Finds the columns, or gives the first problem; for callers that stop at it anyway.
    pub fn find_or_first(sheet: &Sheet, columns: &[Column]) -> Result<Self, SheetError> {
        Self::find(sheet, columns).map_err(|problems| {
            let first = problems.kept().first().cloned();
            Box::new(first.unwrap_or_else(|| Problem::of_sheet(&sheet.name, Why::Empty)))
        })
    }
}

fn normal(title: &str) -> String {
    let plain =
        title.chars().filter(|character| !character.is_whitespace() && !matches!(character, '*' | '＊' | '\u{feff}'));
    let plain = plain.map(|character| match character {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '／' => '/',
        other => other,
    });
    plain.flat_map(char::to_lowercase).collect()
}
