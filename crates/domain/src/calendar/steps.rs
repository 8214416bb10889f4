//! The arithmetic of a deadline day by day, for whoever disputes it.

use super::{Calendar, CalendarError, DayKind, Limit, LimitClock, LimitKind, deadline::HORIZON_DAYS};
use crate::time::{Day, Instant, MINUTE};
use changxiao_words::{Lang, texts};

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
    /// Does not count, though it else would: the clock stands still.
    Paused,
}

impl DayReason {
    pub const fn counts(&self) -> bool {
        matches!(self, DayReason::Workday | DayReason::MakeUpDay { .. } | DayReason::RunsOn)
    }

    /// The word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            DayReason::Workday => "workday",
            DayReason::MakeUpDay { .. } => "make_up_workday",
            DayReason::RunsOn => "runs_on",
            DayReason::Weekend => "weekend",
            DayReason::Holiday { .. } => "holiday",
            DayReason::AfterHours => "after_hours",
            DayReason::Paused => "paused",
        }
    }

    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (DayReason::Workday, _) => texts(lang).calendar_workday.to_owned(),
            (DayReason::MakeUpDay { name }, Lang::Zh) => format!("{name}调休上班"),
            (DayReason::MakeUpDay { name }, _) => format!("Make-up workday for {name}"),
            (DayReason::RunsOn, _) => texts(lang).calendar_runs_on.to_owned(),
            (DayReason::Weekend, _) => texts(lang).calendar_weekend_not_counted.to_owned(),
            (DayReason::Holiday { name }, Lang::Zh) => format!("{name}放假，不计时"),
            (DayReason::Holiday { name }, _) => format!("Day off for {name}, not counted"),
            (DayReason::AfterHours, _) => texts(lang).calendar_after_working_hours_not_counted.to_owned(),
            (DayReason::Paused, _) => texts(lang).calendar_clock_stopped_not_counted.to_owned(),
        }
    }
}

/// One stretch that counts, one in which the clock stood still, or one day that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineStep {
    pub day: Day,
    /// Where the stretch begins; `None` for a day that does not count.
    pub from: Option<Instant>,
    /// Where it ends; `None` for a day that does not count, and for a pause that is not over.
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
        LimitClock::new(limit, from).steps(self)
    }

    fn stretches(&self, day: Day, kind: LimitKind) -> Vec<(Instant, Instant)> {
        if !kind.only_working_time() {
            return vec![(self.moment(day, 0), self.moment(day, 1440))];
        }
        if !self.is_workday(day) {
            return Vec::new();
        }
        self.spans.iter().map(|span| (self.moment(day, span.from), self.moment(day, span.to))).collect()
    }

    fn reason(&self, day: Day, kind: LimitKind) -> DayReason {
        if !kind.only_working_time() {
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

impl LimitClock {
    /// The steps whose counted time adds up to the whole limit with its extensions; the last one ends with the deadline. Where a
    /// pause is not over, the last step is that pause, has no end, and says what is left.
    ///
    /// Errors as [`LimitClock::due`].
    pub fn steps(&self, calendar: &Calendar) -> Result<Vec<DeadlineStep>, CalendarError> {
        // So that the walk below comes to an end: pauses may be long, and without them ten years of days are the most.
        let mut day = calendar.day_of(self.started);
        let horizon = if self.pauses.is_empty() {
            day.saturating_add(jiff::Span::new().days(HORIZON_DAYS))
        } else {
            self.due(calendar)?;
            Day::MAX
        };
        let kind = self.limit.kind;
        let mut walk = Walk { pauses: self.standing(), left: self.total(calendar)?, steps: Vec::new() };
        while day <= horizon {
            let before = walk.steps.len();
            let stretches = calendar.stretches(day, kind);
            for (from, to) in &stretches {
                if walk.stretch(day, (*from).max(self.started), *to, || calendar.reason(day, kind)).is_end() {
                    return Ok(walk.steps);
                }
            }
            if walk.steps.len() == before {
                let reason = if stretches.is_empty() { calendar.reason(day, kind) } else { DayReason::AfterHours };
                walk.step(day, None, None, 0, reason);
            }
            day = day.tomorrow().map_err(|_| CalendarError::TooFar)?;
        }
        Err(CalendarError::TooFar)
    }
}

struct Walk {
    /// Earliest first, none touching another.
    pauses: Vec<(Instant, Option<Instant>)>,
    left: i64,
    steps: Vec<DeadlineStep>,
}

#[derive(PartialEq)]
enum Goes {
    On,
    End,
}

impl Goes {
    fn is_end(&self) -> bool {
        *self == Goes::End
    }
}

impl Walk {
    /// Goes through one stretch that would count whole, pause by pause.
    fn stretch(&mut self, day: Day, mut at: Instant, to: Instant, reason: impl Fn() -> DayReason) -> Goes {
        while at < to {
            let next = self.pauses.iter().copied().find(|(_, until)| until.is_none_or(|until| at < until));
            match next {
                Some((from, None)) if from <= at => {
                    self.step(day, Some(at), None, 0, DayReason::Paused);
                    return Goes::End;
                }
                Some((from, Some(until))) if from <= at => {
                    let end = until.min(to);
                    self.paused(day, at, end);
                    at = end;
                }
                next => {
                    let free = next.map_or(to, |(from, _)| from.min(to));
                    let counted = free.since(at).min(self.left);
                    self.left -= counted;
                    let end = at.plus_micros(counted);
                    self.step(day, Some(at), Some(end), counted, reason());
                    if self.left == 0 {
                        return Goes::End;
                    }
                    at = end;
                }
            }
        }
        Goes::On
    }

    /// One line a day for a pause, not one for each of the day's stretches.
    fn paused(&mut self, day: Day, from: Instant, to: Instant) {
        match self.steps.last_mut() {
            Some(last) if last.day == day && last.reason == DayReason::Paused => last.to = Some(to),
            _ => self.step(day, Some(from), Some(to), 0, DayReason::Paused),
        }
    }

    fn step(&mut self, day: Day, from: Option<Instant>, to: Option<Instant>, counted: i64, reason: DayReason) {
        self.steps.push(DeadlineStep { day, from, to, counted, left: self.left, reason });
    }
}
