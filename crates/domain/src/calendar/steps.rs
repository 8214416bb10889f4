//! The arithmetic of a deadline day by day, for whoever disputes it.

use super::{Calendar, CalendarError, DayKind, Limit};
use crate::{
    lang::Lang,
    time::{Day, Instant, MINUTE},
};

/// Why the time of a day counts, or why none of it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayReason {
    /// Counts: an ordinary workday.
    Workday,
    /// Counts: a weekend day that is worked for this holiday.
    MakeUpDay { name: String },
    /// Counts: the limit runs on through nights, weekends and holidays.
    RunsOn,
    /// Does not count: Saturday or Sunday.
    Weekend,
    /// Does not count: a statutory day off.
    Holiday { name: String },
    /// Does not count: the limit started after the last working hour of this day.
    AfterHours,
}

impl DayReason {
    pub const fn counts(&self) -> bool {
        matches!(self, DayReason::Workday | DayReason::MakeUpDay { .. } | DayReason::RunsOn)
    }

    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (DayReason::Workday, _) => lang.pick("工作日", "Workday").to_owned(),
            (DayReason::MakeUpDay { name }, Lang::Zh) => format!("{name}调休上班"),
            (DayReason::MakeUpDay { name }, Lang::En) => format!("Make-up workday for {name}"),
            (DayReason::RunsOn, _) => lang.pick("连续计时", "Runs on").to_owned(),
            (DayReason::Weekend, _) => lang.pick("周末，不计时", "Weekend, not counted").to_owned(),
            (DayReason::Holiday { name }, Lang::Zh) => format!("{name}放假，不计时"),
            (DayReason::Holiday { name }, Lang::En) => format!("Day off for {name}, not counted"),
            (DayReason::AfterHours, _) => {
                lang.pick("当日工作时间已过，不计时", "After working hours, not counted").to_owned()
            }
        }
    }
}

/// One stretch that counts, or one day that does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineStep {
    pub day: Day,
    /// Where the counted stretch begins; `None` for a day that does not count.
    pub from: Option<Instant>,
    /// Where it ends; `None` for a day that does not count.
    pub to: Option<Instant>,
    /// Microseconds of this stretch that count.
    pub counted: i64,
    /// Microseconds of the limit that are left after it.
    pub left: i64,
    /// Why it counts or does not.
    pub reason: DayReason,
}

impl DeadlineStep {
    /// Whole minutes of the stretch; parts of a minute are kept in `counted` only.
    pub const fn counted_minutes(&self) -> i64 {
        self.counted / MINUTE
    }
}

impl Calendar {
    /// The steps whose counted time adds up to the whole limit; the last one ends with the deadline.
    ///
    /// Errors as [`Calendar::deadline`].
    pub fn deadline_steps(&self, from: Instant, limit: Limit) -> Result<Vec<DeadlineStep>, CalendarError> {
        let due = self.deadline(from, limit)?;
        let mut left = self.total(limit);
        let mut steps = Vec::new();
        let mut day = self.day_of(from);
        loop {
            let before = steps.len();
            for (begin, end) in self.stretches(day, limit) {
                let (begin, end) = (begin.max(from), end.min(due));
                if begin < end {
                    left -= end.since(begin);
                    let reason = self.reason(day, limit);
                    steps.push(DeadlineStep {
                        day,
                        from: Some(begin),
                        to: Some(end),
                        counted: end.since(begin),
                        left,
                        reason,
                    });
                }
            }
            if left <= 0 {
                return Ok(steps);
            }
            if steps.len() == before {
                let reason = if self.counts(day, limit) { DayReason::AfterHours } else { self.reason(day, limit) };
                steps.push(DeadlineStep { day, from: None, to: None, counted: 0, left, reason });
            }
            day = day.tomorrow().map_err(|_| CalendarError::TooFar)?;
        }
    }

    fn counts(&self, day: Day, limit: Limit) -> bool {
        !limit.kind.only_working_time() || self.is_workday(day)
    }

    fn stretches(&self, day: Day, limit: Limit) -> Vec<(Instant, Instant)> {
        if !limit.kind.only_working_time() {
            return vec![(self.moment(day, 0), self.moment(day, 1440))];
        }
        if !self.is_workday(day) {
            return Vec::new();
        }
        self.spans.iter().map(|span| (self.moment(day, span.from), self.moment(day, span.to))).collect()
    }

    fn reason(&self, day: Day, limit: Limit) -> DayReason {
        if !limit.kind.only_working_time() {
            return DayReason::RunsOn;
        }
        match self.holiday(day) {
            Some(holiday) if holiday.kind == DayKind::Work => DayReason::MakeUpDay { name: holiday.name.clone() },
            Some(holiday) => DayReason::Holiday { name: holiday.name.clone() },
            None if self.is_workday(day) => DayReason::Workday,
            None => DayReason::Weekend,
        }
    }
}
