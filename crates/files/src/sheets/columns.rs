//! Finding columns by their titles.

use changxiao_domain::text::{narrow, path_parts};
use changxiao_words::{Key, Lang};

use super::{Problem, Problems, Reading, Sheet, Why, column_letters};

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

    /// Whether a title in normal form is one of its own; what stands in brackets behind it may be left out: 经度（WGS-84）.
    pub(super) fn accepts(&self, title: &str) -> bool {
        let bare = without_brackets(title);
        self.titles().any(|accepted| {
            let accepted = normal(accepted);
            accepted == title || (!bare.is_empty() && accepted == bare)
        })
    }

    fn accepted(&self) -> Vec<String> {
        self.titles().map(str::to_owned).collect()
    }
}

/// Which column of a sheet holds what.
#[derive(Clone, Debug)]
pub struct ColumnMap {
    found: Vec<(&'static str, usize)>,
    /// Columns of the sheet that feed a column which was put together behind its last one.
    sources: Vec<(usize, Vec<usize>)>,
    unknown: Vec<String>,
}

impl ColumnMap {
    /// Finds the columns by the titles of the sheet.
    ///
    /// # Errors
    /// All required columns that are missing and all that are there twice, each with the accepted titles.
    pub fn find(sheet: &Sheet, columns: &[Column]) -> Result<Self, Problems> {
        let (map, problems) = Self::look(sheet, columns, &Reading::default());
        if problems.is_empty() { Ok(map) } else { Err(problems) }
    }

    /// What can be found, whatever is missing.
    pub fn partly(sheet: &Sheet, columns: &[Column], reading: &Reading) -> Self {
        Self::look(sheet, columns, reading).0
    }

    /// The same, as whoever brings the sheet says it. What is put together of several columns, or is a part of one, becomes a column behind
    /// the last of the sheet.
    ///
    /// # Errors
    /// As [`ColumnMap::find`], and titles that were named and are not there.
    pub(super) fn feed(sheet: &mut Sheet, columns: &[Column], reading: &Reading) -> Result<Self, Problems> {
        let (mut map, problems) = Self::look(sheet, columns, reading);
        if !problems.is_empty() {
            return Err(problems);
        }
        for column in columns {
            let Some(fed) = reading.columns.get(column.code).filter(|fed| fed.titles.len() > 1 || fed.part != 0) else {
                continue;
            };
            let sources: Vec<usize> = fed.titles.iter().filter_map(|title| place_of(sheet, title)).collect();
            let place = sheet.header.len();
            sheet.header.push(fed.titles.join(" + "));
            for row in &mut sheet.rows {
                let said: Vec<&str> =
                    sources.iter().map(|source| row.cell(*source).trim()).filter(|text| !text.is_empty()).collect();
                *row = row.with(&[(place, part_of(&said.join(" "), fed.part))]);
            }
            map.found.retain(|(code, _)| *code != column.code);
            map.found.push((column.code, place));
            map.sources.push((place, sources));
        }
        Ok(map)
    }

    fn look(sheet: &Sheet, columns: &[Column], reading: &Reading) -> (Self, Problems) {
        let titles: Vec<String> = sheet.header.iter().map(|title| normal(title)).collect();
        let (mut found, mut problems, mut used) = (Vec::new(), Problems::default(), Vec::new());
        for column in columns {
            if let Some(fed) = reading.columns.get(column.code) {
                let places: Vec<Option<usize>> = fed.titles.iter().map(|title| place_of(sheet, title)).collect();
                used.extend(places.iter().flatten());
                match places.first() {
                    Some(_) if places.contains(&None) => problems.add(lacks(sheet, column, fed.titles.clone())),
                    Some(Some(first)) => found.push((column.code, *first)),
                    _ if column.is_required => problems.add(lacks(sheet, column, column.accepted())),
                    _ => {}
                }
                continue;
            }
            let exact = |title: &String| column.titles().any(|accepted| normal(accepted) == *title);
            let mut places: Vec<usize> = (0..titles.len()).filter(|at| column.accepts(&titles[*at])).collect();
            // A title that is the very one goes before those that say more behind it.
            if places.len() > 1 && places.iter().any(|at| exact(&titles[*at])) {
                places.retain(|at| exact(&titles[*at]));
            }
            // A list that names a thing and its code says the same twice; the code says it best.
            if places.len() > 1 {
                let codes: Vec<usize> = places.iter().copied().filter(|at| is_of_codes(&titles[*at])).collect();
                if codes.len() == 1 {
                    places = codes;
                }
            }
            match places.as_slice() {
                [place] => found.push((column.code, *place)),
                [first, second, ..] => {
                    let why = Why::ColumnTwice { first_column: column_letters(*first) };
                    let problem = Problem::of_sheet(&sheet.name, why).at(sheet.header_row, *second);
                    problems.add(problem.titled(&sheet.header[*second]).with_value(&sheet.header[*second]));
                }
                [] if column.is_required => problems.add(lacks(sheet, column, column.accepted())),
                [] => {}
            }
        }
        let unknown = titles.iter().enumerate().filter(|(_, title)| !title.is_empty());
        let unknown =
            unknown.filter(|(at, title)| !used.contains(at) && !columns.iter().any(|column| column.accepts(title)));
        let unknown = unknown.map(|(at, _)| sheet.header[at].clone()).collect();
        (Self { found, sources: Vec::new(), unknown }, problems)
    }

    /// Whether a column of the sheet (0 for A) feeds anything.
    pub fn uses(&self, column: usize) -> bool {
        self.found.iter().any(|(_, place)| *place == column)
            || self.sources.iter().any(|(_, sources)| sources.contains(&column))
    }

    /// The column of the sheet at which people look for what stands in `place`: the first of those that it is put together of.
    pub(super) fn shown(&self, place: usize) -> usize {
        let source = self.sources.iter().find(|(made, _)| *made == place).and_then(|(_, sources)| sources.first());
        source.copied().unwrap_or(place)
    }

    /// The column (0 for A) of what the program calls `code`.
    pub fn place(&self, code: &str) -> Option<usize> {
        self.found.iter().find(|(found, _)| *found == code).map(|(_, place)| *place)
    }

    /// Every column that was found: what the program calls it, and where it is.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.found.iter().copied()
    }

    pub fn has(&self, code: &str) -> bool {
        self.place(code).is_some()
    }

    /// Titles that nobody asked for; a preview shows them, so that a misspelt optional column is noticed.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }
}

fn lacks(sheet: &Sheet, column: &Column, accepted: Vec<String>) -> Problem {
    let mut problem = Problem::of_sheet(&sheet.name, Why::MissingColumn { accepted });
    problem.row = Some(sheet.header_row);
    problem.field = Some(column.code.to_owned());
    // What the titles are instead often shows the reason, such as a wrong sheet or a shifted row.
    problem.titled(column.title).with_value(&sheet.header.join(" | "))
}

fn place_of(sheet: &Sheet, title: &str) -> Option<usize> {
    let wanted = normal(title);
    sheet.header.iter().position(|title| normal(title) == wanted)
}

fn part_of(text: &str, part: i8) -> String {
    let parts = path_parts(text);
    let at = match part {
        0 => return text.to_owned(),
        1.. => usize::from(part.unsigned_abs()) - 1,
        _ => match parts.len().checked_sub(usize::from(part.unsigned_abs())) {
            Some(at) => at,
            None => return String::new(),
        },
    };
    parts.get(at).map_or_else(String::new, |part| (*part).to_owned())
}

/// Whether a title in normal form is one of codes.
fn is_of_codes(title: &str) -> bool {
    ["代码", "编码", "code"].iter().any(|ending| title.ends_with(ending))
}

fn without_brackets(title: &str) -> &str {
    title.find('(').map_or(title, |open| &title[..open])
}

/// A title as it is compared: without blanks, stars and the width of signs; case does not matter.
pub(super) fn normal(title: &str) -> String {
    let plain = title.chars().map(narrow).filter(|sign| !sign.is_whitespace() && !matches!(sign, '*' | '\u{feff}'));
    let plain: String = plain.flat_map(char::to_lowercase).collect();
    plain.trim_end_matches(':').to_owned()
}
