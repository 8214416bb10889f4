//! What was done to a thing, newest first: one drawing for every procedure.

use askama::Template;
use changxiao_domain::time::Instant;

use crate::{filters, shell::Shell};

/// One line.
#[derive(Clone, Debug)]
pub struct Row {
    pub at: Instant,
    /// What was done.
    pub verb: String,
    /// Unit and role, never a name.
    pub who: String,
    /// What was decided and written.
    pub lines: Vec<String>,
    /// Addresses of its photos without the size: `/cases/261121-0001/photos/ab12…`.
    pub photos: Vec<String>,
    /// The first six digits of the event's link in the chain; empty for what is no link of it.
    pub hash: String,
}

/// All lines, with the words about their chain.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Newest first.
    pub rows: Vec<Row>,
    /// The lines lie on several days, and each says which.
    pub with_days: bool,
}

impl Timeline {
    /// Every line says its day.
    pub fn new(rows: Vec<Row>) -> Self {
        Self { rows, with_days: true }
    }
}

/// A page writes `{{ shell.timeline(timeline)|safe }}` in a card.
#[derive(Template)]
#[template(path = "timeline.html")]
pub struct TimelinePart<'a> {
    shell: &'a Shell,
    timeline: &'a Timeline,
}

impl Shell {
    pub fn timeline<'a>(&'a self, timeline: &'a Timeline) -> TimelinePart<'a> {
        TimelinePart { shell: self, timeline }
    }
}
