//! Procedures: their chains of events, and the rows that follow from these.

use std::collections::HashMap;

use changxiao_domain::{
    cases::ChainBreak,
    sealing::{BreakKind, EventOf, Finding, Hash, Wrong, verify_chained},
};
use changxiao_store::{
    StoreError,
    sealing::{ToldPart, Verifiable, events_between, events_of},
    seals::{
        pages::Pages,
        rows::{self, Standing, same, shown, sorted},
    },
};
use uuid::Uuid;

use super::{rows::PAGE, verify_audit::Walk};
use crate::AppError;

/// A row with what is stored of its procedure; either may be unreadable.
struct Stored<P: Verifiable> {
    row: Standing,
    subject: Result<P, StoreError>,
    events: Result<Vec<EventOf<P>>, StoreError>,
}

impl<F: FnMut(&str, u64) + Send + Sync> Walk<'_, F> {
    /// All of a kind; gives how many there are.
    pub(super) async fn procedure<P: Verifiable>(&mut self) -> Result<u64, AppError> {
        let (db, city, table) = (self.app.db(), self.city, P::SEALED);
        let mut done = 0;
        let mut pages = Pages::begin(db, city, table, PAGE).await?;
        while let Some(page) = pages.next(db).await? {
            let leaves = self.leaves(table, &page).await?;
            let stored = self.stored::<P>(page).await?;
            for one in stored {
                let of_row = leaves.of.get(&one.row.key).map_or(&[][..], Vec::as_slice);
                self.audit.events += one.events.as_ref().map_or(0, |events| events.len() as u64);
                done += 1;
                if leaves.is_spoiled(&one.row.key) || self.against_events(&one, of_row).is_empty() {
                    continue;
                }
                // Somebody may have decided on it just now: what stands a second time is found.
                let Some(row) = rows::one(db, city, table, &one.row.cells).await? else { continue };
                let Some(again) = self.again::<P>(row).await? else { continue };
                self.find_all(self.against_events(&again, of_row));
            }
            (self.progress)(table.name, done);
        }
        self.audit.rows += done;
        Ok(done)
    }

    async fn stored<P: Verifiable>(&self, rows: Vec<Standing>) -> Result<Vec<Stored<P>>, AppError> {
        let (db, city) = (self.app.db(), self.city);
        let ids: Vec<Uuid> = rows.iter().map(id_of).collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        let mut events = events_between::<P>(db, city, (*first, *last)).await?;
        let Ok(subjects) = P::find_many(db, city, &ids).await else {
            // One of them cannot be read: each is read alone, so that it is named.
            let mut stored = Vec::with_capacity(rows.len());
            for row in rows {
                stored.extend(self.again::<P>(row).await?);
            }
            return Ok(stored);
        };
        let mut subjects: HashMap<Uuid, P> =
            subjects.into_iter().map(|subject| (subject.course().subject, subject)).collect();
        let whole = rows.into_iter().filter_map(|row| {
            let id = id_of(&row);
            let events = events.remove(&id).unwrap_or_else(|| Ok(Vec::new()));
            Some(Stored { row, subject: Ok(subjects.remove(&id)?), events })
        });
        Ok(whole.collect())
    }

    /// Read alone, as it stands now; `None` where it is gone.
    async fn again<P: Verifiable>(&self, row: Standing) -> Result<Option<Stored<P>>, AppError> {
        let (db, city, id) = (self.app.db(), self.city, id_of(&row));
        let subject = match P::find(db, city, id).await {
            Ok(None) => return Ok(None),
            Ok(Some(subject)) => Ok(subject),
            Err(fault) => Err(fault),
        };
        Ok(Some(Stored { row, subject, events: events_of::<P>(db, city, id).await }))
    }

    fn against_events<P: Verifiable>(
        &self,
        stored: &Stored<P>,
        leaves: &[changxiao_domain::sealing::Leaf],
    ) -> Vec<Finding> {
        let (table, row) = (P::SEALED, &stored.row);
        let (subject, events) = match (&stored.subject, &stored.events) {
            (Ok(subject), Ok(events)) => (subject, events),
            (subject, events) => {
                let unreadable = |name: &str, fault: &StoreError| {
                    Finding::of(name, &row.shown, Wrong::Unreadable { why: fault.to_string() })
                };
                let of_row = subject.as_ref().err().map(|fault| unreadable(table.name, fault));
                let of_events = events.as_ref().err().map(|fault| unreadable(P::CHAIN.events, fault));
                return of_row.into_iter().chain(of_events).collect();
            }
        };
        let mut found = self.chain(row, subject, events);
        let head = |version: i64| -> Option<Hash> {
            let place = usize::try_from(version).ok()?.checked_sub(1)?;
            events.get(place).map(|event| event.hash)
        };
        let told: Vec<_> = found.iter().filter_map(|finding| finding.column.clone()).collect();
        let sealed = self.against_leaves(table, row, leaves, head);
        // What the events tell of a column says more than that it was changed.
        found.extend(
            sealed.into_iter().filter(|finding| finding.column.as_ref().is_none_or(|column| !told.contains(column))),
        );
        found
    }

    /// The chain, then what its events tell of the row.
    fn chain<P: Verifiable>(&self, row: &Standing, subject: &P, events: &[EventOf<P>]) -> Vec<Finding> {
        let broken = verify_chained(subject, events).err();
        if let Some(broken) = broken.as_ref().filter(|broken| broken.what != BreakKind::SubjectDiffers) {
            return vec![Finding::of(P::CHAIN.events, &row.shown, Wrong::Event(broken.clone()))];
        }
        let mut found = match told::<P>(row, subject, events) {
            Ok(found) => found,
            Err(lacks) => vec![Finding::of(P::CHAIN.events, &row.shown, Wrong::NotTold(lacks))],
        };
        // Which column of the course differs says more than that one does.
        if let Some(broken) = broken.filter(|_| found.is_empty()) {
            found.push(subject_differs::<P>(row, broken));
        }
        found
    }
}

fn subject_differs<P: Verifiable>(row: &Standing, broken: ChainBreak) -> Finding {
    Finding::of(P::SEALED.name, &row.shown, Wrong::Event(broken))
}

fn told<P: Verifiable>(
    row: &Standing,
    subject: &P,
    events: &[EventOf<P>],
) -> Result<Vec<Finding>, changxiao_domain::sealing::NotTold> {
    let table = P::SEALED;
    let retold = P::retold(events, subject)?;
    let mut found: Vec<Finding> = Vec::new();
    for (column, value) in retold.told() {
        let Some(place) = table.columns.iter().position(|other| *other == column) else { continue };
        let stands = &row.values[place];
        if !same(&value, stands) && found.iter().all(|finding| finding.column.as_deref() != Some(column)) {
            let wrong = Wrong::Told { told: shown(&value), stands: shown(stands) };
            found.push(Finding::column(table.name, &row.shown, column, wrong));
        }
    }
    for part in retold.told_parts(events)? {
        found.extend(beside::<P>(row, part));
    }
    Ok(found)
}

/// Compares the rows that belong to it, in the columns that events tell.
fn beside<P: Verifiable>(row: &Standing, part: ToldPart) -> Vec<Finding> {
    let Some(place) = P::SEALED.parts.iter().position(|other| other.name == part.name) else { return Vec::new() };
    let all = P::SEALED.parts[place].columns;
    let places: Vec<usize> =
        part.columns.iter().filter_map(|column| all.iter().position(|other| other == column)).collect();
    let stands =
        sorted(row.parts[place].iter().map(|cells| places.iter().map(|at| cells[*at].clone()).collect()).collect());
    let told = sorted(part.rows.into_iter().map(|row| row.0).collect());
    if told.len() != stands.len() {
        let wrong = Wrong::Rows { told: told.len(), stands: stands.len() };
        return vec![Finding::of(part.name, &row.shown, wrong)];
    }
    let mut found: Vec<Finding> = Vec::new();
    for (told, stands) in told.iter().zip(&stands) {
        for ((column, told), stands) in part.columns.iter().zip(told).zip(stands) {
            let is_new = found.iter().all(|finding| finding.column.as_deref() != Some(*column));
            if is_new && !same(told, stands) {
                let wrong = Wrong::Told { told: shown(told), stands: shown(stands) };
                found.push(Finding::column(part.name, &row.shown, column, wrong));
            }
        }
    }
    found
}

fn id_of(row: &Standing) -> Uuid {
    row.key.parse().unwrap_or_default()
}
