//! How long things take: people work in working hours, urgent matters run through the night, and some are late.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::Case,
    time::{Instant, MINUTE},
};

use super::World;

const ONE_HOUR: Limit = Limit::new(LimitKind::WorkingHour, 1);

impl World<'_> {
    /// Between `least` and `most` working minutes after `from`.
    pub(super) fn at_work(&mut self, from: Instant, least: i64, most: i64) -> Instant {
        let percent = self.dice.between(least, most) * 100 / 60;
        let at = self.model.calendar.at_share(from, ONE_HOUR, percent).unwrap_or(from);
        at.max(from).plus_micros(self.seconds())
    }

    /// Between `least` and `most` minutes after `from`, whatever the hour.
    pub(super) fn at_once(&mut self, from: Instant, least: i64, most: i64) -> Instant {
        let minutes = self.dice.between(least, most);
        from.plus_micros(minutes * MINUTE + self.seconds())
    }

    /// For an urgent case the duty officer acts at any hour; any other waits for working hours.
    pub(super) fn soon(&mut self, case: &Case, from: Instant, least: i64, most: i64) -> Instant {
        if is_urgent(case) { self.at_once(from, 3, 12) } else { self.at_work(from, least, most) }
    }

    /// The moment at which so many per cent of the running limit are used.
    pub(super) fn at_share(&mut self, case: &Case, percent: i64) -> Instant {
        let from = case.clock_from.unwrap_or(case.changed_at);
        let at = self.model.calendar.at_share(from, case.limit, percent).unwrap_or(from);
        at.plus_micros(self.seconds())
    }

    fn seconds(&mut self) -> i64 {
        self.dice.between(1, 50) * (MINUTE / 60)
    }
}

pub(super) fn is_urgent(case: &Case) -> bool {
    !case.limit.kind.only_working_time()
}
