//! Columns of a list that only tell: what a sheet says in them is compared with what stands, and where it differs that is told and not taken.

use changxiao_domain::{text::look, time::Instant, written::read_civil};
use changxiao_words::{Key, Lang, Message, say};

use crate::model::CityModel;

/// Whether a title is one of these in either language.
pub(super) fn is_title(title: &str, of: &[Key]) -> bool {
    of.iter().any(|key| Lang::ALL.iter().any(|lang| look(key.text(*lang)) == look(title)))
}

/// 序号 counts the rows of a sheet and says nothing of them.
pub(super) fn is_count(title: &str) -> bool {
    matches!(look(title).as_str(), "序号" | "no." | "no")
}

/// What differs, column by column in the order in which it was found.
#[derive(Default)]
pub(super) struct Differs(Vec<Differing>);

struct Differing {
    title: String,
    rows: u64,
    first_row: u32,
    written: String,
    stands: String,
}

impl Differs {
    /// Compares a cell with what may stand in it, the first of which is said; an empty cell says nothing.
    pub fn compare(&mut self, title: &str, row: u32, cell: &str, stands: &[String]) {
        if !cell.is_empty() && stands.iter().all(|stands| look(stands) != look(cell)) {
            self.note(title, row, cell, stands.first().cloned().unwrap_or_default());
        }
    }

    /// The same of a moment, which a sheet shows to the minute.
    pub fn compare_moment(&mut self, model: &CityModel, title: &str, row: u32, cell: &str, stands: Option<Instant>) {
        let stands = stands.map(|at| at.in_zone(model.calendar.zone()));
        let is_same = read_civil(cell).zip(stands).is_some_and(|(written, stands)| match written.has_time {
            true => written.at.duration_since(stands).abs().as_secs() <= 60,
            false => written.at.date() == stands.date(),
        });
        if !cell.is_empty() && !is_same {
            let stands = stands.map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M").to_string());
            self.note(title, row, cell, stands);
        }
    }

    fn note(&mut self, title: &str, row: u32, written: &str, stands: String) {
        match self.0.iter_mut().find(|one| one.title == title) {
            Some(one) => one.rows += 1,
            None => self.0.push(Differing {
                title: title.to_owned(),
                rows: 1,
                first_row: row,
                written: written.to_owned(),
                stands,
            }),
        }
    }

    /// A sentence a column.
    pub fn remarks(self) -> impl Iterator<Item = Message> {
        self.0.into_iter().map(|one| {
            let Differing { title, rows, first_row, written, stands } = one;
            say!(imports_told_differs, column = title, n = rows, row = first_row, written, stands)
        })
    }
}
