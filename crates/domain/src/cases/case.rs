//! The case as it stands after its last event.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use super::{Hash, Standing, State};
use crate::{
    calendar::{DueStatus, Limit, LimitClock, Pause, lamp},
    categories::FiledUnder,
    geo::Position,
    holds_texts,
    ids::{CaseId, CityId, PersonId, SiteId, UnitId, VisitId},
    time::Instant,
};

coded! {
    /// How a case came about.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Source {
        /// From a check item that was not met on a visit.
        Finding = "finding", cases_source_finding;
        /// Entered by hand.
        Hand = "hand", cases_source_hand;
        /// A work order of the hotline 12345.
        Hotline = "hotline", cases_source_hotline;
        /// A work order of a city-management platform.
        CityManagement = "city_management", cases_source_city_management;
    }
}

impl Source {
    /// Whether it came as a work order of another system, which is told how the case goes on.
    pub const fn is_order(self) -> bool {
        matches!(self, Source::Hotline | Source::CityManagement)
    }
}

/// What a report brings: everything that does not come about by later decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    pub id: CaseId,
    pub city: CityId,
    /// The number that people see; given out by the city's counter.
    pub number: String,
    pub category: String,
    /// The limit of the category's filing standard.
    pub limit: Limit,
    /// The version of that standard, and the condition that was chosen.
    pub filed_under: Option<FiledUnder>,
    /// Whether the category asks for an after-photo.
    pub photo_required: bool,
    /// Division code as a number, such as 350602001.
    pub division: i64,
    pub site: Option<SiteId>,
    pub visit: Option<VisitId>,
    /// The check item of the visit that was not met.
    pub item: Option<String>,
    pub title: String,
    pub text: String,
    pub position: Option<Position>,
    pub source: Source,
    /// Content hashes of the before-photos.
    pub photos: Vec<Hash>,
}

/// A problem with a unit, a clock and a history. Only [`Case::report`] and [`Case::decide`] make one that is new; the store
/// reads back what they made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub id: CaseId,
    pub city: CityId,
    pub number: String,
    pub state: State,
    pub category: String,
    pub limit: Limit,
    /// Which version of the filing standard holds for this case; cases from before versions were kept have none.
    pub filed_under: Option<FiledUnder>,
    pub photo_required: bool,
    pub division: i64,
    pub site: Option<SiteId>,
    pub visit: Option<VisitId>,
    pub item: Option<String>,
    pub title: String,
    pub text: String,
    pub position: Option<Position>,
    pub source: Source,
    pub lead_unit: Option<UnitId>,
    /// Sorted, without the lead unit, each once.
    pub co_units: Vec<UnitId>,
    pub handler: Option<PersonId>,
    pub reported_at: Instant,
    pub filed_at: Option<Instant>,
    /// The latest dispatch to a unit.
    pub dispatched_at: Option<Instant>,
    /// Where the running limit starts: dispatch, the latest rework or a reopening.
    pub clock_from: Option<Instant>,
    /// Where 80 per cent of the limit is used.
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    /// Since when the clock stands still while an objection is undecided or the case is suspended.
    pub paused_at: Option<Instant>,
    /// The latest submission; the clock stopped here. Gone again when the work goes on.
    pub handled_at: Option<Instant>,
    /// The check that allows closing. Gone again with a rework or a reopening.
    pub check_passed_at: Option<Instant>,
    /// When it came to its end: closed, voided or merged.
    pub closed_at: Option<Instant>,
    /// Why it was closed without a passed check or with its condition unmet.
    pub close_reason: Option<String>,
    pub merged_into: Option<CaseId>,
    /// How often it was sent to a unit; more than one dispatch was not exact.
    pub dispatch_count: i64,
    pub rework_count: i64,
    pub urge_count: i64,
    /// Requests, pauses, supervision and what follows from them.
    pub standing: Standing,
    /// The sequence number of the last event.
    pub version: i64,
    /// The hash of the last event.
    pub head_hash: Hash,
    /// The moment of the last event.
    pub changed_at: Instant,
}

impl Case {
    /// Whether the clock of a unit runs now.
    pub const fn clock_runs(&self) -> bool {
        self.state.runs_clock() && self.paused_at.is_none()
    }

    /// The limit with its start, its pauses and its extensions, for whoever counts or shows it; `None` while nothing is counted.
    pub fn limit_clock(&self) -> Option<LimitClock> {
        let open = self.paused_at.map(|from| Pause { from, until: None });
        let pauses = self.standing.pauses.iter().copied().chain(open).collect();
        Some(LimitClock::granted(self.limit, self.clock_from?, pauses, self.standing.extended))
    }

    /// The lamp at `now`; off when no clock runs.
    pub fn lamp(&self, now: Instant) -> DueStatus {
        lamp(self.near_at, self.due_at, now, !self.clock_runs())
    }

    /// Whether the latest submission came in time. `None` while nothing is submitted.
    pub fn handled_on_time(&self) -> Option<bool> {
        Some(self.handled_at? <= self.due_at?)
    }

    /// Whether another system was done with it before it came here: it was closed without anybody of this city having worked on it or
    /// checked it.
    pub fn was_finished_elsewhere(&self) -> bool {
        self.source.is_order() && self.filed_at.is_none() && matches!(self.state, State::SelfHandled | State::Closed)
    }

    /// Whether its result came after the deadline, or none came before the case was closed by force after it.
    pub fn was_late(&self) -> bool {
        self.due_at.zip(self.handled_at.or(self.closed_at)).is_some_and(|(due, done)| done > due)
    }
}

holds_texts! {
    Case { title, text, close_reason }
}
