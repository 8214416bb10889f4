//! Reading the rows of a filing standard as cities keep it: a row is a condition, and a blank cell stands for the value above,
//! because people merge cells downwards.

use changxiao_words::coded;
use std::collections::HashMap;

use super::{CategoryClass, CategoryCode};
use crate::calendar::{Limit, NotALimit};

coded! {
    /// The nine columns.
    pub enum FilingColumn {
        MajorCode = "major_code";
        MajorName = "major_name";
        MinorCode = "minor_code";
        MinorName = "minor_name";
        Condition = "condition";
        Closing = "closing";
        Limit = "limit";
        Lead = "lead_unit";
        Supervisor = "supervising_unit";
    }
}

/// One row as the sheet has it.
#[derive(Clone, Copy, Debug)]
pub struct RawRow<'a> {
    /// The row as people see it.
    pub number: u32,
    pub class: CategoryClass,
    /// In the order of [`FilingColumn::ALL`]; blank where the cell or the column is missing.
    pub cells: [&'a str; 9],
}

/// One row with everything that stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingRow {
    pub number: u32,
    pub class: CategoryClass,
    pub major: u8,
    pub major_name: String,
    pub minor: u16,
    /// Digits in which the sheet wrote the minor; 2 at least.
    pub minor_digits: u8,
    /// Without the mark of a local minor.
    pub minor_name: String,
    /// The name carries the mark of a local minor, such as （自定义）.
    pub marked_local: bool,
    pub condition: String,
    /// One line a condition.
    pub closing: String,
    pub limit: Limit,
    /// The limit names no number and was taken for one.
    pub limit_assumed: bool,
    /// The cell as it stands, where it says more than the limit; else empty.
    pub limit_written: String,
    pub lead: String,
    /// Empty where the sheet names none.
    pub supervisor: String,
    /// Limit or closing condition stand above in the rows of another minor.
    pub from_other_minor: bool,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    pub number: u32,
    pub column: FilingColumn,
    pub value: String,
    pub kind: RowFaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFaultKind {
    /// Empty, and nothing above to stand for it.
    Missing,
    /// No number of one to three digits.
    NotACode,
    NotALimit,
    /// The same code had another name further up.
    OtherName {
        first_row: u32,
        name: String,
    },
    /// The minor has this condition already.
    SameCondition {
        first_row: u32,
    },
}

/// Marks that cities put behind the name of a minor of their own.
const LOCAL_MARKS: [&str; 6] = ["自定义", "自定", "本地", "扩展", "拓展", "local"];
/// What people write for nobody.
const NOBODY: [&str; 6] = ["无", "-", "—", "——", "/", "\\"];

/// Reads all rows of one class of one file, from the top down. A row with a fault is left out, and the rows below do not
/// inherit what was not understood.
pub fn read_rows<'a>(rows: impl IntoIterator<Item = RawRow<'a>>) -> (Vec<FilingRow>, Vec<RowFault>) {
    let mut reader = Reader::default();
    let mut read = Vec::new();
    for row in rows {
        read.extend(reader.row(&row));
    }
    (read, reader.faults)
}

/// The lines of a cell, trimmed, without empty ones.
pub fn split_lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What a blank cell stands for.
#[derive(Clone, Debug, Default, PartialEq)]
enum Above<T> {
    #[default]
    Nothing,
    /// A fault was told already; whoever inherits it stays silent.
    Fault,
    Value(T),
}

type Key = (CategoryClass, u8);

#[derive(Clone, Debug, PartialEq)]
struct Minor {
    number: u16,
    digits: u8,
    name: String,
    marked_local: bool,
}

#[derive(Default)]
struct Reader {
    class: Option<CategoryClass>,
    major: Above<(u8, String)>,
    minor: Above<Minor>,
    closing: Above<(String, (u8, u16))>,
    limit: Above<(Limit, bool, (u8, u16), String)>,
    lead: Above<String>,
    supervisor: Above<String>,
    major_names: HashMap<Key, (u32, String)>,
    minor_names: HashMap<(Key, u16), (u32, String)>,
    conditions: HashMap<(Key, u16, String), u32>,
    faults: Vec<RowFault>,
}

impl Reader {
    fn row(&mut self, row: &RawRow<'_>) -> Option<FilingRow> {
        if self.class != Some(row.class) {
            // Nothing is inherited from the other sheet.
            (self.class, self.major, self.minor) = (Some(row.class), Above::Nothing, Above::Nothing);
            (self.closing, self.limit) = (Above::Nothing, Above::Nothing);
            (self.lead, self.supervisor) = (Above::Nothing, Above::Nothing);
        }
        let cell = |column: FilingColumn| row.cells[column as usize].trim();
        self.read_major(row);
        self.read_minor(row);
        let place = match (&self.major, &self.minor) {
            (Above::Value(major), Above::Value(minor)) => Some((major.0, minor.number)),
            _ => None,
        };
        let here = place.unwrap_or((0, 0));

        let closing = split_lines(cell(FilingColumn::Closing)).join("\n");
        if !closing.is_empty() {
            self.closing = Above::Value((closing, here));
        } else if self.closing == Above::Nothing {
            self.fault(row, FilingColumn::Closing, RowFaultKind::Missing);
        }
        let limit = cell(FilingColumn::Limit);
        if !limit.is_empty() {
            self.limit = match Limit::read_beside(limit) {
                Ok((limit, assumed, written)) => Above::Value((limit, assumed, here, written.unwrap_or_default())),
                Err(NotALimit(_)) => {
                    self.fault(row, FilingColumn::Limit, RowFaultKind::NotALimit);
                    Above::Fault
                }
            };
        } else if self.limit == Above::Nothing {
            self.fault(row, FilingColumn::Limit, RowFaultKind::Missing);
        }
        let lead = cell(FilingColumn::Lead);
        if !lead.is_empty() {
            self.lead = Above::Value(lead.to_owned());
        } else if self.lead == Above::Nothing {
            self.fault(row, FilingColumn::Lead, RowFaultKind::Missing);
        }
        let supervisor = cell(FilingColumn::Supervisor);
        if NOBODY.contains(&supervisor) {
            self.supervisor = Above::Nothing;
        } else if !supervisor.is_empty() {
            self.supervisor = Above::Value(supervisor.to_owned());
        }
        let condition = split_lines(cell(FilingColumn::Condition)).join("\n");
        if condition.is_empty() {
            self.fault(row, FilingColumn::Condition, RowFaultKind::Missing);
            return None;
        }
        self.whole(row, condition)
    }

    /// The row, when every part of it is known.
    fn whole(&mut self, row: &RawRow<'_>, condition: String) -> Option<FilingRow> {
        let (Above::Value(major), Above::Value(minor)) = (&self.major, &self.minor) else { return None };
        let place = (major.0, minor.number);
        let same = ((row.class, place.0), place.1, condition.clone());
        if let Some(first_row) = self.conditions.get(&same) {
            let first_row = *first_row;
            self.fault(row, FilingColumn::Condition, RowFaultKind::SameCondition { first_row });
            return None;
        }
        self.conditions.insert(same, row.number);
        let (Above::Value(closing), Above::Value(limit), Above::Value(lead)) = (&self.closing, &self.limit, &self.lead)
        else {
            return None;
        };
        let (Above::Value(major), Above::Value(minor)) = (&self.major, &self.minor) else { return None };
        Some(FilingRow {
            number: row.number,
            class: row.class,
            major: major.0,
            major_name: major.1.clone(),
            minor: minor.number,
            minor_digits: minor.digits,
            minor_name: minor.name.clone(),
            marked_local: minor.marked_local,
            condition,
            closing: closing.0.clone(),
            limit: limit.0,
            limit_assumed: limit.1,
            limit_written: limit.3.clone(),
            lead: lead.clone(),
            supervisor: match &self.supervisor {
                Above::Value(supervisor) => supervisor.clone(),
                _ => String::new(),
            },
            from_other_minor: closing.1 != place || limit.2 != place,
        })
    }

    fn read_major(&mut self, row: &RawRow<'_>) {
        let code = row.cells[FilingColumn::MajorCode as usize].trim();
        let name = row.cells[FilingColumn::MajorName as usize].trim();
        let before = match &self.major {
            Above::Value(major) => Some(major.clone()),
            _ => None,
        };
        let number = if code.is_empty() {
            if name.is_empty() || before.as_ref().is_some_and(|(_, before)| before == name) {
                if self.major == Above::Nothing {
                    self.fault(row, FilingColumn::MajorCode, RowFaultKind::Missing);
                    self.major = Above::Fault;
                }
                return;
            }
            self.known_major(row.class, name)
        } else {
            digits_of(code).and_then(|(number, _)| u8::try_from(number).ok()).filter(|number| (1..=99).contains(number))
        };
        let Some(number) = number else {
            let kind = if code.is_empty() { RowFaultKind::Missing } else { RowFaultKind::NotACode };
            self.fault(row, FilingColumn::MajorCode, kind);
            (self.major, self.minor) = (Above::Fault, Above::Fault);
            return;
        };
        let known = self.major_names.get(&(row.class, number)).cloned();
        let name = match (name, known) {
            ("", Some((_, known))) => known,
            ("", None) => {
                self.fault(row, FilingColumn::MajorName, RowFaultKind::Missing);
                (self.major, self.minor) = (Above::Fault, Above::Fault);
                return;
            }
            (name, Some((first_row, known))) if name != known => {
                self.fault(row, FilingColumn::MajorName, RowFaultKind::OtherName { first_row, name: known.clone() });
                known
            }
            (name, known) => {
                if known.is_none() {
                    self.major_names.insert((row.class, number), (row.number, name.to_owned()));
                }
                name.to_owned()
            }
        };
        if before.is_none_or(|(before, _)| before != number) {
            self.minor = Above::Nothing;
        }
        self.major = Above::Value((number, name));
    }

    fn read_minor(&mut self, row: &RawRow<'_>) {
        let code = row.cells[FilingColumn::MinorCode as usize].trim();
        let (name, marked_local) = without_mark(row.cells[FilingColumn::MinorName as usize].trim());
        let Above::Value((major, _)) = &self.major else { return };
        let major = *major;
        let before = match &self.minor {
            Above::Value(minor) => Some(minor.clone()),
            _ => None,
        };
        if code.is_empty() {
            let same = name.is_empty() || before.is_some_and(|before| before.name == name);
            // A name without a code begins a minor that has no place in the list.
            if !same || self.minor == Above::Nothing {
                self.fault(row, FilingColumn::MinorCode, RowFaultKind::Missing);
                self.minor = Above::Fault;
            }
            return;
        }
        let Some((number, digits)) = digits_of(code).and_then(|read| below_major(read, major)) else {
            self.fault(row, FilingColumn::MinorCode, RowFaultKind::NotACode);
            self.minor = Above::Fault;
            return;
        };
        let key = ((row.class, major), number);
        let known = self.minor_names.get(&key).cloned();
        let name = match (name.as_str(), known) {
            ("", Some((_, known))) => known,
            ("", None) => {
                self.fault(row, FilingColumn::MinorName, RowFaultKind::Missing);
                self.minor = Above::Fault;
                return;
            }
            (name, Some((first_row, known))) if name != known => {
                self.fault(row, FilingColumn::MinorName, RowFaultKind::OtherName { first_row, name: known.clone() });
                known
            }
            (_, known) => {
                if known.is_none() {
                    self.minor_names.insert(key, (row.number, name.clone()));
                }
                name
            }
        };
        let still_marked = before.is_some_and(|before| before.number == number && before.marked_local);
        self.minor = Above::Value(Minor { number, digits, name, marked_local: marked_local || still_marked });
    }

    fn known_major(&self, class: CategoryClass, name: &str) -> Option<u8> {
        let found = self.major_names.iter().find(|((of, _), (_, known))| *of == class && known == name);
        found.map(|((_, number), _)| *number)
    }

    fn fault(&mut self, row: &RawRow<'_>, column: FilingColumn, kind: RowFaultKind) {
        let value = row.cells[column as usize].trim().to_owned();
        self.faults.push(RowFault { number: row.number, column, value, kind });
    }
}

/// The number of a code and how many digits it has: fullwidth digits, a leading C or E and the `.0` of a spreadsheet are passed over.
fn digits_of(text: &str) -> Option<(u32, usize)> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(crate::calendar::halfwidth_digit).collect();
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    let plain = plain.strip_prefix(['C', 'E', 'c', 'e']).unwrap_or(plain);
    let right = (1..=6).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
    if right { Some((plain.parse().ok()?, plain.len())) } else { None }
}

/// The minor of a code that may repeat its major in front: 05, 005, 0405, 04005.
fn below_major((number, digits): (u32, usize), major: u8) -> Option<(u16, u8)> {
    let (number, digits) = match digits {
        1..=3 => (number, digits),
        // A spreadsheet that took 0405 for a number has dropped the zero; three digits are read as a minor all the same.
        4 if number / 100 == u32::from(major) => (number % 100, 2),
        5 if number / 1000 == u32::from(major) => (number % 1000, 3),
        _ => return None,
    };
    let digits = u8::try_from(digits.max(2)).ok()?;
    let number = u16::try_from(number).ok()?;
    (1..=CategoryCode::highest_minor(digits)).contains(&number).then_some((number, digits))
}

/// A name without the mark of a local minor, and whether it had one.
fn without_mark(name: &str) -> (String, bool) {
    let Some(open) = name.rfind(['（', '(', '[', '【']) else { return (name.to_owned(), false) };
    let inside = name[open..].trim_matches(['（', '(', '[', '【', '）', ')', ']', '】']).trim().to_lowercase();
    if LOCAL_MARKS.contains(&inside.as_str()) && !name[..open].trim().is_empty() {
        (name[..open].trim().to_owned(), true)
    } else {
        (name.to_owned(), false)
    }
}
