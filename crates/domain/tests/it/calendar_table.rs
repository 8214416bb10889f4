//! Deadlines worked out by hand, each with its arithmetic. Working hours are 08:00–12:00 and 14:00–18:00; the holidays are
//! those of the State Council's notice for 2026.

use changxiao_domain::{
    calendar::{Calendar, CalendarError, DayKind, DayReason, DueStatus, Limit, LimitKind, WorkSpan, lamp},
    time::{Day, Instant, MINUTE},
};
use changxiao_words::Lang;
use jiff::{civil::DateTime, tz::TimeZone};

/// Every day of the 2026 notice: first day, last day, kind, name.
const NOTICE_2026: &[(&str, &str, DayKind, &str)] = &[
    ("2026-01-01", "2026-01-03", DayKind::Off, "元旦"),
    ("2026-01-04", "2026-01-04", DayKind::Work, "元旦"),
    ("2026-02-14", "2026-02-14", DayKind::Work, "春节"),
    ("2026-02-15", "2026-02-23", DayKind::Off, "春节"),
    ("2026-02-28", "2026-02-28", DayKind::Work, "春节"),
    ("2026-04-04", "2026-04-06", DayKind::Off, "清明"),
    ("2026-05-01", "2026-05-05", DayKind::Off, "劳动节"),
    ("2026-05-09", "2026-05-09", DayKind::Work, "劳动节"),
    ("2026-06-19", "2026-06-21", DayKind::Off, "端午"),
    ("2026-09-20", "2026-09-20", DayKind::Work, "国庆节"),
    ("2026-09-25", "2026-09-27", DayKind::Off, "中秋"),
    ("2026-10-01", "2026-10-07", DayKind::Off, "国庆节"),
    ("2026-10-10", "2026-10-10", DayKind::Work, "国庆节"),
];

fn calendar() -> Calendar {
    let mut rows = Vec::new();
    for (first, last, kind, name) in NOTICE_2026 {
        let (mut day, last) = (first.parse::<Day>().unwrap(), last.parse::<Day>().unwrap());
        while day <= last {
            rows.push((day, *kind, (*name).to_owned()));
            day = day.tomorrow().unwrap();
        }
    }
    Calendar::new(TimeZone::get("Asia/Shanghai").unwrap(), rows).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_civil(text.parse::<DateTime>().unwrap(), &TimeZone::get("Asia/Shanghai").unwrap())
}

fn limit(text: &str) -> Limit {
    text.parse().unwrap()
}

#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    // Urgent hours and urgent days run on.
    ("2026-02-13T16:30", "2紧急工作时", "2026-02-13T18:30"), // past the end of office hours
    ("2026-02-16T23:30", "1紧急工作时", "2026-02-17T00:30"), // New Year's Eve into New Year's Day
    ("2026-03-07T22:00", "4紧急工作时", "2026-03-08T02:00"), // Saturday night
    ("2026-02-14T10:00", "2紧急工作日", "2026-02-16T10:00"), // 48 h, in the middle of Spring Festival
    ("2026-12-31T12:00", "1紧急工作日", "2027-01-01T12:00"), // 24 h over the year's end
    // Working hours on plain days; 2 March 2026 is a Monday.
    ("2026-03-02T09:00", "2工作时", "2026-03-02T11:00"),
    ("2026-03-02T10:00", "2工作时", "2026-03-02T12:00"), // ends with the morning, not at 14:00
    ("2026-03-02T11:00", "2工作时", "2026-03-02T15:00"), // 1 h to 12:00, 1 h from 14:00
    ("2026-03-02T12:00", "2工作时", "2026-03-02T16:00"), // 12:00 is already the noon break
    ("2026-03-02T13:00", "4工作时", "2026-03-02T18:00"), // starts at 14:00, ends with the day
    ("2026-03-02T17:00", "2工作时", "2026-03-03T09:00"), // 1 h, then 1 h on Tuesday
    ("2026-03-02T18:00", "1工作时", "2026-03-03T09:00"),
    ("2026-03-02T19:30", "4工作时", "2026-03-03T12:00"), // after hours: the whole of Tuesday morning
    ("2026-03-02T06:00", "2工作时", "2026-03-02T10:00"), // before hours: starts at 08:00
    ("2026-03-06T17:00", "2工作时", "2026-03-09T09:00"), // Friday 1 h, Monday 1 h
    ("2026-03-07T10:00", "4工作时", "2026-03-09T12:00"), // Saturday: Monday morning
    ("2026-03-08T23:59", "8工作时", "2026-03-09T18:00"), // Sunday: the whole of Monday
    ("2026-03-02T11:59:30", "1工作时", "2026-03-02T14:59:30"), // 30 s, then 59 min 30 s
    // Working days of eight working hours.
    ("2026-03-02T08:00", "1工作日", "2026-03-02T18:00"),
    ("2026-03-02T10:00", "1工作日", "2026-03-03T10:00"), // 2 + 4 h, 2 h on Tuesday
    ("2026-03-02T14:00", "1工作日", "2026-03-03T12:00"), // 4 h, 4 h on Tuesday morning
    ("2026-03-06T14:00", "1工作日", "2026-03-09T12:00"), // Friday 4 h, Monday 4 h
    ("2026-03-06T18:00", "1工作日", "2026-03-09T18:00"), // Friday is over: the whole of Monday
    ("2026-03-02T09:00", "5工作日", "2026-03-09T09:00"), // 7 + 4 × 8 = 39 h, 1 h on the next Monday
    ("2026-11-23T08:00", "15工作日", "2026-12-11T18:00"), // three weeks of five days
    // Spring Festival: 14 February is worked, 15–23 are off, 28 is worked.
    ("2026-02-13T16:30", "3工作日", "2026-02-25T16:30"), // 1.5 + 8 (14th) + 8 (24th) + 6.5 h = 24 h
    ("2026-02-14T10:00", "1工作日", "2026-02-24T10:00"), // 6 h on the make-up Saturday, 2 h on the 24th
    ("2026-02-14T17:00", "4工作时", "2026-02-24T11:00"), // 1 h, 3 h
    ("2026-02-15T09:00", "1工作日", "2026-02-24T18:00"),
    ("2026-02-23T12:00", "2工作时", "2026-02-24T10:00"),
    ("2026-02-27T16:00", "1工作日", "2026-02-28T16:00"), // 2 h, 6 h on the make-up Saturday
    ("2026-02-28T16:00", "1工作日", "2026-03-02T16:00"), // 2 h, Sunday off, 6 h on Monday
    ("2026-02-28T18:00", "2工作时", "2026-03-02T10:00"),
    // The other holidays of 2026.
    ("2025-12-31T16:00", "1工作日", "2026-01-04T16:00"), // 2 h, 1–3 off, 6 h on the make-up Sunday
    ("2026-04-03T14:00", "1工作日", "2026-04-07T12:00"), // 4 h, 4–6 off, 4 h
    ("2026-04-30T09:00", "2工作日", "2026-05-07T09:00"), // 7 h, 1–5 off, 8 h on the 6th, 1 h
    ("2026-05-08T17:00", "4工作时", "2026-05-09T11:00"), // 1 h, 3 h on the make-up Saturday
    ("2026-06-18T11:00", "1工作日", "2026-06-22T11:00"), // 5 h, 19–21 off, 3 h
    ("2026-09-19T10:00", "1工作日", "2026-09-20T18:00"), // an ordinary Saturday, then a make-up Sunday
    ("2026-09-24T16:00", "5工作日", "2026-10-09T16:00"), // 2 + 3 × 8 (28–30) + 8 (8 Oct) + 6 h = 40 h
    ("2026-09-30T18:00", "3工作日", "2026-10-10T18:00"), // 8th, 9th and the make-up Saturday
    // A year without a table: National Day 2027 counts as the Friday that it is.
    ("2027-10-01T09:00", "1工作日", "2027-10-04T09:00"), // 7 h, Monday 1 h
];

#[test]
fn deadlines_agree_with_the_hand_computed_table() {
    let calendar = calendar();
    let mut wrong = Vec::new();
    for (from, text, due) in TABLE {
        let computed = calendar.deadline(at(from), limit(text)).unwrap();
        if computed != at(due) {
            wrong.push(format!("{from} + {text}: {} instead of {due}", computed.in_zone(calendar.zone())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn steps_of_the_table_add_up_and_end_with_the_deadline() {
    let calendar = calendar();
    for (from, text, due) in TABLE {
        let steps = calendar.deadline_steps(at(from), limit(text)).unwrap();
        let counted: i64 = steps.iter().map(|step| step.counted).sum();
        assert_eq!(counted, calendar.total(limit(text)), "{from} + {text}");
        let last = steps.last().unwrap();
        assert_eq!((last.to, last.left), (Some(at(due)), 0), "{from} + {text}");
    }
}

#[test]
fn steps_name_the_reason_of_every_day() {
    let calendar = calendar();
    let steps = calendar.deadline_steps(at("2026-02-13T16:30"), limit("3工作日")).unwrap();
    let told: Vec<_> = steps
        .iter()
        .map(|step| format!("{} {} {}", step.day, step.counted_minutes(), step.reason.words(Lang::Zh)))
        .collect();
    let mut expected = vec![
        "2026-02-13 90 工作日".to_owned(),
        "2026-02-14 240 春节调休上班".into(),
        "2026-02-14 240 春节调休上班".into(),
    ];
    expected.extend((15..=23).map(|day| format!("2026-02-{day} 0 春节放假，不计时")));
    expected.extend(
        ["2026-02-24 240 工作日", "2026-02-24 240 工作日", "2026-02-25 240 工作日", "2026-02-25 150 工作日"]
            .map(String::from),
    );
    assert_eq!(told, expected);

    let evening = calendar.deadline_steps(at("2026-03-06T18:30"), limit("1工作时")).unwrap();
    let reasons: Vec<_> = evening.iter().map(|step| step.reason.clone()).collect();
    assert_eq!(reasons, [DayReason::AfterHours, DayReason::Weekend, DayReason::Weekend, DayReason::Workday]);

    let urgent = calendar.deadline_steps(at("2026-02-16T23:30"), limit("1紧急工作时")).unwrap();
    let minutes: Vec<_> =
        urgent.iter().map(|step| (step.day.day(), step.counted_minutes(), step.reason.counts())).collect();
    assert_eq!(minutes, [(16, 30, true), (17, 30, true)]);
}

#[test]
fn the_lamp_turns_yellow_at_eighty_per_cent_of_counted_time() {
    let calendar = calendar();
    let table = [
        ("2026-03-02T08:00", "1工作日", "2026-03-02T16:24"), // 384 of 480 min: 240 in the morning, 144 from 14:00
        ("2026-03-02T17:00", "2工作时", "2026-03-03T08:36"), // 96 of 120 min: 60, then 36
        ("2026-02-14T13:00", "1工作日", "2026-02-24T10:24"), // 240 on the make-up Saturday, 144 on the 24th
        ("2026-02-16T23:30", "1紧急工作时", "2026-02-17T00:18"), // 48 of 60 min
        ("2026-03-02T08:00", "5工作时", "2026-03-02T12:00"), // 4 of 5 h: the morning's end
    ];
    for (from, text, near) in table {
        let (start, limit) = (at(from), limit(text));
        let near_at = calendar.at_share(start, limit, 80).unwrap();
        assert_eq!(near_at, at(near), "{from} + {text}");
        let due_at = calendar.deadline(start, limit).unwrap();
        let shown = [near_at.plus_micros(-1), near_at, due_at, due_at.plus_micros(1)]
            .map(|now| lamp(Some(near_at), Some(due_at), now, false));
        assert_eq!(shown, [DueStatus::Ok, DueStatus::Near, DueStatus::Near, DueStatus::Late], "{from} + {text}");
    }
}

#[test]
fn used_time_stands_still_outside_working_time() {
    let calendar = calendar();
    let minutes = |kind, from, to| calendar.used(kind, at(from), at(to)) / MINUTE;
    assert_eq!(minutes(LimitKind::WorkingHour, "2026-03-02T11:30", "2026-03-02T14:30"), 60);
    assert_eq!(minutes(LimitKind::WorkingDay, "2026-02-14T18:00", "2026-02-24T08:00"), 0);
    assert_eq!(minutes(LimitKind::WorkingDay, "2026-02-13T16:30", "2026-02-25T16:30"), 3 * 480);
    assert_eq!(minutes(LimitKind::UrgentHour, "2026-02-14T18:00", "2026-02-15T18:00"), 1440);
    assert_eq!(minutes(LimitKind::WorkingHour, "2026-03-02T11:30", "2026-03-02T08:30"), 0, "never negative");
    assert_eq!(minutes(LimitKind::NaturalDay, "2026-03-02T11:30", "2026-03-02T08:30"), 0, "never negative");
}

#[test]
fn tells_which_years_have_a_table() {
    let calendar = calendar();
    assert_eq!([2025, 2026, 2027].map(|year| calendar.covers(year)), [false, true, false]);
    assert!(!Calendar::plain().covers(2026));
    assert!(Calendar::plain().is_workday("2026-02-17".parse().unwrap()), "a Tuesday, as far as a plain week knows");
    assert!(!calendar.is_workday("2026-02-17".parse().unwrap()));
    assert!(calendar.is_workday("2026-02-28".parse().unwrap()));
}

#[test]
fn counts_with_a_citys_own_hours() {
    let hours = vec![WorkSpan { from: 9 * 60, to: 12 * 60 }, WorkSpan { from: 13 * 60, to: 17 * 60 }];
    let calendar = Calendar::with_hours(TimeZone::get("Asia/Shanghai").unwrap(), hours, 420, []).unwrap();
    assert_eq!(calendar.deadline(at("2026-03-02T09:00"), limit("1工作日")), Ok(at("2026-03-02T17:00")));
    assert_eq!(calendar.deadline(at("2026-03-02T11:00"), limit("2工作时")), Ok(at("2026-03-02T14:00")));
}

#[test]
fn refuses_what_cannot_be_counted() {
    let zone = || TimeZone::get("Asia/Shanghai").unwrap();
    let make = |spans: &[(u16, u16)], day| {
        let spans = spans.iter().map(|(from, to)| WorkSpan { from: *from, to: *to }).collect();
        Calendar::with_hours(zone(), spans, day, []).map(|_| ())
    };
    assert_eq!(make(&[], 480), Err(CalendarError::NoSpans));
    assert_eq!(make(&[(480, 480)], 480), Err(CalendarError::BadSpan { from: 480, to: 480 }));
    assert_eq!(make(&[(480, 720), (700, 800)], 480), Err(CalendarError::BadSpan { from: 700, to: 800 }));
    assert_eq!(make(&[(480, 1441)], 480), Err(CalendarError::BadSpan { from: 480, to: 1441 }));
    assert_eq!(make(&[(480, 1440)], 0), Err(CalendarError::BadWorkingDay(0)));

    let day: Day = "2026-02-14".parse().unwrap();
    let rows = [(day, DayKind::Work, "春节".to_owned()), (day, DayKind::Off, "春节".to_owned())];
    assert_eq!(Calendar::new(zone(), rows).unwrap_err(), CalendarError::DayTwice(day));

    let calendar = calendar();
    let from = at("2026-03-02T09:00");
    let none = Limit::new(LimitKind::WorkingDay, 0);
    assert_eq!(calendar.deadline(from, none), Err(CalendarError::AmountNotPositive(0)));
    for kind in LimitKind::ALL {
        for amount in [1_000_000, i64::MAX] {
            assert_eq!(
                calendar.deadline(from, Limit::new(kind, amount)),
                Err(CalendarError::TooFar),
                "{kind:?} {amount}"
            );
            assert_eq!(calendar.deadline_steps(from, Limit::new(kind, amount)), Err(CalendarError::TooFar));
        }
    }
    assert!(Calendar::zone_named("Asia/Nowhere").is_err());
}
