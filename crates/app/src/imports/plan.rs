//! What a file would change, found out before anything is changed.

use changxiao_domain::{ids::UnitId, time::Day};
use changxiao_files::sheets::Column;
use changxiao_words::{Message, Value};
use sha2::{Digest, Sha256};

use super::plan_digest;
pub(super) use super::write::Write;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Added,
    Changed,
    /// What the version in force has and the file has not.
    Removed,
}

/// One of the first rows that are added or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// The row as Excel counts it; none for files that have no rows.
    pub row: Option<u32>,
    pub change: Change,
    /// What the row is about, as people call it.
    pub label: Value,
    /// Of a new row what it says, of a changed one what differs.
    pub fields: Vec<PreviewField>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewField {
    pub title: Value,
    /// Empty for a new row.
    pub before: Value,
    pub after: Value,
}

/// How many rows of each sort a preview shows.
const SHOWN: usize = 20;

/// Everything that a file would do.
pub(super) struct Plan {
    pub rows_read: u64,
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub passed_over: u64,
    pub removed: u64,
    pub remarks: Vec<Message>,
    pub first: Vec<PreviewRow>,
    pub unknown_columns: Vec<String>,
    pub write: Write,
    /// Units that end, each with who takes over.
    pub endings: Vec<Ending>,
    /// Everything that was noted, as it was noted.
    noted: Sha256,
}

/// A unit that the file ends.
pub(super) struct Ending {
    pub row: u32,
    pub unit: UnitId,
    pub name: String,
    /// The first day on which it is no more.
    pub until: Day,
    /// Who takes over, as id and name, and whether it may lead; `None`: the file names nobody.
    pub heir: Option<(UnitId, String, bool)>,
}

impl Plan {
    pub fn new(write: Write) -> Self {
        Self {
            rows_read: 0,
            added: 0,
            changed: 0,
            unchanged: 0,
            passed_over: 0,
            removed: 0,
            remarks: Vec::new(),
            first: Vec::new(),
            unknown_columns: Vec::new(),
            write,
            endings: Vec::new(),
            noted: Sha256::new(),
        }
    }

    /// SHA-256 of what the plan would change, the same for the same plan.
    pub fn digest(&self) -> [u8; 32] {
        let mut noted = self.noted.clone();
        plan_digest::note(&mut noted, &self.write);
        noted.update(format!("{} {} {}", self.added, self.changed, self.removed));
        noted.finalize().into()
    }

    /// Counts a row by what differs: nothing before it means that it is new.
    pub fn note(&mut self, row: Option<u32>, label: impl Into<Value>, is_new: bool, compared: Vec<PreviewField>) {
        let fields: Vec<PreviewField> = compared
            .into_iter()
            .filter(|field| if is_new { field.after != Value::from("") } else { field.before != field.after })
            .collect();
        let change = match (is_new, fields.is_empty()) {
            (true, _) => Change::Added,
            (false, false) => Change::Changed,
            (false, true) => {
                self.unchanged += 1;
                return;
            }
        };
        let seen = if change == Change::Added { &mut self.added } else { &mut self.changed };
        *seen += 1;
        let is_shown = *seen <= SHOWN as u64;
        let noted = PreviewRow { row, change, label: label.into(), fields };
        self.noted.update(format!("{noted:?}"));
        if is_shown {
            self.first.push(noted);
        }
    }

    /// Counts what the file leaves out.
    pub fn note_removed(&mut self, label: impl Into<Value>, fields: Vec<PreviewField>) {
        self.removed += 1;
        let noted = PreviewRow { row: None, change: Change::Removed, label: label.into(), fields };
        self.noted.update(format!("{noted:?}"));
        if self.removed <= SHOWN as u64 {
            self.first.push(noted);
        }
    }
}

/// One compared field.
pub(super) fn compared(column: &Column, before: impl Into<Value>, after: impl Into<Value>) -> PreviewField {
    PreviewField { title: column.title.into(), before: before.into(), after: after.into() }
}
