//! What was done to a thing, newest first: one mechanism for every procedure. Who did it is said by unit and role, never by name,
//! and a procedure declares how the particulars of its events are said ([`Narration`]).

mod particulars;

use std::cmp::Reverse;

use askama::Template;
use changxiao_domain::{
    ids::UnitId,
    orgs::Role,
    sealing::{ActorStamp, Entry, Verb, Word, hex},
    time::Instant,
};
use changxiao_words::{Key, fill, keys};

pub use particulars::Particulars;

use crate::{cx::Cx, filters, shell::Shell};

/// How a procedure tells its events.
pub struct Narration<A> {
    /// Who did what no person did.
    pub system: Key,
    /// Stands between the facts of one event.
    pub comma: Key,
    /// What was decided, in the order in which it is said.
    pub facts: fn(&A, Particulars<'_>) -> Vec<Option<String>>,
    /// What was written, each on a line of its own; in a sentence where one is named, in the place of `{why}`.
    pub written: &'static [(&'static str, Option<Key>)],
}

impl<A> Narration<A> {
    /// Tells nothing but what was written; what was decided is named beside it.
    pub const fn written(written: &'static [(&'static str, Option<Key>)]) -> Self {
        Self { system: keys::recurrence_system, comma: keys::whistles_comma, facts: |_, _| Vec::new(), written }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct Row {
    pub at: Instant,
    /// What was done.
    pub verb: String,
    /// Unit and role.
    pub who: String,
    /// What was decided and written.
    pub lines: Vec<String>,
    /// Addresses of its photos without the size: `/cases/261121-0001/photos/ab12…`.
    pub photos: Vec<String>,
    /// The first six digits of the event's link in the chain; empty for what is no link of it.
    pub hash: String,
}

/// All lines.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Newest first.
    pub rows: Vec<Row>,
    /// The lines lie on several days, and each says which.
    pub with_days: bool,
}

impl Timeline {
    /// The events of a chain, given oldest first. Every line says its day.
    pub fn of<A: Verb, S: Word>(cx: &Cx, narration: &Narration<A>, events: &[Entry<A, S>]) -> Self {
        let row = |event: &Entry<A, S>| Row {
            at: event.at,
            verb: event.action.words(cx.lang),
            who: match event.actor.system {
                true => narration.system.text(cx.lang).to_owned(),
                false => by_whom(cx, &event.actor),
            },
            lines: lines(narration, &event.action, Particulars::new(cx, &event.particulars)),
            photos: Vec::new(),
            hash: hex(&event.hash)[..6].to_owned(),
        };
        Self { rows: events.iter().rev().map(row).collect(), with_days: true }
    }

    /// Takes in what is no event of the chain; of one moment it came after the event.
    pub fn with(mut self, rows: Vec<Row>) -> Self {
        self.rows.splice(0..0, rows);
        self.rows.sort_by_key(|row| Reverse(row.at));
        self
    }

    /// Leaves the days out where all lines lie on the same one.
    pub fn with_days_where_needed(mut self, cx: &Cx) -> Self {
        let day = |row: Option<&Row>| row.map(|row| cx.model.day_of(row.at));
        self.with_days = day(self.rows.first()) != day(self.rows.last());
        self
    }
}

/// 市城管局 承办人.
pub fn unit_and_role(cx: &Cx, unit: UnitId, role: Role) -> String {
    format!("{} {}", cx.model.unit_name(unit, cx.lang), role.words(cx.lang))
}

/// The same, and by which program where one acted in the post.
fn by_whom(cx: &Cx, actor: &ActorStamp) -> String {
    let who = unit_and_role(cx, actor.unit, actor.role);
    let Some(program) = actor.program else { return who };
    fill(cx.l.programs_acted, &[("who", &who), ("name", &cx.model.program_name(program))])
}

fn lines<A>(narration: &Narration<A>, action: &A, kept: Particulars<'_>) -> Vec<String> {
    let facts: Vec<String> = (narration.facts)(action, kept).into_iter().flatten().chain(kept.handed()).collect();
    let facts = Some(facts.join(narration.comma.text(kept.lang()))).filter(|facts| !facts.is_empty());
    let written = narration.written.iter().filter_map(|(name, sentence)| match sentence {
        Some(sentence) => kept.written(name, *sentence),
        None => kept.text(name).map(str::to_owned),
    });
    facts.into_iter().chain(written).collect()
}

/// A page writes `{{ shell.timeline(timeline)|safe }}` in a card.
#[derive(Template)]
#[template(path = "timeline.html")]
pub struct TimelinePart<'a> {
    shell: &'a Shell,
    timeline: &'a Timeline,
}

/// The rows of a printed table, oldest first: time, what, who, link of the chain. A sheet writes
/// `{{ shell.timeline_rows(timeline)|safe }}` in a `<tbody>`.
#[derive(Template)]
#[template(path = "timeline_rows.html")]
pub struct TimelineRows<'a> {
    timeline: &'a Timeline,
}

impl Shell {
    pub fn timeline<'a>(&'a self, timeline: &'a Timeline) -> TimelinePart<'a> {
        TimelinePart { shell: self, timeline }
    }

    pub fn timeline_rows<'a>(&self, timeline: &'a Timeline) -> TimelineRows<'a> {
        TimelineRows { timeline }
    }
}
