//! What must hold for every start and every limit, tried on random ones around Spring Festival, make-up workdays and a
//! zone that changes its clocks.

use changxiao_domain::{
    calendar::{Calendar, DayKind, Limit, LimitKind},
    time::{Day, HOUR, Instant},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// 2025-12-01 and 2027-03-01, UTC, in microseconds.
const WINDOW: std::ops::Range<i64> = 1_764_547_200_000_000..1_803_859_200_000_000;

fn calendar(zone: &str) -> Calendar {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let mut rows = vec![
        (day("2026-01-04"), DayKind::Work, "元旦".to_owned()),
        (day("2026-02-14"), DayKind::Work, "春节".to_owned()),
        (day("2026-02-28"), DayKind::Work, "春节".to_owned()),
        (day("2026-10-10"), DayKind::Work, "国庆节".to_owned()),
    ];
    rows.extend((1..=3).map(|n| (Day::constant(2026, 1, n), DayKind::Off, "元旦".to_owned())));
    rows.extend((15..=23).map(|n| (Day::constant(2026, 2, n), DayKind::Off, "春节".to_owned())));
    rows.extend((1..=7).map(|n| (Day::constant(2026, 10, n), DayKind::Off, "国庆节".to_owned())));
    Calendar::new(TimeZone::get(zone).unwrap(), rows).unwrap()
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    prop_oneof![3 => Just("Asia/Shanghai"), 1 => Just("America/New_York")].prop_map(calendar)
}

fn any_limit() -> impl Strategy<Value = Limit> {
    (prop::sample::select(LimitKind::ALL.to_vec()), 1_i64..30).prop_map(|(kind, amount)| Limit::new(kind, amount))
}

fn any_moment() -> impl Strategy<Value = Instant> {
    WINDOW.prop_map(Instant)
}

proptest! {
    #[test]
    fn a_later_start_never_gives_an_earlier_deadline(
        calendar in any_calendar(), from in any_moment(), later in 0..400 * HOUR, limit in any_limit(),
    ) {
        prop_assert!(calendar.deadline(from, limit)? <= calendar.deadline(from.plus_micros(later), limit)?);
    }

    #[test]
    fn a_longer_limit_always_gives_a_later_deadline(calendar in any_calendar(), from in any_moment(), limit in any_limit()) {
        let longer = Limit::new(limit.kind, limit.amount + 1);
        prop_assert!(calendar.deadline(from, limit)? < calendar.deadline(from, longer)?);
    }

    #[test]
    fn the_deadline_is_the_first_moment_at_which_the_whole_limit_is_used(
        calendar in any_calendar(), from in any_moment(), limit in any_limit(),
    ) {
        let due = calendar.deadline(from, limit)?;
        prop_assert_eq!(calendar.used(limit.kind, from, due), calendar.total(limit));
        prop_assert_eq!(calendar.used(limit.kind, from, due.plus_micros(-1)), calendar.total(limit) - 1);
    }

    #[test]
    fn shares_rise_to_the_deadline(
        calendar in any_calendar(), from in any_moment(), limit in any_limit(), percent in 1_i64..100,
    ) {
        let share = calendar.at_share(from, limit, percent)?;
        prop_assert_eq!(calendar.used(limit.kind, from, share), calendar.total(limit) * percent / 100);
        prop_assert!(from < share && share < calendar.deadline(from, limit)?);
        prop_assert_eq!(calendar.at_share(from, limit, 100), calendar.deadline(from, limit));
    }

    #[test]
    fn used_time_adds_up_over_any_cut(
        calendar in any_calendar(), from in any_moment(), first in 0..900 * HOUR, second in 0..900 * HOUR,
        kind in prop::sample::select(LimitKind::ALL.to_vec()),
    ) {
        let cut = from.plus_micros(first);
        let to = cut.plus_micros(second);
        prop_assert_eq!(calendar.used(kind, from, cut) + calendar.used(kind, cut, to), calendar.used(kind, from, to));
    }

    #[test]
    fn steps_touch_every_day_once_in_order_and_add_up(
        calendar in any_calendar(), from in any_moment(), limit in any_limit(),
    ) {
        let steps = calendar.deadline_steps(from, limit)?;
        let mut days: Vec<_> = steps.iter().map(|step| step.day).collect();
        days.dedup();
        prop_assert_eq!(days[0], calendar.day_of(from));
        for pair in days.windows(2) {
            prop_assert_eq!(pair[0].tomorrow().unwrap(), pair[1]);
        }
        prop_assert_eq!(steps.iter().map(|step| step.counted).sum::<i64>(), calendar.total(limit));
        for step in &steps {
            prop_assert_eq!(step.counted > 0, step.reason.counts());
            if let (Some(begin), Some(end)) = (step.from, step.to) {
                prop_assert_eq!(calendar.used(limit.kind, begin, end), step.counted);
            }
        }
        prop_assert_eq!(steps.last().and_then(|step| step.to), Some(calendar.deadline(from, limit)?));
    }

    #[test]
    fn a_limit_reads_what_it_prints(limit in any_limit()) {
        prop_assert_eq!(limit.to_string().parse(), Ok(limit));
        prop_assert_eq!(format!("{} {}", limit.amount, limit.kind.code()).parse(), Ok(limit));
    }
}
