//! Deadlines with pauses and extensions, worked out by hand from the shipped holiday table: `data/deadlines.md`.

use changxiao_domain::{
    calendar::{Calendar, CalendarError, DayKind, DayReason, DueStatus, Limit, LimitClock, Pause},
    time::{Day, Instant, MINUTE},
};
use jiff::{civil::DateTime, tz::TimeZone};

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

/// The calendar that ships, read without the importer.
fn calendar() -> Calendar {
    let rows = include_str!("../../../../data/holidays.csv").lines().skip(1).map(|line| {
        let [day, kind, name] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        (day.parse::<Day>().unwrap(), DayKind::parse(kind).unwrap(), name.to_owned())
    });
    Calendar::new(zone(), rows).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_civil(text.trim().parse::<DateTime>().unwrap(), &zone())
}

fn shown(at: Instant) -> String {
    at.in_zone(&zone()).to_string()
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

struct Row {
    number: usize,
    clock: LimitClock,
    /// `Err`: the minutes that are left while the clock stands still.
    due: Result<Instant, i64>,
}

fn rows() -> Vec<Row> {
    let table = include_str!("data/deadlines.md").lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, from, limit, pauses, extensions, due, arithmetic] = cells[..] else { return None };
        let number = number.parse().ok()?;
        assert!(!arithmetic.is_empty(), "row {number} does not say how");
        let mut clock = LimitClock::new(limit.parse().unwrap(), at(from));
        clock.pauses = parts(pauses)
            .map(|pause| {
                let (from, until) = pause.split_once('/').unwrap();
                Pause { from: at(from), until: (!until.is_empty()).then(|| at(until)) }
            })
            .collect();
        clock.extensions = parts(extensions).map(|limit| limit.parse().unwrap()).collect();
        let left = due.strip_prefix("剩 ").and_then(|left| left.strip_suffix(" 分"));
        let due = left.map_or_else(|| Ok(at(due)), |left| Err(left.parse().unwrap()));
        Some(Row { number, clock, due })
    });
    table.collect()
}

#[test]
fn every_row_of_the_hand_computed_table_holds() {
    let (calendar, rows) = (calendar(), rows());
    assert!(rows.len() >= 80, "only {} rows were read", rows.len());
    let mut wrong = Vec::new();
    for Row { number, clock, due } in &rows {
        let computed = clock.due(&calendar).unwrap();
        if computed != due.ok() {
            wrong.push(format!("row {number}: {:?} instead of {:?}", computed.map(shown), due.ok().map(shown)));
        }
        let end = due.unwrap_or_else(|_| clock.pauses.iter().map(|pause| pause.from).max().unwrap());
        let left = clock.remaining(&calendar, end).unwrap() / MINUTE;
        assert_eq!(left, due.err().unwrap_or(0), "row {number}: minutes left at {}", shown(end));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The printed arithmetic is walked by other code than the deadline; both must say the same.
#[test]
fn the_steps_of_every_row_add_up_to_its_deadline() {
    let calendar = calendar();
    for Row { number, clock, due } in rows() {
        let steps = clock.steps(&calendar).unwrap();
        let counted: i64 = steps.iter().map(|step| step.counted).sum();
        let (total, last) = (clock.total(&calendar).unwrap(), steps.last().unwrap());
        match due {
            Ok(due) => assert_eq!((counted, last.to, last.left), (total, Some(due), 0), "row {number}"),
            Err(left) => {
                assert_eq!((total - counted, last.left), (left * MINUTE, left * MINUTE), "row {number}");
                assert_eq!((&last.reason, last.to), (&DayReason::Paused, None), "row {number}");
            }
        }
    }
}

#[test]
fn a_pause_shows_once_a_day_between_the_stretches() {
    let mut clock = LimitClock::new("1工作日".parse().unwrap(), at("2026-03-05T10:00"));
    clock.pauses = vec![Pause { from: at("2026-03-05T15:00"), until: Some(at("2026-03-09T09:00")) }];
    let minute = |at: Option<Instant>| at.map_or("—".to_owned(), |at| shown(at)[11..16].to_owned());
    let told: Vec<_> = clock
        .steps(&calendar())
        .unwrap()
        .iter()
        .map(|step| {
            let (from, to) = (minute(step.from), minute(step.to));
            format!("{} {from}–{to} {} {} {}", step.day, step.reason.code(), step.counted_minutes(), step.left / MINUTE)
        })
        .collect();
    assert_eq!(
        told,
        [
            "2026-03-05 10:00–12:00 workday 120 360",
            "2026-03-05 14:00–15:00 workday 60 300",
            "2026-03-05 15:00–18:00 paused 0 300",
            "2026-03-06 08:00–18:00 paused 0 300",
            "2026-03-07 —–— weekend 0 300",
            "2026-03-08 —–— weekend 0 300",
            "2026-03-09 08:00–09:00 paused 0 300",
            "2026-03-09 09:00–12:00 workday 180 120",
            "2026-03-09 14:00–16:00 workday 120 0",
        ]
    );
}

/// 2工作日 from Tuesday 08:00, suspended from Tuesday 16:00 to Thursday 08:00, lengthened by 1工作日: 24 hours, of which 19.2 are
/// green: Tuesday 6, Thursday 8, 5.2 on Friday, which is 15:12. Due on the next Monday at 10:00: 6 + 8 + 8 + 2.
#[test]
fn the_lamp_follows_the_lengthened_limit_and_is_off_in_a_pause() {
    let calendar = calendar();
    let mut clock = LimitClock::new("2工作日".parse().unwrap(), at("2026-03-03T08:00"));
    clock.pauses = vec![Pause { from: at("2026-03-03T16:00"), until: Some(at("2026-03-05T08:00")) }];
    clock.extensions = vec!["1工作日".parse().unwrap()];
    let shown = [
        ("2026-03-03T07:59", DueStatus::Idle),
        ("2026-03-03T08:00", DueStatus::Ok),
        ("2026-03-03T15:59", DueStatus::Ok),
        ("2026-03-03T16:00", DueStatus::Idle),
        ("2026-03-05T07:59", DueStatus::Idle),
        ("2026-03-05T08:00", DueStatus::Ok),
        ("2026-03-06T15:11", DueStatus::Ok),
        ("2026-03-06T15:12", DueStatus::Near),
        ("2026-03-09T10:00", DueStatus::Near),
        ("2026-03-09T10:01", DueStatus::Late),
    ];
    for (now, lamp) in shown {
        assert_eq!(clock.lamp(&calendar, at(now)), Ok(lamp), "{now}");
    }
    assert_eq!(clock.late_by(&calendar, at("2026-03-09T14:30")), Ok(150 * MINUTE), "10–12 and half an hour");
    // Who is late stays late, whatever is asked for then.
    clock.pauses.push(Pause { from: at("2026-03-09T11:00"), until: None });
    assert_eq!(clock.lamp(&calendar, at("2026-03-09T14:30")), Ok(DueStatus::Late));
    assert_eq!(clock.late_by(&calendar, at("2026-03-09T14:30")), Ok(150 * MINUTE));
}

#[test]
fn an_extension_that_counts_otherwise_is_refused() {
    let (limit, extension): (Limit, Limit) = ("2工作日".parse().unwrap(), "1紧急工作日".parse().unwrap());
    let mut clock = LimitClock::new(limit, at("2026-03-03T08:00"));
    clock.extensions = vec![extension];
    assert_eq!(clock.due(&calendar()), Err(CalendarError::CountedOtherwise { limit, extension }));
    clock.extensions = vec![Limit { amount: 0, ..limit }];
    assert_eq!(clock.due(&calendar()), Err(CalendarError::AmountNotPositive(0)));
}
