//! Finding the list in a file: which sheet, which row of titles, which column says what.

use std::collections::HashMap;

use changxiao_words::{Message, Value, say};

use super::{
    Book, Column, ColumnMap, Problem, Problems, Reading, Row, Sheet, Why,
    book::{Merged, RawSheet},
    columns::normal,
    sheet::ABOVE_TITLES,
};

/// A list that was found: the sheet with its titles, and which of its columns says what.
#[derive(Clone, Debug)]
pub struct Table {
    pub sheet: Sheet,
    pub columns: ColumnMap,
    pub found: Found,
}

/// What reading did that its owner should know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The sheet that was read, where the file has several.
    pub sheet: Option<String>,
    /// What stands above the titles, such as the name of the list.
    pub above: Vec<String>,
    /// Cells that took the value of the merged cell that they lie in.
    pub filled_down: u64,
    pub hidden_rows: u64,
    /// Whether they were left out, as whoever brings the file said.
    pub left_hidden: bool,
    pub struck_rows: u64,
    /// Whether they were taken, as whoever brings the file said.
    pub took_struck: bool,
    /// Other sheets that hold such a list, too, and were not read.
    pub other_lists: Vec<String>,
    /// Sheets that are hidden and were not read.
    pub hidden_sheets: Vec<String>,
    /// Row, column letters and code of the first sign of the private use area in a column that is used, and how many there are.
    pub private: Option<(u32, String, String, u64)>,
}

/// How well a row of titles fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    required: usize,
    known: usize,
    /// One line of titles rather than two, where both fit alike.
    is_single: bool,
}

/// One way to read a sheet.
struct Candidate {
    fit: Fit,
    /// How many rows the titles and what stands above them take.
    used: usize,
    header_row: u32,
    header: Vec<String>,
}

/// What makes a row one of titles.
struct Sought<'a> {
    /// Whether a title is known at all.
    knows: &'a dyn Fn(&str) -> bool,
    /// How many of the columns that have to be there, and how many of all, the titles name.
    counts: &'a dyn Fn(&[String]) -> (usize, usize),
}

/// Every sheet of a file that holds a list, and why the others do not, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub tables: Vec<Table>,
    /// The names of other sheets, each with what it lacks.
    pub refused: Vec<(String, Problems)>,
}

impl Book {
    /// Finds the list with these columns. With a sheet chosen only that one is looked at; else every sheet, and the one that fits best is
    /// taken, the first of equals.
    ///
    /// # Errors
    /// What the best sheet lacks: required columns, columns that are there twice; or that there is no sheet of the chosen name.
    pub fn find(self, columns: &[Column], reading: &Reading) -> Result<Table, Problems> {
        let (tables, mut refused) = self.all(columns, reading)?;
        let names: Vec<String> = tables.iter().map(|(_, table)| table.sheet.name.clone()).collect();
        let Some((_, mut table)) = tables.into_iter().reduce(|best, other| if other.0 > best.0 { other } else { best })
        else {
            // The sheet that fits best says best what is meant.
            let best = (0..refused.len()).reduce(|best, at| if refused[at].0 > refused[best].0 { at } else { best });
            return Err(best.map_or_else(|| of_sheet("", Why::Empty), |best| refused.swap_remove(best).2));
        };
        table.found.other_lists = names.into_iter().filter(|name| *name != table.sheet.name).collect();
        Ok(table)
    }

    /// The same of all sheets that hold such a list.
    ///
    /// # Errors
    /// There is no sheet of the chosen name.
    pub fn find_all(self, columns: &[Column], reading: &Reading) -> Result<Tables, Problems> {
        let (tables, refused) = self.all(columns, reading)?;
        Ok(Tables {
            tables: tables.into_iter().map(|(_, table)| table).collect(),
            refused: refused.into_iter().map(|(_, name, problems)| (name, problems)).collect(),
        })
    }

    /// Finds the list of whoever knows its titles otherwise: `knows` says whether a title is known, `counts` how many of the columns that
    /// have to be there, and how many of all, titles name.
    ///
    /// # Errors
    /// The file has no sheet of the chosen name.
    pub fn find_by(
        self,
        reading: &Reading,
        knows: &dyn Fn(&str) -> bool,
        counts: &dyn Fn(&[String]) -> (usize, usize),
    ) -> Result<(Sheet, Found), Problems> {
        let sheets = self.by_fit(reading, &Sought { knows, counts })?;
        let alike: Vec<(Fit, String)> = sheets.iter().map(|(fit, sheet, _)| (*fit, sheet.name.clone())).collect();
        let best = sheets.into_iter().reduce(|best, other| if other.0 > best.0 { other } else { best });
        let Some((fit, sheet, mut found)) = best else { return Err(of_sheet("", Why::Empty)) };
        let as_good =
            |(other, name): &(Fit, String)| other.known > 0 && other.required == fit.required && *name != sheet.name;
        found.other_lists = alike.into_iter().filter(as_good).map(|(_, name)| name).collect();
        Ok((sheet, found))
    }

    #[allow(
        clippy::type_complexity,
        reason = "sheets that hold the list, and those that do not, each with how well it fits"
    )]
    fn all(
        self,
        columns: &[Column],
        reading: &Reading,
    ) -> Result<(Vec<(Fit, Table)>, Vec<(Fit, String, Problems)>), Problems> {
        let knows = |title: &str| columns.iter().any(|column| column.accepts(&normal(title)));
        let counts = |header: &[String]| counts(header, columns, reading);
        let sheets = self.by_fit(reading, &Sought { knows: &knows, counts: &counts })?;
        let (mut tables, mut refused) = (Vec::new(), Vec::new());
        for (fit, mut sheet, mut found) in sheets {
            match ColumnMap::feed(&mut sheet, columns, reading) {
                Ok(columns) => {
                    found.private = private(&sheet, &columns);
                    tables.push((fit, Table { sheet, columns, found }));
                }
                Err(problems) => refused.push((fit, sheet.name, problems)),
            }
        }
        Ok((tables, refused))
    }

    /// The sheet that fits these columns best, whatever it lacks.
    ///
    /// # Errors
    /// The file has no sheet of the chosen name.
    pub fn best(self, columns: &[Column], reading: &Reading) -> Result<Sheet, Problems> {
        let knows = |title: &str| columns.iter().any(|column| column.accepts(&normal(title)));
        let counts = |header: &[String]| counts(header, columns, reading);
        self.find_by(reading, &knows, &counts).map(|(sheet, _)| sheet)
    }

    /// Every sheet, or the chosen one, read as well as it can be.
    fn by_fit(self, reading: &Reading, sought: &Sought<'_>) -> Result<Vec<(Fit, Sheet, Found)>, Problems> {
        let all: Vec<String> = self.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let is_chosen = |sheet: &RawSheet| reading.sheet.as_ref().is_none_or(|name| *name == sheet.name);
        let sheets: Vec<(Candidate, RawSheet)> = self
            .sheets
            .into_iter()
            .filter(is_chosen)
            .filter_map(|sheet| Some((best(&sheet, sought)?, sheet)))
            .collect();
        if sheets.is_empty() {
            let name = reading.sheet.clone().unwrap_or_default();
            return Err(of_sheet(&name, Why::UnknownCode { accepted: all }));
        }
        let has_several = all.len() > 1;
        let read = sheets.into_iter().map(|(candidate, sheet)| {
            let fit = candidate.fit;
            let (sheet, mut found) = rows_below(candidate, sheet, reading);
            found.sheet = has_several.then(|| sheet.name.clone());
            found.hidden_sheets.clone_from(&self.hidden_sheets);
            (fit, sheet, found)
        });
        Ok(read.collect())
    }
}

/// The best way to read a sheet: the row that most columns know, among the first, or two rows of titles.
fn best(sheet: &RawSheet, sought: &Sought<'_>) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for (at, row) in sheet.rows.iter().take(ABOVE_TITLES).enumerate() {
        let single = (row.number, row.titles(), at + 1, true);
        let below = sheet.rows.get(at + 1);
        let double = below.map(|below| (below.number, two_lines(sheet, row, below, sought.knows), at + 2, false));
        for (header_row, header, used, is_single) in std::iter::once(single).chain(double) {
            let (required, known) = (sought.counts)(&header);
            let fit = Fit { required, known, is_single };
            if best.as_ref().is_none_or(|best| best.fit < fit) {
                best = Some(Candidate { fit, used, header_row, header });
            }
        }
    }
    // Where no title is known at all, the row that looks like titles says best what is there.
    if best.as_ref().is_some_and(|best| best.fit.known > 0) {
        return best;
    }
    let above = sheet.above_titles();
    let titles = sheet.rows.get(above)?;
    Some(Candidate { fit: Fit::default(), used: above + 1, header_row: titles.number, header: titles.titles() })
}

fn counts(header: &[String], columns: &[Column], reading: &Reading) -> (usize, usize) {
    let titles: Vec<String> = header.iter().map(|title| normal(title)).collect();
    let is_there = |column: &&Column| match reading.columns.get(column.code) {
        Some(fed) => !fed.titles.is_empty() && fed.titles.iter().all(|title| titles.contains(&normal(title))),
        None => titles.iter().any(|title| column.accepts(title)),
    };
    let required = columns.iter().filter(|column| column.is_required).filter(is_there).count();
    (required, columns.iter().filter(is_there).count())
}

/// Titles of two rows in one: a title that is merged to the right stands before each title below it, unless the lower one alone says
/// what a column is.
fn two_lines(sheet: &RawSheet, upper: &Row, lower: &Row, knows: &dyn Fn(&str) -> bool) -> Vec<String> {
    let (tops, belows) = (upper.titles(), lower.titles());
    let cell = |row: &[String], place: usize| row.get(place).cloned().unwrap_or_default();
    let merged: Vec<&Merged> = sheet.noticed.merged.iter().filter(|merged| merged.rows.0 == upper.number).collect();
    let mut carried = String::new();
    (0..tops.len().max(belows.len()))
        .map(|place| {
            let (top, below) = (cell(&tops, place), cell(&belows, place));
            if !top.is_empty() {
                carried.clone_from(&top);
            }
            let over = merged.iter().find(|merged| (merged.columns.0..=merged.columns.1).contains(&place));
            let above = match over {
                Some(merged) => cell(&tops, merged.columns.0),
                // Where the sheet says what is merged, nothing else reaches to the right.
                None if !merged.is_empty() => top.clone(),
                None => carried.clone(),
            };
            match below.is_empty() {
                true => top,
                false => {
                    let both = format!("{above}{below}");
                    if !knows(&both) && knows(&below) { below } else { both }
                }
            }
        })
        .collect()
}

/// The sheet below its titles, with merged cells filled and without the rows that are left out.
fn rows_below(candidate: Candidate, sheet: RawSheet, reading: &Reading) -> (Sheet, Found) {
    let Candidate { used, header_row, header, .. } = candidate;
    let (left_hidden, took_struck) = (reading.leave_hidden, reading.take_struck);
    let mut found = Found { left_hidden, took_struck, ..Found::default() };
    let RawSheet { name, mut rows, noticed } = sheet;
    let below = rows.split_off(used.min(rows.len()));
    let above = rows.iter().filter(|row| row.number < header_row).flat_map(Row::titles);
    found.above = above.filter(|text| !text.is_empty()).collect();
    let rows = below;
    let mut sheet = Sheet { name, header_row, header, rows, noticed };
    found.filled_down = fill_down(&mut sheet);
    let rows = std::mem::take(&mut sheet.rows);
    for row in rows {
        let is_hidden = sheet.noticed.hidden.contains(&row.number);
        let is_struck = sheet.noticed.struck.contains(&row.number);
        found.hidden_rows += u64::from(is_hidden);
        found.struck_rows += u64::from(is_struck);
        if !(is_hidden && reading.leave_hidden || is_struck && !reading.take_struck) {
            sheet.rows.push(row);
        }
    }
    (sheet, found)
}

/// Gives the rows of a merged cell its value, in its first column; how many cells were filled. A merged cell says the same of each row
/// that it spans, which its file keeps in the first alone.
fn fill_down(sheet: &mut Sheet) -> u64 {
    let mut texts: HashMap<u32, Vec<(usize, String)>> = HashMap::new();
    let places: HashMap<u32, usize> = sheet.rows.iter().enumerate().map(|(at, row)| (row.number, at)).collect();
    for merged in &sheet.noticed.merged {
        let (first, last) = merged.rows;
        let column = merged.columns.0;
        if first <= sheet.header_row || first == last {
            continue;
        }
        let Some(value) = places.get(&first).map(|at| sheet.rows[*at].cell(column).to_owned()) else { continue };
        for at in (first + 1..=last).filter_map(|number| places.get(&number)) {
            let row = &sheet.rows[*at];
            if row.cell(column).trim().is_empty() && !value.trim().is_empty() {
                texts.entry(row.number).or_default().push((column, value.clone()));
            }
        }
    }
    for row in &mut sheet.rows {
        if let Some(texts) = texts.get(&row.number) {
            *row = row.with(texts);
        }
    }
    texts.values().map(|of_row| of_row.len() as u64).sum()
}

fn private(sheet: &Sheet, columns: &ColumnMap) -> Option<(u32, String, String, u64)> {
    let mut first = None;
    let mut count = 0;
    for ((row, column), sign) in &sheet.noticed.private {
        if *row > sheet.header_row && columns.uses(*column) {
            count += 1;
            first.get_or_insert((*row, super::column_letters(*column), format!("U+{:04X}", u32::from(*sign))));
        }
    }
    first.map(|(row, letters, code)| (row, letters, code, count))
}

impl Found {
    /// The same as sentences.
    pub fn remarks(&self) -> Vec<Message> {
        let mut remarks = Vec::new();
        if let Some(name) = &self.sheet {
            remarks.push(say!(sheets_found_sheet, name));
        }
        if self.filled_down > 0 {
            remarks.push(say!(sheets_found_filled_down, n = self.filled_down));
        }
        match (self.hidden_rows, self.left_hidden) {
            (0, _) => {}
            (n, true) => remarks.push(say!(sheets_found_hidden_left, n)),
            (n, false) => remarks.push(say!(sheets_found_hidden_taken, n)),
        }
        match (self.struck_rows, self.took_struck) {
            (0, _) => {}
            (n, true) => remarks.push(say!(sheets_found_struck_taken, n)),
            (n, false) => remarks.push(say!(sheets_found_struck_left, n)),
        }
        if !self.other_lists.is_empty() {
            remarks.push(say!(sheets_found_other_lists, list = self.other_lists.iter().collect::<Value>()));
        }
        if !self.hidden_sheets.is_empty() {
            remarks.push(say!(sheets_found_hidden_sheets, list = self.hidden_sheets.iter().collect::<Value>()));
        }
        if let Some((row, column, code, n)) = &self.private {
            remarks.push(say!(sheets_found_private, row, column, code, n));
        }
        remarks
    }
}

impl Table {
    /// Puts other texts into the columns of the program: `means` is asked with the code of a column and what stands in a cell of it. How
    /// many cells were changed.
    pub fn translate(&mut self, means: impl Fn(&str, &str) -> Option<String>) -> u64 {
        let places: Vec<(&str, usize)> = self.columns.places().collect();
        let mut changed = 0;
        for row in &mut self.sheet.rows {
            let mut texts = Vec::new();
            for (code, place) in &places {
                let text = row.cell(*place).trim();
                if !text.is_empty()
                    && let Some(meant) = means(code, text)
                {
                    texts.push((*place, meant));
                }
            }
            changed += texts.len() as u64;
            if !texts.is_empty() {
                *row = row.with(&texts);
            }
        }
        changed
    }

    /// Everything in a column that is used that is no plain value: formulas, errors of Excel, numbers that the sheet has spoiled.
    pub fn faults(&self) -> Problems {
        self.sheet.faults_in(|column| self.columns.uses(column))
    }
}

impl Sheet {
    /// Why a cell (0 for A) is no plain value, where it is none.
    pub fn fault(&self, row: &Row, column: usize) -> Option<&Why> {
        self.noticed.faults.get(&(row.number, column))
    }

    /// Everything in these columns (0 for A) that is no plain value, from the top down.
    pub fn faults_in(&self, uses: impl Fn(usize) -> bool) -> Problems {
        let mut problems = Problems::default();
        if self.noticed.faults.is_empty() {
            return problems;
        }
        for row in &self.rows {
            for column in (0..self.header.len()).filter(|column| uses(*column)) {
                let Some(why) = self.fault(row, column) else { continue };
                let title = self.header.get(column).map_or("", String::as_str);
                let problem = Problem::of_sheet(&self.name, why.clone()).at(row.number, column).titled(title);
                problems.add(problem.with_value(row.cell(column).trim()));
            }
        }
        problems
    }
}

fn of_sheet(name: &str, why: Why) -> Problems {
    let mut problems = Problems::default();
    problems.add(Problem::of_sheet(name, why).with_value(name));
    problems
}
