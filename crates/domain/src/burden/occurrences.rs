//! How often something is asked that recurs.

use jiff::Span;

use crate::{matters::Frequency, scoring::Period, time::Day};

/// How many times it is asked within a period: on its first day and then in its rhythm, until its last day. A month without such a day (31 June) has its last day
/// instead, counted from the first day each time, so that no day drifts.
pub fn occurrences(frequency: Frequency, first: Day, last: Day, period: Period) -> i64 {
    let step = |times: i32| match frequency {
        Frequency::AsNeeded => (times == 0).then_some(Span::new()),
        Frequency::Weekly => Some(Span::new().weeks(times)),
        Frequency::Monthly => Some(Span::new().months(times)),
        Frequency::Quarterly => Some(Span::new().months(times * 3)),
        Frequency::Yearly => Some(Span::new().years(times)),
    };
    let days = (0..10_000).map_while(|times| first.checked_add(step(times)?).ok());
    let asked = days.take_while(|day| *day <= last && *day < period.end_day()).filter(|day| period.contains(*day));
    i64::try_from(asked.count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn each_rhythm_is_counted_by_its_days() {
        let of = |frequency, month: &str| {
            occurrences(frequency, day("2026-01-31"), day("2027-01-31"), month.parse().unwrap())
        };
        assert_eq!(of(Frequency::AsNeeded, "2026-01"), 1);
        assert_eq!(of(Frequency::AsNeeded, "2026-02"), 0);
        // 31 January and then 7, 14, 21 and 28 February.
        assert_eq!((of(Frequency::Weekly, "2026-01"), of(Frequency::Weekly, "2026-02")), (1, 4));
        assert_eq!((of(Frequency::Monthly, "2026-02"), of(Frequency::Monthly, "2026-06")), (1, 1));
        assert_eq!((of(Frequency::Quarterly, "2026-04"), of(Frequency::Quarterly, "2026-05")), (1, 0));
        assert_eq!((of(Frequency::Yearly, "2027-01"), of(Frequency::Yearly, "2026-12")), (1, 0));
        assert_eq!(of(Frequency::Weekly, "2025-12"), 0, "not before it is asked");
        assert_eq!(of(Frequency::Weekly, "2027-02"), 0, "and not after its last day");
    }

    proptest! {
        /// A year has what its months have, and a longer last day never takes anything away.
        #[test]
        fn months_sum_to_their_year(kind in 0..5_usize, start in 0..400_i32, length in 0..800_i32, more in 0..200_i32) {
            let frequency = Frequency::ALL[kind];
            let first = day("2025-06-01").checked_add(Span::new().days(start)).unwrap();
            let last = first.checked_add(Span::new().days(length)).unwrap();
            let later = last.checked_add(Span::new().days(more)).unwrap();
            for year in ["2025", "2026", "2027"] {
                let year: Period = year.parse().unwrap();
                let mut months = 0;
                for month in 1..=12 {
                    let month: Period = format!("{year}-{month:02}").parse().unwrap();
                    let n = occurrences(frequency, first, last, month);
                    prop_assert!(n <= 5);
                    prop_assert!(occurrences(frequency, first, later, month) >= n);
                    months += n;
                }
                prop_assert_eq!(occurrences(frequency, first, last, year), months);
            }
        }
    }
}
