//! What must hold for every clock with pauses and extensions, tried on random ones around Spring Festival and its make-up
//! workdays.

use changxiao_domain::{
    calendar::{Calendar, DayKind, DueStatus, Limit, LimitClock, LimitKind, Pause},
    time::{Day, HOUR, Instant},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// 2026-02-01 to 2026-04-01, UTC, in microseconds.
const WINDOW: std::ops::Range<i64> = 1_769_904_000_000_000..1_775_001_600_000_000;

fn calendar() -> Calendar {
    let work = [14, 28].map(|day| (Day::constant(2026, 2, day), DayKind::Work, "春节".to_owned()));
    let off = (15..=23).map(|day| (Day::constant(2026, 2, day), DayKind::Off, "春节".to_owned()));
    Calendar::new(TimeZone::get("Asia/Shanghai").unwrap(), work.into_iter().chain(off)).unwrap()
}

fn limit_of(working: bool) -> impl Strategy<Value = Limit> {
    let kinds = if working {
        [LimitKind::WorkingHour, LimitKind::WorkingDay]
    } else {
        [LimitKind::UrgentHour, LimitKind::NaturalDay]
    };
    (prop::sample::select(kinds.to_vec()), 1_i64..9).prop_map(|(kind, amount)| Limit::new(kind, amount))
}

/// Pauses of minutes to weeks that may lie before the start, overlap, be empty or run backwards.
fn any_pauses() -> impl Strategy<Value = Vec<Pause>> {
    let pause = (-20 * HOUR..300 * HOUR, prop_oneof![3 => 0..9 * HOUR, 1 => -5 * HOUR..300 * HOUR]);
    prop::collection::vec(pause, 0..4).prop_map(|all| {
        let at = |offset| Instant(WINDOW.start + 240 * HOUR + offset);
        all.into_iter().map(|(from, long)| Pause { from: at(from), until: Some(at(from + long)) }).collect()
    })
}

prop_compose! {
    fn any_clock()(working in any::<bool>())(
        limit in limit_of(working), extensions in prop::collection::vec(limit_of(working), 0..3),
        pauses in any_pauses(), offset in 0..100 * HOUR,
    ) -> LimitClock {
        LimitClock { limit, started: Instant(WINDOW.start + 240 * HOUR + offset), pauses, extensions }
    }
}

fn any_moment() -> impl Strategy<Value = Instant> {
    WINDOW.prop_map(Instant)
}

proptest! {
    #[test]
    fn without_pauses_it_is_the_plain_deadline_of_the_sum(clock in any_clock()) {
        let calendar = calendar();
        let bare = LimitClock { pauses: vec![], ..clock };
        let mut due = calendar.deadline(bare.started, bare.limit)?;
        // One more limit on the current deadline, as practice grants it.
        for extension in &bare.extensions {
            due = calendar.deadline(due, *extension)?;
        }
        prop_assert_eq!(bare.due(&calendar)?, Some(due));
    }

    #[test]
    fn what_is_left_is_kept_exactly_across_a_pause(clock in any_clock(), share in 0_i64..100, long in 1..300 * HOUR) {
        let calendar = calendar();
        // A pause somewhere before the deadline, besides those that there are.
        let due = clock.due(&calendar)?.unwrap();
        let from = clock.started.plus_micros(due.since(clock.started) / 100 * share);
        let until = from.plus_micros(long);
        let mut paused = clock.clone();
        paused.pauses.push(Pause { from, until: Some(until) });
        prop_assert_eq!(paused.remaining(&calendar, from)?, clock.remaining(&calendar, from)?);
        for part in 0..=10 {
            let inside = from.plus_micros(long / 10 * part);
            prop_assert_eq!(paused.remaining(&calendar, inside)?, paused.remaining(&calendar, from)?);
        }
        prop_assert_eq!(paused.remaining(&calendar, until)?, paused.remaining(&calendar, from)?);
        prop_assert!(paused.due(&calendar)? >= clock.due(&calendar)?, "a pause never takes time away");
        prop_assert!(paused.is_paused(&calendar, from)?);
        prop_assert_eq!(paused.lamp(&calendar, from)?, DueStatus::Idle);
    }

    #[test]
    fn a_pause_after_the_deadline_gives_nothing_back(clock in any_clock(), after in 0..300 * HOUR, long in 1..99 * HOUR, now in any_moment()) {
        let calendar = calendar();
        let from = clock.due(&calendar)?.unwrap().plus_micros(after);
        for until in [Some(from.plus_micros(long)), None] {
            let mut paused = clock.clone();
            paused.pauses.push(Pause { from, until });
            prop_assert_eq!(paused.due(&calendar)?, clock.due(&calendar)?);
            prop_assert_eq!(paused.near(&calendar)?, clock.near(&calendar)?);
            prop_assert_eq!(paused.used(&calendar, now)?, clock.used(&calendar, now)?);
            prop_assert_eq!(paused.lamp(&calendar, now)?, clock.lamp(&calendar, now)?);
        }
    }

    #[test]
    fn the_clock_runs_forward_and_never_below_zero(clock in any_clock(), now in any_moment(), later in 0..200 * HOUR) {
        let (calendar, then) = (calendar(), now.plus_micros(later));
        let total = clock.total(&calendar)?;
        let (left, used) = (clock.remaining(&calendar, now)?, clock.used(&calendar, now)?);
        prop_assert!((0..=total).contains(&left) && used >= 0);
        prop_assert!(clock.remaining(&calendar, then)? <= left && clock.used(&calendar, then)? >= used);
        let due = clock.due(&calendar)?.unwrap();
        prop_assert_eq!(left == 0, now >= due);
        if now <= due {
            prop_assert_eq!(left + used, total);
            prop_assert_eq!(clock.late_by(&calendar, now)?, 0);
        } else {
            prop_assert_eq!(used - total, clock.late_by(&calendar, now)?);
            prop_assert_eq!(clock.lamp(&calendar, now)?, DueStatus::Late);
        }
    }

    #[test]
    fn the_deadline_is_the_first_moment_at_which_nothing_is_left(clock in any_clock()) {
        let calendar = calendar();
        let due = clock.due(&calendar)?.unwrap();
        prop_assert_eq!(clock.remaining(&calendar, due)?, 0);
        prop_assert_eq!(clock.remaining(&calendar, due.plus_micros(-1))?, 1);
        prop_assert!(clock.near(&calendar)?.unwrap() < due);
    }

    #[test]
    fn the_order_of_pauses_and_cutting_one_in_two_change_nothing(clock in any_clock(), cut in 0..100_i64) {
        let calendar = calendar();
        let mut other = clock.clone();
        other.pauses.reverse();
        other.extensions.reverse();
        if let Some(Pause { from, until: Some(until) }) = other.pauses.pop() {
            let middle = from.plus_micros(until.since(from) / 100 * cut);
            other.pauses.push(Pause { from: middle, until: Some(until) });
            other.pauses.push(Pause { from, until: Some(middle) });
        }
        if clock.extensions.iter().all(|extension| extension.kind == clock.limit.kind) {
            prop_assert_eq!(clock.total(&calendar)?, other.total(&calendar)?);
        }
        prop_assert_eq!(clock.due(&calendar)?, other.due(&calendar)?);
        prop_assert_eq!(clock.near(&calendar)?, other.near(&calendar)?);
    }

    #[test]
    fn a_pause_that_is_not_over_holds_the_deadline_open(clock in any_clock(), share in 0_i64..100, now in any_moment()) {
        let calendar = calendar();
        let due = clock.due(&calendar)?.unwrap();
        let from = clock.started.plus_micros(due.since(clock.started) / 100 * share);
        let mut hung = clock.clone();
        hung.pauses.push(Pause { from, until: None });
        prop_assert_eq!(hung.due(&calendar)?, None);
        prop_assert_eq!(hung.late_by(&calendar, now)?, 0);
        prop_assert!(hung.remaining(&calendar, now)? >= clock.remaining(&calendar, from)?);
        prop_assert!(hung.remaining(&calendar, now)? > 0);
        let last = hung.steps(&calendar)?.pop().unwrap();
        prop_assert_eq!((last.to, last.left), (None, clock.remaining(&calendar, from)?));
    }

    /// The walk that is printed and the count that is kept are two pieces of code.
    #[test]
    fn the_printed_steps_say_the_same(clock in any_clock()) {
        let calendar = calendar();
        let steps = clock.steps(&calendar)?;
        prop_assert_eq!(steps.iter().map(|step| step.counted).sum::<i64>(), clock.total(&calendar)?);
        prop_assert_eq!(steps.last().unwrap().to, clock.due(&calendar)?);
        let mut days: Vec<_> = steps.iter().map(|step| step.day).collect();
        days.dedup();
        for pair in days.windows(2) {
            prop_assert_eq!(pair[0].tomorrow().unwrap(), pair[1]);
        }
        for step in &steps {
            prop_assert_eq!(step.counted > 0, step.reason.counts());
            if let (Some(from), Some(to)) = (step.from, step.to) {
                prop_assert_eq!(clock.remaining(&calendar, from)? - clock.remaining(&calendar, to)?, step.counted);
                prop_assert_eq!(clock.remaining(&calendar, to)?, step.left);
            }
        }
    }
}
