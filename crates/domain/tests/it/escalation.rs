//! The ladder: never past its top, rising, each level of a clock once, quiet while the clock stands still; and who is told when
//! somebody is away.

use std::collections::HashSet;

use changxiao_domain::{
    calendar::{Calendar, Limit, LimitClock, LimitKind, Pause},
    escalation::{Ladder, Rung, Staff},
    ids::{PersonId, PostId, UnitId},
    orgs::{Post, Role, Unit, UnitKind, UnitTree},
    time::{Day, HOUR, Instant, MINUTE},
};
use jiff::civil::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

const BUILT_IN: &str = include_str!("../../../../data/escalation/default.json");

fn ladder() -> Ladder {
    Ladder::parse(BUILT_IN).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_civil(text.parse::<DateTime>().unwrap(), Calendar::plain().zone())
}

/// Everything that a sweep at each of these moments reaches, as the sweep walks: level by level while the next one is due.
fn climb(clock: &LimitClock, calendar: &Calendar, sweeps: &[Instant]) -> Vec<(usize, Rung, Instant)> {
    let (ladder, mut reached) = (ladder(), Vec::new());
    for now in sweeps {
        while let Some(step) = ladder.next(clock, calendar, reached.len()).filter(|step| step.due_at <= *now) {
            reached.push((step.level, step.rung, step.due_at));
        }
    }
    reached
}

#[test]
fn a_day_by_day_count_over_a_weekend() {
    // One working day from Thursday 5 March 2026, 09:00: eight hours, of which 80 per cent are 6 h 24 min.
    let clock = LimitClock::new(Limit::new(LimitKind::WorkingDay, 1), at("2026-03-05T09:00"));
    let levels = climb(&clock, &Calendar::plain(), &[at("2026-04-01T00:00")]);
    let expected = [
        // 3 h until 12:00, 3 h 24 min from 14:00.
        (1, Rung::Handler, at("2026-03-05T17:24")),
        // 8 h: 3 + 4 on Thursday, 1 on Friday.
        (2, Rung::Contact, at("2026-03-06T09:00")),
        // 12 h: 7 on Thursday, 5 on Friday: 4 until 12:00, 1 from 14:00.
        (3, Rung::Deputy, at("2026-03-06T15:00")),
        // 16 h: 7 + 8, and 1 on Monday, because the weekend does not count.
        (4, Rung::UnitHead, at("2026-03-09T09:00")),
        // 24 h: 7 + 8 + 8, and 1 on Tuesday.
        (5, Rung::GroupLeader, at("2026-03-10T09:00")),
    ];
    assert_eq!(levels, expected);
}

#[test]
fn a_pause_past_the_deadline_holds_the_ladder_and_an_open_one_stops_it() {
    let mut clock = LimitClock::new(Limit::new(LimitKind::UrgentHour, 2), at("2026-03-05T09:00"));
    clock.pauses.push(Pause { from: at("2026-03-05T11:30"), until: Some(at("2026-03-05T13:30")) });
    let levels = climb(&clock, &Calendar::plain(), &[at("2026-03-06T00:00")]);
    // 150 per cent are 3 h: 2 h 30 min before the pause, half an hour after it.
    assert_eq!(levels[2].2, at("2026-03-05T14:00"));
    clock.pauses[0].until = None;
    assert_eq!(climb(&clock, &Calendar::plain(), &[at("2026-03-06T00:00")]).len(), 2);
}

#[test]
fn a_ladder_that_does_not_rise_is_refused() {
    let wrong = BUILT_IN.replace("\"share_permille\": 1500", "\"share_permille\": 1000");
    assert!(Ladder::parse(&wrong).unwrap_err().to_string().contains("level 3 does not rise"));
    let early = BUILT_IN.replace("\"share_permille\": 800", "\"share_permille\": 500");
    assert!(Ladder::parse(&early).unwrap_err().to_string().contains("500 thousandths"));
    assert!(Ladder::parse("{}").is_err());
}

proptest! {
    #[test]
    fn levels_rise_never_pass_the_top_and_come_once_however_the_clock_jumps(
        kind in prop::sample::select(LimitKind::ALL.to_vec()), amount in 1_i64..20, start in 0_i64..400,
        // Sweeps forwards and backwards over half a year.
        sweeps in prop::collection::vec(0_i64..4400, 1..40),
        pause in prop::option::of((0_i64..600, 1_i64..200)),
    ) {
        let began = at("2026-01-05T08:00").plus_micros(start * HOUR);
        let mut clock = LimitClock::new(Limit::new(kind, amount), began);
        clock.pauses.extend(pause.map(|(from, hours)| {
            let from = began.plus_micros(from * HOUR);
            Pause { from, until: Some(from.plus_micros(hours * HOUR)) }
        }));
        let sweeps: Vec<Instant> = sweeps.into_iter().map(|hours| began.plus_micros(hours * HOUR)).collect();
        let calendar = Calendar::plain();
        let levels = climb(&clock, &calendar, &sweeps);
        prop_assert!(levels.len() <= ladder().levels().len());
        for (place, (level, rung, due)) in levels.iter().enumerate() {
            prop_assert_eq!(*level, place + 1);
            prop_assert_eq!(*rung, ladder().levels()[place].rung);
            prop_assert!(sweeps.iter().any(|now| now >= due), "a level came before it was due");
            prop_assert!(place == 0 || levels[place - 1].2 < *due, "levels do not rise");
        }
        // The order of the sweeps decides nothing: what was reached is what the latest moment of all reaches.
        let latest = *sweeps.iter().max().unwrap();
        prop_assert_eq!(levels, climb(&clock, &calendar, &[latest]));
    }

    #[test]
    fn no_level_lies_inside_a_pause_or_outside_working_time(
        amount in 1_i64..10, from in 0_i64..200, minutes in 1_i64..6000,
    ) {
        let began = at("2026-03-02T08:00");
        let mut clock = LimitClock::new(Limit::new(LimitKind::WorkingHour, amount), began);
        let pause = (began.plus_micros(from * MINUTE), began.plus_micros((from + minutes) * MINUTE));
        clock.pauses.push(Pause { from: pause.0, until: Some(pause.1) });
        let calendar = Calendar::plain();
        for (_, _, due) in climb(&clock, &calendar, &[at("2026-12-01T00:00")]) {
            prop_assert!(due <= pause.0 || due >= pause.1);
            prop_assert!(calendar.is_workday(calendar.day_of(due)));
        }
    }
}

// --- who is told -------------------------------------------------------------------------------------------------------------

const DAY: Day = Day::constant(2026, 3, 5);

fn unit_id(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(number))
}

fn units() -> UnitTree {
    let unit = |number: u128, kind: UnitKind, parent: Option<u128>| Unit {
        id: unit_id(number),
        code: format!("U{number}"),
        name: format!("单位{number}"),
        name_en: String::new(),
        kind,
        parent: parent.map(unit_id),
        division: None,
        areas: Vec::new(),
        valid_from: Day::constant(2020, 1, 1),
        valid_until: None,
    };
    let all = [
        unit(1, UnitKind::Headquarters, None),
        unit(2, UnitKind::Group, Some(1)),
        unit(3, UnitKind::Department, Some(2)),
    ];
    UnitTree::build(all, DAY).unwrap()
}

fn post(number: u128, unit: u128, role: Role, title: &str, deputy_of: Option<u128>) -> Post {
    Post {
        id: PostId(Uuid::from_u128(number)),
        person: PersonId(Uuid::from_u128(number)),
        unit: unit_id(unit),
        role,
        title: title.to_owned(),
        from: Day::constant(2025, 1, 1),
        until: None,
        deputy_of: deputy_of.map(|of| PostId(Uuid::from_u128(of))),
    }
}

/// 10 and 11 handle, 12 is the contact, 13 the deputy, 14 the head, 15 leads the group, 16 the city.
fn people() -> Vec<Post> {
    vec![
        post(10, 3, Role::Handler, "", None),
        post(11, 3, Role::Handler, "", Some(10)),
        post(12, 3, Role::Handler, "联络员", None),
        post(13, 3, Role::UnitHead, "副局长", Some(14)),
        post(14, 3, Role::UnitHead, "局长", None),
        post(15, 2, Role::UnitHead, "组长", None),
        post(16, 1, Role::Leader, "总指挥", None),
    ]
}

fn told(posts: &[Post], away: &[u128], rung: Rung, handler: Option<u128>) -> Vec<(u128, Option<u128>)> {
    let (posts, units, ladder): (Vec<&Post>, _, _) = (posts.iter().collect(), units(), ladder());
    let absent: HashSet<PersonId> = away.iter().map(|number| PersonId(Uuid::from_u128(*number))).collect();
    let staff = Staff { posts: &posts, units: &units, day: DAY, absent: &absent, ladder: &ladder };
    let receivers = staff.receivers(rung, unit_id(3), handler.map(|number| PersonId(Uuid::from_u128(number))));
    let number = |post: PostId| post.0.as_u128();
    receivers.into_iter().map(|receiver| (number(receiver.post), receiver.stands_in_for.map(number))).collect()
}

#[test]
fn each_rung_has_its_holder() {
    let all = people();
    assert_eq!(told(&all, &[], Rung::Handler, Some(10)), [(10, None)]);
    assert_eq!(told(&all, &[], Rung::Handler, None), [(10, None), (11, None), (12, None)]);
    assert_eq!(told(&all, &[], Rung::Contact, Some(10)), [(12, None)]);
    assert_eq!(told(&all, &[], Rung::Deputy, Some(10)), [(13, None)]);
    assert_eq!(told(&all, &[], Rung::UnitHead, Some(10)), [(14, None)]);
    assert_eq!(told(&all, &[], Rung::GroupLeader, Some(10)), [(15, None)]);
}

#[test]
fn the_ladder_of_a_unit_below_the_headquarters_ends_at_the_group_that_owns_the_case() {
    let (all, ladder, absent) = (people(), ladder(), HashSet::new());
    let posts: Vec<&Post> = all.iter().collect();
    let bureau = |above| Unit {
        id: unit_id(4),
        code: "U4".to_owned(),
        name: "单位4".to_owned(),
        name_en: String::new(),
        kind: UnitKind::Department,
        parent: Some(unit_id(above)),
        division: None,
        areas: Vec::new(),
        valid_from: Day::constant(2020, 1, 1),
        valid_until: None,
    };
    let told = |above: u128, group: Option<u128>| -> Vec<u128> {
        let units = UnitTree::build(units().iter().cloned().chain([bureau(above)]), DAY).unwrap();
        let staff = Staff { posts: &posts, units: &units, day: DAY, absent: &absent, ladder: &ladder };
        let told = staff.receivers_with(Rung::GroupLeader, unit_id(4), None, group.map(unit_id));
        told.into_iter().map(|receiver| receiver.post.0.as_u128()).collect()
    };
    assert_eq!(told(1, None), [16], "below the headquarters, and nobody knows of which group");
    assert_eq!(told(1, Some(2)), [15]);
    assert_eq!(told(1, Some(3)), [16], "nobody leads that one");
    assert_eq!(told(2, None), [15], "its own group");
}

#[test]
fn absence_hands_over_to_the_deputy_and_without_one_to_the_rung_above() {
    let all = people();
    assert_eq!(told(&all, &[10], Rung::Handler, Some(10)), [(11, Some(10))]);
    assert_eq!(told(&all, &[14], Rung::UnitHead, Some(10)), [(13, Some(14))]);
    // The contact has no deputy: the deputy head hears of it.
    assert_eq!(told(&all, &[12], Rung::Contact, Some(10)), [(13, None)]);
    // Head and deputy both away: the group.
    assert_eq!(told(&all, &[13, 14], Rung::UnitHead, Some(10)), [(15, None)]);
    // Everybody away: those of the rung and above are told all the same.
    assert_eq!(told(&all, &[15], Rung::GroupLeader, Some(10)), [(15, None)]);
}

#[test]
fn an_empty_rung_is_held_by_the_next_one_and_a_small_town_by_its_leader() {
    let without = |numbers: &[u128]| -> Vec<Post> {
        people().into_iter().filter(|post| !numbers.contains(&post.id.0.as_u128())).collect()
    };
    assert_eq!(told(&without(&[12]), &[], Rung::Contact, Some(10)), [(10, None), (11, None)]);
    assert_eq!(told(&without(&[13]), &[], Rung::Deputy, Some(10)), [(14, None)]);
    assert_eq!(told(&without(&[15]), &[], Rung::GroupLeader, Some(10)), [(16, None)]);
    assert_eq!(told(&without(&[10, 11, 12, 13, 14, 15]), &[], Rung::Handler, None), [(16, None)]);
}

proptest! {
    #[test]
    fn somebody_is_told_and_nobody_twice_and_nobody_who_is_away_while_others_are_there(
        away in prop::collection::hash_set(10_u128..17, 0..7), rung in prop::sample::select(Rung::ALL.to_vec()),
        handler in prop::option::of(10_u128..13),
    ) {
        let away: Vec<u128> = away.into_iter().collect();
        let receivers = told(&people(), &away, rung, handler);
        prop_assert!(!receivers.is_empty());
        let people: HashSet<u128> = receivers.iter().map(|(post, _)| *post).collect();
        prop_assert_eq!(people.len(), receivers.len());
        let present_above = told(&people_present(&away), &[], rung, handler.filter(|who| !away.contains(who)));
        if !present_above.is_empty() && !away.contains(&15) {
            prop_assert!(receivers.iter().all(|(post, _)| !away.contains(post)), "{receivers:?} while {away:?} are away");
        }
    }
}

fn people_present(away: &[u128]) -> Vec<Post> {
    people().into_iter().filter(|post| !away.contains(&post.id.0.as_u128())).collect()
}
