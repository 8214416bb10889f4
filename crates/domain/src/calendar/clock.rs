//! The clock of one limit: when it was started, when it stood still, and by how much it was lengthened.
//!
//! Where the rules come from (practice of city management systems of the GB/T 30428 family, and what we decided where they
//! are silent):
//!
//! - **A pause keeps what is left, exactly.** While an objection is undecided or a case is suspended (挂账) no time counts, and
//!   afterwards the clock goes on with what was left when it stopped. It does not start anew.
//! - **A pause gives back only time that was still running.** One that begins after the limit has run out changes neither the
//!   deadline nor the lamp: who is late does not become punctual by objecting.
//! - **An extension (延期) lengthens the limit itself.** Practice grants "one more limit on the current deadline"; time is
//!   counted additively, so limit plus extension counted from the start ends at the same moment as the extension counted from
//!   the deadline, and pauses before or after it need no rule of their own. The lamp turns yellow at 80 per cent of the
//!   lengthened limit. An extension may be in hours where the limit is in days, but must be counted in the same way: 2工作日
//!   cannot be lengthened by 1紧急工作日, since then no single number would say what is left.
//! - **Who may pause or extend, how often and until when is not decided here** but by the gate of the case; this counts what
//!   was granted.
//!
//! The clock never runs below zero: time after the deadline is [`LimitClock::late_by`], what is left is then 0.

use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarError, DueStatus, Limit, NEAR_PERCENT, deadline::HORIZON_DAYS, lamp};
use crate::time::{HOUR, Instant};

/// A stretch in which the clock stands still. The moment `until` runs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: Instant,
    /// `None`: not over yet.
    pub until: Option<Instant>,
}

/// One limit with everything that was granted to it. Pauses may come in any order, touch and overlap: an objection may be
/// undecided while the case is suspended, and no moment is given back twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitClock {
    pub limit: Limit,
    pub started: Instant,
    pub pauses: Vec<Pause>,
    /// Each adds to the limit; their order does not matter.
    pub extensions: Vec<Limit>,
}

/// A stretch in which the clock runs (or stands still); `None` has no end.
pub(super) type Stretch = (Instant, Option<Instant>);

impl LimitClock {
    /// A clock that was never stopped and never lengthened.
    pub const fn new(limit: Limit, started: Instant) -> Self {
        Self { limit, started, pauses: Vec::new(), extensions: Vec::new() }
    }

    /// A clock that stood still in these, and that was lengthened so often by its own limit.
    pub fn granted(limit: Limit, started: Instant, pauses: Vec<Pause>, extensions: i64) -> Self {
        Self { limit, started, pauses, extensions: vec![limit; usize::try_from(extensions).unwrap_or(0)] }
    }

    /// The limit and its extensions in microseconds of counted time.
    ///
    /// Errors: an amount below 1; an extension that is counted in another way than the limit; more than ten years.
    pub fn total(&self, calendar: &Calendar) -> Result<i64, CalendarError> {
        let mut total: i64 = 0;
        for part in std::iter::once(&self.limit).chain(&self.extensions) {
            if part.amount < 1 {
                return Err(CalendarError::AmountNotPositive(part.amount));
            }
            if part.kind.only_working_time() != self.limit.kind.only_working_time() {
                return Err(CalendarError::CountedOtherwise { limit: self.limit, extension: *part });
            }
            total = total.checked_add(calendar.total(*part)).ok_or(CalendarError::TooFar)?;
        }
        if total > HORIZON_DAYS * 24 * HOUR { Err(CalendarError::TooFar) } else { Ok(total) }
    }

    /// The first moment at which the whole limit is used; in time is who is done by then. `None` while a pause that is not
    /// over holds the clock before it.
    ///
    /// Errors as [`LimitClock::total`]; an end more than ten years after the clock last began to run.
    pub fn due(&self, calendar: &Calendar) -> Result<Option<Instant>, CalendarError> {
        self.at_permille(calendar, 1000)
    }

    /// The first moment at which the lamp is yellow. `None` and errors as [`LimitClock::due`].
    pub fn near(&self, calendar: &Calendar) -> Result<Option<Instant>, CalendarError> {
        self.at_permille(calendar, NEAR_PERCENT * 10)
    }

    /// Microseconds of counted time from the start to `now`. After the deadline it goes on, and no pause stops it any more.
    ///
    /// Errors: the limit cannot be counted on this calendar.
    pub fn used(&self, calendar: &Calendar, now: Instant) -> Result<i64, CalendarError> {
        let kind = self.limit.kind;
        if let Some(due) = self.due(calendar)?.filter(|due| *due < now) {
            return Ok(self.total(calendar)?.saturating_add(calendar.used(kind, due, now)));
        }
        let runs = self.running().into_iter().take_while(|(from, _)| *from < now);
        Ok(runs.map(|(from, until)| calendar.used(kind, from, until.map_or(now, |until| until.min(now)))).sum())
    }

    /// Microseconds of counted time that are left at `now`; 0 from the deadline on, never less.
    ///
    /// Errors: the limit cannot be counted on this calendar.
    pub fn remaining(&self, calendar: &Calendar, now: Instant) -> Result<i64, CalendarError> {
        Ok(self.total(calendar)?.saturating_sub(self.used(calendar, now)?).max(0))
    }

    /// Microseconds of counted time since the deadline; 0 up to it.
    ///
    /// Errors: the limit cannot be counted on this calendar.
    pub fn late_by(&self, calendar: &Calendar, now: Instant) -> Result<i64, CalendarError> {
        Ok(self.due(calendar)?.map_or(0, |due| calendar.used(self.limit.kind, due, now)))
    }

    /// Whether the clock stands still at `now`. A pause that began when the limit had run out stops nothing.
    ///
    /// Errors: the limit cannot be counted on this calendar.
    pub fn is_paused(&self, calendar: &Calendar, now: Instant) -> Result<bool, CalendarError> {
        let due = self.due(calendar)?;
        let holds = |(from, until): Stretch| from <= now && until.is_none_or(|until| now < until);
        Ok(self.standing().into_iter().any(|pause| holds(pause) && due.is_none_or(|due| pause.0 < due)))
    }

    /// The lamp at `now`; off before the start and during a pause.
    ///
    /// Errors: the limit cannot be counted on this calendar.
    pub fn lamp(&self, calendar: &Calendar, now: Instant) -> Result<DueStatus, CalendarError> {
        let idle = now < self.started || self.is_paused(calendar, now)?;
        Ok(match (self.near(calendar)?, self.due(calendar)?) {
            // A pause that is still to come has no end yet; until it begins the clock runs, and it runs green or yellow.
            (near, None) if !idle => near.filter(|near| *near <= now).map_or(DueStatus::Ok, |_| DueStatus::Near),
            (near, due) => lamp(near, due, now, idle),
        })
    }

    /// The first moment at which so many thousandths of the limit are used: 1000 is the deadline, 2000 as much time again. Past
    /// the deadline a pause holds this count too. `None` and errors as [`LimitClock::due`]; a negative share counts as none.
    pub fn at_permille(&self, calendar: &Calendar, permille: i64) -> Result<Option<Instant>, CalendarError> {
        let share = i128::from(self.total(calendar)?) * i128::from(permille.max(0)) / 1000;
        let mut left = i64::try_from(share).map_err(|_| CalendarError::TooFar)?;
        for (from, until) in self.running() {
            let end = calendar.after(self.limit.kind, from, left)?;
            match until {
                Some(until) if until < end => left -= calendar.used(self.limit.kind, from, until),
                _ => return Ok(Some(end)),
            }
        }
        Ok(None)
    }

    /// The pauses from the start on, earliest first, those that touch or overlap made one.
    pub(super) fn standing(&self) -> Vec<Stretch> {
        let mut sorted: Vec<Stretch> = self
            .pauses
            .iter()
            .map(|pause| (pause.from.max(self.started), pause.until))
            .filter(|(from, until)| until.is_none_or(|until| *from < until))
            .collect();
        sorted.sort_unstable_by_key(|(from, _)| *from);
        let mut merged: Vec<Stretch> = Vec::with_capacity(sorted.len());
        for (from, until) in sorted {
            match merged.last_mut() {
                Some(last) if last.1.is_none_or(|end| from <= end) => {
                    last.1 = last.1.zip(until).map(|(end, until)| end.max(until));
                }
                _ => merged.push((from, until)),
            }
        }
        merged
    }

    /// What is between the pauses: the first stretch may be empty, the last one has no end unless a pause is not over.
    fn running(&self) -> Vec<Stretch> {
        let mut runs = Vec::new();
        let mut from = self.started;
        for (pause, until) in self.standing() {
            runs.push((from, Some(pause)));
            match until {
                Some(until) => from = until,
                None => return runs,
            }
        }
        runs.push((from, None));
        runs
    }
}
