//! The whistle as it stands after its last event.

use super::{Kind, State};
use crate::{
    calendar::{DueStatus, lamp},
    holds_texts,
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
    orgs::UnitKind,
    sealing::Hash,
    time::Instant,
};
use changxiao_words::coded;

/// What a draft brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWhistle {
    pub id: WhistleId,
    pub city: CityId,
    pub number: String,
    /// The kind of the unit that calls; only a town or street may.
    pub caller_kind: UnitKind,
    pub kind: Kind,
    pub title: String,
    pub text: String,
    pub place: String,
    /// Padded code of the division it lies in.
    pub division: i64,
    /// Who is called and what each is wanted for.
    pub calls: Vec<(UnitId, String)>,
    /// The cases it stems from; none for a matter that no case tells of.
    pub cases: Vec<CaseId>,
}

/// A call of a town or street to departments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whistle {
    pub id: WhistleId,
    pub city: CityId,
    pub number: String,
    pub state: State,
    pub kind: Kind,
    /// The town or street that calls.
    pub street: UnitId,
    pub title: String,
    pub text: String,
    pub place: String,
    pub division: i64,
    pub calls: Vec<Call>,
    pub cases: Vec<CaseId>,
    pub drafted_at: Instant,
    pub blown_at: Option<Instant>,
    /// The joint plan, in a sentence that everybody sees; what each unit does stands in its call.
    pub plan: Option<String>,
    /// The shared result.
    pub result: Option<String>,
    pub handled_at: Option<Instant>,
    /// From here on missing ratings may be waived.
    pub waiver_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    /// How many ratings were missing when it was closed.
    pub waived: i64,
    /// The state to which a consultation's decision returns it.
    pub disputed_from: Option<State>,
    pub consultation: Option<ConsultationId>,
    pub version: i64,
    pub head_hash: Hash,
    pub changed_at: Instant,
}

coded! {
    /// How a called unit answered. It is decided once; only a consultation may open it again.
    pub enum Turnout {
        /// Its limit runs, or has run out without a word.
        Waiting = "waiting", whistles_figure_pending;
        OnTime = "on_time", whistles_turnout_on_time;
        Late = "late", whistles_turnout_late;
        /// It said that it cannot come, or never came.
        Absent = "absent", whistles_figure_absent;
        /// It says that this is not its duty; no consultation has decided yet.
        Objected = "objected", whistles_turnout_objected;
        /// Not wanted any more: released by a consultation, or the whistle ended before its limit did. It counts nowhere.
        Released = "released", whistles_turnout_released;
    }
}

impl Turnout {
    /// The unit is there and takes part.
    pub const fn came(self) -> bool {
        matches!(self, Turnout::OnTime | Turnout::Late)
    }

    /// Whether the unit was due, so that its answer counts.
    pub const fn counts(self) -> bool {
        !matches!(self, Turnout::Released | Turnout::Objected)
    }
}

/// The street's rating of a unit that came, each from 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRating {
    pub response: i64,
    pub solution: i64,
    pub text: String,
}

/// A unit's rating of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreetRating {
    /// The street could not have solved it alone, and this unit was the right one to call.
    pub justified: bool,
    pub text: String,
}

/// One called unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub unit: UnitId,
    /// What it is wanted for; from the plan on, what it does.
    pub task: String,
    pub turnout: Turnout,
    /// Gone while an objection or a dispute stops the clock.
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub answered_at: Option<Instant>,
    /// Why it is absent or objects.
    pub reason: Option<String>,
    /// A consultation bound it: it may not object again.
    pub bound: bool,
    pub by_street: Option<UnitRating>,
    pub by_unit: Option<StreetRating>,
}

impl Call {
    pub(super) fn new(unit: UnitId, task: String) -> Self {
        Self {
            unit,
            task,
            turnout: Turnout::Waiting,
            near_at: None,
            due_at: None,
            answered_at: None,
            reason: None,
            bound: false,
            by_street: None,
            by_unit: None,
        }
    }

    /// The lamp at `now`; off when no clock runs.
    pub fn lamp(&self, now: Instant) -> DueStatus {
        lamp(self.near_at, self.due_at, now, self.turnout != Turnout::Waiting)
    }

    /// How the unit stands at `now`: by its clock while it is waited for, then by how it answered.
    pub fn status(&self, now: Instant) -> DueStatus {
        match self.turnout {
            Turnout::Waiting => self.lamp(now),
            Turnout::OnTime => DueStatus::Ok,
            Turnout::Late | Turnout::Absent => DueStatus::Late,
            Turnout::Objected | Turnout::Released => DueStatus::Idle,
        }
    }

    /// Until when the unit is waited for.
    pub fn waited_until(&self) -> Option<Instant> {
        self.due_at.filter(|_| self.turnout == Turnout::Waiting)
    }
}

impl Whistle {
    pub fn call_of(&self, unit: UnitId) -> Option<&Call> {
        self.calls.iter().find(|call| call.unit == unit)
    }

    /// The lamp of the call that is due first.
    pub fn lamp(&self, now: Instant) -> DueStatus {
        if self.state.is_end() {
            return DueStatus::Idle;
        }
        let waiting = self.calls.iter().filter(|call| call.turnout == Turnout::Waiting);
        waiting
            .filter(|call| call.due_at.is_some())
            .min_by_key(|call| call.due_at)
            .map_or(DueStatus::Idle, |c| c.lamp(now))
    }

    /// Until when the call that is due first is waited for, with its lamp; none where no clock runs.
    pub fn due(&self, now: Instant) -> Option<(DueStatus, Instant)> {
        Some((self.lamp(now), self.next_due()?)).filter(|(lamp, _)| *lamp != DueStatus::Idle)
    }

    /// When the next waiting unit is due.
    pub fn next_due(&self) -> Option<Instant> {
        self.calls.iter().filter_map(Call::waited_until).min()
    }

    /// Ratings that are still missing, of both sides: each unit that came is rated and rates.
    pub fn ratings_missing(&self) -> i64 {
        let came = || self.calls.iter().filter(|call| call.turnout.came());
        let missing = came().filter(|call| call.by_street.is_none()).count()
            + came().filter(|call| call.by_unit.is_none()).count();
        i64::try_from(missing).unwrap_or(i64::MAX)
    }
}

holds_texts! {
    UnitRating { text }
    StreetRating { text }
    Call { task, reason, by_street, by_unit }
    Whistle { title, text, place, plan, result, calls }
}
