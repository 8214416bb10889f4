//! From a start and a limit to the moment it runs out, and from two moments to the time that counted between them.

use super::{Calendar, CalendarError, Limit, LimitKind};
use crate::time::{Day, Instant};

/// Ten years of days: a limit that ends later is a slip of the keyboard.
pub(super) const HORIZON_DAYS: i64 = 3660;

impl Calendar {
    /// The first moment at which the whole limit is used.
    ///
    /// A working limit that starts outside working time starts with the next span. One that ends with a span ends there
    /// (12:00, 18:00), not when the next span begins. The end itself is still in time.
    ///
    /// Errors: an amount below 1; an end more than ten years away.
    pub fn deadline(&self, from: Instant, limit: Limit) -> Result<Instant, CalendarError> {
        self.at_share(from, limit, 100)
    }

    /// The first moment at which `percent` of the limit is used; 100 gives the deadline.
    ///
    /// Errors as [`Calendar::deadline`]; a negative share counts as none.
    pub fn at_share(&self, from: Instant, limit: Limit, percent: i64) -> Result<Instant, CalendarError> {
        if limit.amount < 1 {
            return Err(CalendarError::AmountNotPositive(limit.amount));
        }
        let share = i128::from(self.total(limit)) * i128::from(percent.max(0)) / 100;
        let share = i64::try_from(share).map_err(|_| CalendarError::TooFar)?;
        self.after(limit.kind, from, share)
    }

    /// Microseconds between the two moments that count for this kind of limit; 0 when `to` is not later than `from`.
    pub fn used(&self, kind: LimitKind, from: Instant, to: Instant) -> i64 {
        if to <= from {
            return 0;
        }
        if !kind.only_working_time() {
            return to.since(from);
        }
        self.working_spans(from)
            .take_while(|span| span.from < to)
            .map(|span| span.to.min(to).since(span.from.max(from)).max(0))
            .sum()
    }

    /// The first moment at which `micros` of counted time have passed since `from`.
    pub(super) fn after(&self, kind: LimitKind, from: Instant, micros: i64) -> Result<Instant, CalendarError> {
        if micros > HORIZON_DAYS * 24 * crate::time::HOUR {
            return Err(CalendarError::TooFar);
        }
        if !kind.only_working_time() {
            return Ok(from.plus_micros(micros));
        }
        if micros == 0 {
            return Ok(from);
        }
        let mut left = micros;
        for span in self.working_spans(from).take_while_near(self.day_of(from)) {
            let begin = span.from.max(from);
            let here = span.to.since(begin);
            if here >= left {
                return Ok(begin.plus_micros(left));
            }
            left -= here.max(0);
        }
        Err(CalendarError::TooFar)
    }

    /// The date that a clock on the city hall shows at this moment.
    pub fn day_of(&self, at: Instant) -> Day {
        at.in_zone(&self.zone).date()
    }

    /// Whether it lies on a day off, before the working hours of its day begin or after they end. The break at noon is no time off.
    pub fn is_out_of_hours(&self, at: Instant) -> bool {
        let at = at.in_zone(&self.zone);
        let minute = u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or(0);
        let begins = self.spans.first().map_or(0, |span| span.from);
        let ends = self.spans.last().map_or(1440, |span| span.to);
        !self.is_workday(at.date()) || !(begins..ends).contains(&minute)
    }

    /// The spans of working time from the day of `from` on, earliest first; the first may lie before `from`.
    pub(super) fn working_spans(&self, from: Instant) -> WorkingSpans<'_> {
        WorkingSpans { calendar: self, day: Some(self.day_of(from)), next_span: 0 }
    }

    /// The moment `minutes` after midnight of this day, by the clock on the city hall.
    pub(super) fn moment(&self, day: Day, minutes: u16) -> Instant {
        if minutes >= 1440 {
            return match day.tomorrow() {
                Ok(next) => self.moment(next, minutes - 1440),
                Err(_) => Instant(i64::MAX),
            };
        }
        // Both numbers are in range: minutes is below 1440.
        let time = jiff::civil::time((minutes / 60) as i8, (minutes % 60) as i8, 0, 0);
        Instant::from_civil(day.to_datetime(time), &self.zone)
    }
}

/// One span of working time on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WorkingSpan {
    pub day: Day,
    pub from: Instant,
    pub to: Instant,
}

/// Endless but for the end of the calendar of years: whoever walks it decides where to stop.
pub(super) struct WorkingSpans<'a> {
    calendar: &'a Calendar,
    day: Option<Day>,
    next_span: usize,
}

impl<'a> WorkingSpans<'a> {
    fn take_while_near(self, first: Day) -> impl Iterator<Item = WorkingSpan> + 'a {
        let last = first.saturating_add(jiff::Span::new().days(HORIZON_DAYS));
        self.take_while(move |span| span.day <= last)
    }
}

impl Iterator for WorkingSpans<'_> {
    type Item = WorkingSpan;

    fn next(&mut self) -> Option<WorkingSpan> {
        loop {
            let day = self.day?;
            if self.next_span < self.calendar.spans.len() && self.calendar.is_workday(day) {
                let span = self.calendar.spans[self.next_span];
                self.next_span += 1;
                return Some(WorkingSpan {
                    day,
                    from: self.calendar.moment(day, span.from),
                    to: self.calendar.moment(day, span.to),
                });
            }
            self.next_span = 0;
            self.day = day.tomorrow().ok();
        }
    }
}
