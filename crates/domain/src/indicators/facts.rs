//! What an indicator looks at in a case, and how it counts it. The rules that the database is asked to follow are these.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use super::Indicator;
use crate::{
    callbacks::{Answer, Satisfaction},
    cases::State,
    time::Instant,
};

coded! {
    /// What became of a report.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Decision {
        Filed = "filed";
        /// Fixed by its finder, and the photos show it.
        Fixed = "fixed";
        /// Not accepted, voided before filing, or not shown by the photos.
        Refused = "refused";
    }
}

/// The limits of the centre's own steps in microseconds; nights and days off count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub filing: i64,
    pub dispatch: i64,
    pub verify_sent: i64,
    pub verify: i64,
    pub check_sent: i64,
    pub check: i64,
}

/// What counting needs to know beside the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    pub limits: Limits,
    /// Codes of sources in which the public speaks.
    pub public_sources: Vec<String>,
}

/// The period and the moment at which it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    pub limits: Limits,
    pub from: Instant,
    /// The first moment after the period.
    pub until: Instant,
    pub now: Instant,
}

/// The last valid call-back of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFact {
    pub contacted: Answer,
    pub solved: Answer,
    pub satisfaction: Satisfaction,
}

/// Everything that an indicator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    pub state: State,
    /// The public reported it.
    pub public: bool,
    pub reported_at: Instant,
    /// The first decision on the report; a later filing takes the place of a refusal.
    pub decision: Option<(Decision, Instant)>,
    /// The first verification, before that decision.
    pub verify_asked_at: Option<Instant>,
    pub verify_done_at: Option<Instant>,
    pub verified: Option<bool>,
    /// The first dispatch.
    pub dispatched_at: Option<Instant>,
    pub dispatch_count: i64,
    pub due_at: Option<Instant>,
    pub handled_at: Option<Instant>,
    pub paused: bool,
    /// Rounds of handling before this one that ended late.
    pub late_rounds: i64,
    pub rework_count: i64,
    /// A granted appeal.
    pub exempt: bool,
    /// The first check: when the result was there, when it was asked for, when it was done or left.
    pub check_from: Option<Instant>,
    pub check_asked_at: Option<Instant>,
    pub check_done_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub call: Option<CallFact>,
}

/// How a case that is due counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It stands above the line too.
    Met,
    /// It stands there with a part of its weight.
    Partly,
    Not,
}

impl Mark {
    const fn of(met: bool) -> Self {
        if met { Mark::Met } else { Mark::Not }
    }
}

impl CaseFacts {
    /// Handled by the unit; a forced closing never counts as that.
    fn is_handled(&self) -> bool {
        self.handled_at.is_some() && self.state != State::ForceClosed
    }

    /// Handled by the deadline, and no round before a rework was late.
    fn is_on_time(&self) -> bool {
        let in_time = self.handled_at.zip(self.due_at).is_some_and(|(handled, due)| handled <= due);
        in_time && self.late_rounds == 0 && self.state != State::ForceClosed
    }

    /// Whether it is due to be handled and closed: handled, overdue, or closed by force.
    fn is_due(&self, now: Instant) -> bool {
        let overdue = self.state.runs_clock() && !self.paused && self.due_at.is_some_and(|due| due < now);
        self.is_handled() || overdue || self.state == State::ForceClosed
    }

    fn is_case(&self) -> bool {
        !matches!(self.state, State::Voided | State::Merged)
    }

    /// Late in the unit's hands, whenever that was.
    fn is_late_round(&self, now: Instant) -> bool {
        self.due_at.is_some() && self.is_case() && !self.exempt && self.is_due(now) && !self.is_on_time()
    }

    fn filed_at(&self) -> Option<Instant> {
        self.decision.filter(|(decision, _)| *decision == Decision::Filed).map(|(_, at)| at)
    }

    /// By when it has to be filed: from the report, or from the result of its verification.
    fn filing_due(&self, limits: &Limits) -> Instant {
        self.verify_done_at.unwrap_or(self.reported_at).plus_micros(limits.filing)
    }

    /// Closed with no decision on its report: another system was done with it before it came here, and nothing of it is this city's work.
    fn is_from_elsewhere(&self) -> bool {
        self.state == State::Closed && self.decision.is_none()
    }

    fn is_unfiled(&self, limits: &Limits, now: Instant) -> bool {
        self.state == State::Reported && self.decision.is_none() && self.filing_due(limits) < now
    }
}

impl Indicator {
    /// How this indicator counts a case in a period; `None` where nothing of it was due in it.
    pub fn count(self, of: &CaseFacts, counting: &Counting) -> Option<Mark> {
        let Counting { limits, now, .. } = counting;
        let within = |at: Option<Instant>| at.is_some_and(|at| counting.from <= at && at < counting.until);
        let filed = of.filed_at().filter(|at| within(Some(*at)));
        let due = within(of.due_at) && of.is_case();
        let closes = due && of.is_due(*now);
        let counts = closes && !of.exempt;
        match self {
            Indicator::ValidReport => {
                let (decision, _) = of.decision.filter(|(_, at)| within(Some(*at)))?;
                Some(Mark::of(decision != Decision::Refused))
            }
            Indicator::Miss => filed.map(|_| Mark::of(of.public)),
            Indicator::PublicReport => filed.map(|_| Mark::of(of.public && of.verified == Some(true))),
            Indicator::OnTimeFiling => match filed {
                Some(at) => Some(Mark::of(at <= of.filing_due(limits))),
                None => {
                    let due = of.is_unfiled(limits, *now) && within(Some(of.filing_due(limits)));
                    due.then_some(Mark::Not)
                }
            },
            Indicator::ExactFiling => filed.map(|_| Mark::of(of.state != State::Voided)),
            Indicator::OnTimeDispatch => {
                let by = filed?.plus_micros(limits.dispatch);
                let due = of.dispatched_at.is_some() || (of.state == State::Filed && by < *now);
                due.then(|| Mark::of(of.dispatched_at.is_some_and(|at| at <= by)))
            }
            Indicator::ExactDispatch => {
                filed.and(of.dispatched_at)?;
                Some(Mark::of(of.dispatch_count <= 1))
            }
            Indicator::VerifySent => {
                let asked = of.verify_asked_at.filter(|at| within(Some(*at)))?;
                Some(Mark::of(asked <= of.reported_at.plus_micros(limits.verify_sent)))
            }
            Indicator::OnTimeVerify => {
                let by = of.verify_asked_at.filter(|at| within(Some(*at)))?.plus_micros(limits.verify);
                let due = of.verify_done_at.is_some() || by < *now;
                due.then(|| Mark::of(of.verify_done_at.is_some_and(|at| at <= by)))
            }
            Indicator::CheckSent => {
                let waits = of.handled_at.is_some_and(|at| at.plus_micros(limits.check_sent) < *now);
                let is_due = due && (of.check_asked_at.is_some() || (of.state == State::Handled && waits));
                let by = of.check_from.map(|at| at.plus_micros(limits.check_sent));
                is_due.then(|| Mark::of(of.check_asked_at.zip(by).is_some_and(|(asked, by)| asked <= by)))
            }
            Indicator::OnTimeCheck => {
                let by = of.check_asked_at?.plus_micros(limits.check);
                let is_due = due && (of.check_done_at.is_some() || by < *now);
                is_due.then(|| Mark::of(of.check_done_at.is_some_and(|at| at <= by)))
            }
            Indicator::Handling => closes.then(|| Mark::of(of.is_handled())),
            Indicator::OnTimeHandling => counts.then(|| Mark::of(of.is_on_time())),
            Indicator::Closing => closes.then(|| Mark::of(of.state == State::Closed)),
            Indicator::OnTimeClosing => counts.then(|| Mark::of(of.state == State::Closed && of.is_on_time())),
            Indicator::Rework => counts.then(|| Mark::of(of.rework_count > 0)),
            Indicator::ForcedClosing => {
                let ended = within(of.closed_at) && matches!(of.state, State::Closed | State::ForceClosed);
                (ended && !of.is_from_elsewhere()).then(|| Mark::of(of.state == State::ForceClosed))
            }
            // What nobody told is not due: it is neither a yes nor a no.
            Indicator::Response => of.call?.contacted.told().map(Mark::of),
            Indicator::Solution => of.call?.solved.told().map(Mark::of),
            Indicator::Satisfaction => match of.call?.satisfaction {
                Satisfaction::Satisfied => Some(Mark::Met),
                Satisfaction::Basically => Some(Mark::Partly),
                Satisfaction::Unsatisfied => Some(Mark::Not),
                Satisfaction::Unsaid => None,
            },
        }
    }

    /// Whether the case is late in the step that this indicator measures, in whichever period. A composite takes a case that is late in
    /// one of its steps for good in none of them, so that one more late case never raises it.
    pub fn is_late(self, of: &CaseFacts, limits: &Limits, now: Instant) -> bool {
        let after = |at: Option<Instant>, by: Instant| at.is_some_and(|at| at > by);
        match self {
            Indicator::OnTimeFiling => after(of.filed_at(), of.filing_due(limits)) || of.is_unfiled(limits, now),
            Indicator::OnTimeDispatch => of.filed_at().is_some_and(|filed| {
                let by = filed.plus_micros(limits.dispatch);
                after(of.dispatched_at, by) || (of.dispatched_at.is_none() && of.state == State::Filed && by < now)
            }),
            Indicator::VerifySent => after(of.verify_asked_at, of.reported_at.plus_micros(limits.verify_sent)),
            Indicator::OnTimeVerify => of.verify_asked_at.is_some_and(|asked| {
                let by = asked.plus_micros(limits.verify);
                after(of.verify_done_at, by) || (of.verify_done_at.is_none() && by < now)
            }),
            Indicator::CheckSent => match of.check_asked_at {
                Some(asked) => of.check_from.is_some_and(|from| asked > from.plus_micros(limits.check_sent)),
                None => {
                    of.state == State::Handled
                        && of.handled_at.is_some_and(|at| at.plus_micros(limits.check_sent) < now)
                }
            },
            Indicator::OnTimeCheck => of.check_asked_at.is_some_and(|asked| {
                let by = asked.plus_micros(limits.check);
                after(of.check_done_at, by) || (of.check_done_at.is_none() && by < now)
            }),
            Indicator::Handling
            | Indicator::OnTimeHandling
            | Indicator::Closing
            | Indicator::OnTimeClosing
            | Indicator::Rework => of.is_late_round(now),
            Indicator::ValidReport
            | Indicator::Miss
            | Indicator::PublicReport
            | Indicator::ExactFiling
            | Indicator::ExactDispatch
            | Indicator::ForcedClosing
            | Indicator::Response
            | Indicator::Solution
            | Indicator::Satisfaction => false,
        }
    }
}
