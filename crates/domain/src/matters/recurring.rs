//! What recurs by the calendar: on which days the next one stands.

use changxiao_words::coded;
use jiff::ToSpan as _;

use crate::{calendar::Calendar, time::Day};

/// The most days that are looked at for a workday: no holidays last a month.
const HORIZON: usize = 31;

coded! {
    /// How often. The option of a choice has this name.
    pub enum Rhythm {
        Workday = "workday";
        Weekly = "weekly";
        Monthly = "monthly";
        Quarterly = "quarterly";
        Yearly = "yearly";
    }
}

/// Where a row of such matters stands: from which day it is counted, and the how many-th it is, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub anchor: Day,
    pub count: i64,
}

impl Rhythm {
    /// The first day of the next one, and where the row stands then. It is counted from the anchor, so that a holiday moves one day and not
    /// all that follow; a month without the day takes its last one. What falls on a day off comes on the next workday.
    ///
    /// `None`: the calendar of years ends.
    pub fn next(self, counted: Counted, calendar: &Calendar) -> Option<(Day, Counted)> {
        let Counted { anchor, count } = counted;
        if self == Rhythm::Workday {
            let day = workday_from(anchor.tomorrow().ok()?, calendar)?;
            return Some((day, Counted { anchor: day, count: count + 1 }));
        }
        let last = self.day(anchor, count, calendar)?;
        // Two that fall into the same holidays are one.
        (count + 1..count + 10).find_map(|count| {
            let day = self.day(anchor, count, calendar).filter(|day| *day > last)?;
            Some((day, Counted { anchor, count }))
        })
    }

    fn day(self, anchor: Day, count: i64, calendar: &Calendar) -> Option<Day> {
        let planned = match self {
            Rhythm::Workday => anchor.checked_add(count.days()),
            Rhythm::Weekly => anchor.checked_add(count.weeks()),
            Rhythm::Monthly => anchor.checked_add(count.months()),
            Rhythm::Quarterly => anchor.checked_add((count * 3).months()),
            Rhythm::Yearly => anchor.checked_add(count.years()),
        };
        workday_from(planned.ok()?, calendar)
    }
}

/// The day itself where it is a workday, else the next one that is.
pub fn workday_from(day: Day, calendar: &Calendar) -> Option<Day> {
    std::iter::successors(Some(day), |day| day.tomorrow().ok()).take(HORIZON).find(|day| calendar.is_workday(*day))
}

/// The last day of the next one: as many days behind its first day as before, on a workday.
pub fn end_behind(starts: Day, (was_from, was_until): (Day, Day), calendar: &Calendar) -> Option<Day> {
    let days = i64::from((was_until - was_from).get_days()).max(0);
    workday_from(starts.checked_add(days.days()).ok()?, calendar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DayKind;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// 2026: New Year's Day, and the days around the first of October with a Saturday that is worked.
    fn calendar() -> Calendar {
        let plain = Calendar::plain();
        let off = |text: &str| (day(text), DayKind::Off, "节".to_owned());
        let mut rows = vec![off("2026-01-01"), off("2026-01-02")];
        rows.extend((1..=7).map(|n| off(&format!("2026-10-0{n}"))));
        rows.push((day("2026-10-10"), DayKind::Work, "调休".to_owned()));
        Calendar::new(plain.zone().clone(), rows).unwrap()
    }

    fn days(rhythm: Rhythm, anchor: &str, many: usize) -> Vec<String> {
        let calendar = calendar();
        let mut counted = Counted { anchor: day(anchor), count: 0 };
        let mut all = Vec::new();
        for _ in 0..many {
            let (next, then) = rhythm.next(counted, &calendar).unwrap();
            all.push(next.to_string());
            counted = then;
        }
        all
    }

    #[test]
    fn holidays_move_one_day_and_not_those_that_follow() {
        // 1 October 2026 is a Thursday.
        assert_eq!(days(Rhythm::Weekly, "2026-09-24", 3), ["2026-10-08", "2026-10-15", "2026-10-22"]);
        assert_eq!(days(Rhythm::Workday, "2026-09-29", 4), ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"]);
        assert_eq!(days(Rhythm::Monthly, "2026-01-31", 3), ["2026-03-02", "2026-03-31", "2026-04-30"]);
        assert_eq!(days(Rhythm::Quarterly, "2026-01-15", 2), ["2026-04-15", "2026-07-15"]);
        assert_eq!(days(Rhythm::Yearly, "2025-01-01", 1), ["2026-01-05"]);
    }

    #[test]
    fn the_last_day_keeps_its_distance() {
        let calendar = calendar();
        let was = (day("2026-09-24"), day("2026-09-26"));
        assert_eq!(end_behind(day("2026-10-15"), was, &calendar), Some(day("2026-10-19")), "a Saturday");
        assert_eq!(end_behind(day("2026-10-08"), was, &calendar), Some(day("2026-10-10")), "a Saturday that is worked");
    }
}
