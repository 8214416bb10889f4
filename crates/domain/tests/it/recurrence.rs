//! What came back is found whatever the order, a chronic problem walks its table, and an alarm is raised once a rise.

use changxiao_words::Lang;
use std::collections::BTreeSet;

use changxiao_domain::{
    calendar::Calendar,
    geo::Position,
    ids::{CaseId, ChronicId, CityId, PersonId, PostId, SiteId, UnitId},
    orgs::Role,
    recurrence::{
        Action, Around, Command, Found, Plan, Problem, RecurrenceRules, Refusal, Seen, State, cell_of, cells_around,
        chronic, numbered, place_key, returned,
        surge::{Counts, Step},
        transition_table_markdown,
    },
    sealing::{ActorStamp, verify_chained},
    time::{DEFAULT_ZONE, Day, HOUR, Instant},
    workflow::{Barred, Decided, Procedure},
};
use proptest::prelude::*;
use uuid::Uuid;

const DAY: i64 = 24 * HOUR;

pub fn rules() -> RecurrenceRules {
    RecurrenceRules::parse(include_str!("../../../../data/recurrence/default.json")).expect("the shipped numbers")
}

pub fn calendar() -> Calendar {
    let zone = Calendar::zone_named(DEFAULT_ZONE).expect("a zone");
    Calendar::new(zone, Vec::new()).expect("a calendar")
}

fn case(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

/// Monday, 2 November 2026, 09:00 in the city, and so many days later.
fn day(days: i64) -> Instant {
    Instant(1_793_581_200_000_000 + days * DAY)
}

fn seen(n: u128, reported: i64, closed: Option<i64>) -> Seen {
    Seen {
        case: case(n),
        site: Some(SiteId(Uuid::from_u128(7))),
        position: None,
        division: 350_602_003_000,
        place: String::new(),
        reported_at: day(reported),
        closed_at: closed.map(day),
    }
}

fn at(n: u128, hours: i64, closed_hours: Option<i64>, metres_east: i64) -> Seen {
    // A metre is about 9.9 millionths of a degree of longitude in Zhangzhou.
    let position = Position::new(117_650_000 + metres_east * 987 / 100, 24_512_000).expect("a position");
    Seen {
        site: None,
        position: Some(position),
        reported_at: Instant(day(0).0 + hours * HOUR),
        closed_at: closed_hours.map(|hours| Instant(day(0).0 + hours * HOUR)),
        ..seen(n, 0, None)
    }
}

#[test]
fn the_shipped_numbers_are_whole_and_a_wrong_one_is_named() {
    let text = include_str!("../../../../data/recurrence/default.json");
    assert_eq!((rules().days, rules().least, rules().metres), (60, 3, 50));
    assert!(
        rules().numbers.iter().all(|number| !number.source(Lang::Zh).is_empty() && !number.words(Lang::En).is_empty())
    );
    let wrong = text.replacen("\"key\": \"least\", \"value\": 3", "\"key\": \"least\", \"value\": 1", 1);
    let fault = RecurrenceRules::parse(&wrong).expect_err("out of bounds").to_string();
    assert!(fault.contains("least"), "{fault}");
    let unknown = text.replacen("\"key\": \"least\"", "\"key\": \"most\"", 1);
    assert!(RecurrenceRules::parse(&unknown).expect_err("unknown").to_string().contains("most"));
}

#[test]
fn three_times_within_the_days_after_each_closing_are_chronic() {
    let all = [seen(1, 0, Some(5)), seen(2, 60, Some(70)), seen(3, 125, None)];
    let came = returned(&all[2], &all[..2], &rules()).expect("three times");
    assert_eq!(came.cases, BTreeSet::from([case(1), case(2), case(3)]));
    assert_eq!(came.core, case(2), "the one in the middle is linked to both");
    assert_eq!(returned(&all[1], &all[..1], &rules()), None, "twice is not enough");
    // A day too late after the second closing.
    let late = [seen(1, 0, Some(5)), seen(2, 60, Some(70)), seen(3, 131, None)];
    assert_eq!(returned(&late[2], &late[..2], &rules()), None);
}

#[test]
fn reports_of_the_same_day_are_one_time() {
    let mut all: Vec<Seen> = (0..20).map(|n| at(n, i64::try_from(n).unwrap_or(0), None, 0)).collect();
    assert_eq!(chronic(&all, &rules()), BTreeSet::new(), "twenty at once are one time");
    all.push(at(30, 24 * 3, None, 0));
    assert_eq!(chronic(&all, &rules()), BTreeSet::new());
    all.push(at(31, 24 * 6, None, 0));
    assert_eq!(chronic(&all, &rules()).len(), 22, "and all of them belong to the third");
    let times = numbered(all.iter().map(|seen| (seen.case, seen.reported_at)), &rules());
    assert_eq!((times[&case(0)], times[&case(19)], times[&case(30)], times[&case(31)]), (1, 1, 2, 3));
}

#[test]
fn the_same_place_is_a_site_a_distance_or_words() {
    let (one, near, far) = (at(1, 0, None, 0), at(2, 0, None, 45), at(3, 0, None, 60));
    assert!(one.same_place(&near, 50) && !one.same_place(&far, 50));
    let words = |n, text: &str| Seen { position: None, place: place_key(text), ..at(n, 0, None, 0) };
    assert!(words(1, "延安北路 12号").same_place(&words(2, "延安北路１２号，"), 50));
    assert!(!words(1, "延安北路").same_place(&words(2, "延安南路"), 50));
    assert!(!words(1, "").same_place(&words(2, "，"), 50), "no words are no place");
    let elsewhere = Seen { division: 350_602_002_000, ..words(2, "延安北路") };
    assert!(!words(1, "延安北路").same_place(&elsewhere, 50));
    assert!(seen(1, 0, None).same_place(&Seen { position: one.position, ..seen(2, 9, None) }, 50), "one site");
}

#[test]
fn a_place_with_many_cases_is_weighed_once() {
    let work = |n: i64| {
        let days = |n: i64| 24 * n;
        let all: Vec<Seen> = (0..n).map(|i| at(i as u128 + 1, days(i * 3 / n * 2) + i % 20, None, i % 5)).collect();
        let rules = rules();
        let mut around = Around::new(&all, &rules);
        let came = all.iter().find_map(|seen| around.returned(seen.case)).expect("three times");
        assert_eq!(came.cases, chronic(&all, &rules));
        assert_eq!(came.cases.len(), all.len());
        around.compared()
    };
    let (half, whole) = (work(300), work(600));
    assert!(whole <= 3 * 600 * 600, "each pair a few times at most: {whole}");
    assert!(whole < 5 * half, "{half} and {whole}");
    // One time, whoever reports it: nothing is compared.
    let all: Vec<Seen> = (0..600).map(|i| at(i as u128 + 1, i % 20, None, i % 5)).collect();
    let rules = rules();
    let mut around = Around::new(&all, &rules);
    assert!(all.iter().all(|seen| around.returned(seen.case).is_none()));
    assert_eq!(around.compared(), 0);
}

proptest! {
    /// Looked at one by one in any order, the same cases are chronic as all at once.
    #[test]
    fn the_order_of_cases_is_irrelevant(
        facts in prop::collection::vec((0_i64..4000, prop::option::of(0_i64..1500), -120_i64..120), 1..14),
        turns in prop::collection::vec(any::<prop::sample::Index>(), 14),
    ) {
        let rules = rules();
        let all: Vec<Seen> = facts
            .iter()
            .enumerate()
            .map(|(n, (hours, closed, metres))| at(n as u128 + 1, *hours, closed.map(|after| hours + after), *metres))
            .collect();
        let mut order: Vec<&Seen> = all.iter().collect();
        for (place, turn) in turns.iter().enumerate().take(order.len()) {
            let other = turn.index(order.len());
            order.swap(place, other);
        }
        let (mut known, mut found) = (Vec::new(), BTreeSet::new());
        for new in order {
            if let Some(came) = returned(new, &known, &rules) {
                prop_assert!(came.cases.contains(&new.case) && came.cases.contains(&came.core));
                found.extend(came.cases);
            }
            known.push(new.clone());
        }
        prop_assert_eq!(&found, &chronic(&all, &rules));
        prop_assert!(found.is_empty() || found.len() >= usize::try_from(rules.least).unwrap_or(3));
    }

    /// Whatever lies within the distance lies in one of the cells that are asked.
    #[test]
    fn the_cells_cover_the_distance(lon in -179_000_000_i64..179_000_000, lat in -80_000_000_i64..80_000_000,
                                    east in -300_i64..300, north in -300_i64..300, metres in 1_i64..300) {
        let here = Position::new(lon, lat).expect("a position");
        let there = Position::new(lon + east * 20, lat + north * 10).expect("a position");
        if here.distance_m(there) <= metres as f64 {
            prop_assert!(cells_around(here, metres).contains(&cell_of(there)));
        }
    }

    /// One alarm a rise: after an alarm there is none before the count came back to where it usually is.
    #[test]
    fn an_alarm_is_raised_once_a_rise(weeks in 4_i64..9, counts in prop::collection::vec((0_i64..80, 0_i64..300), 1..60)) {
        let rules = rules();
        let (mut raised, mut over_since) = (false, true);
        for (last, before) in counts {
            let counts = Counts { last, before, weeks };
            prop_assert!(last >= rules.surge_least || !counts.surges(&rules), "nothing under the minimum");
            prop_assert!(!(counts.surges(&rules) && counts.is_over(&rules)));
            prop_assert_eq!(counts.surges(&rules), last >= counts.line(&rules));
            match counts.step(raised, &rules) {
                Step::Raise => {
                    prop_assert!(!raised && over_since && counts.surges(&rules));
                    (raised, over_since) = (true, false);
                }
                Step::Rearm => {
                    prop_assert!(raised && counts.is_over(&rules));
                    (raised, over_since) = (false, true);
                }
                Step::Stay => {}
            }
        }
    }
}

#[test]
fn the_line_is_the_mean_and_two_roots_of_it() {
    // 32 in 8 weeks: m = 4, the line is 4 + 2·2 = 8, and 9 lies above it.
    let counts = |last| Counts { last, before: 32, weeks: 8 };
    assert!(!counts(8).surges(&rules()) && counts(9).surges(&rules()));
    assert_eq!((counts(9).line(&rules()), counts(9).usual_tenths()), (9, 40));
    assert!(!counts(5).is_over(&rules()) && counts(4).is_over(&rules()));
    // Hovering about the line raises nothing again.
    let steps: Vec<Step> = [9, 8, 9, 5, 9, 4].map(|last| counts(last).step(true, &rules())).to_vec();
    assert_eq!(steps, [Step::Stay, Step::Stay, Step::Stay, Step::Stay, Step::Stay, Step::Rearm]);
    // Where nothing is known of the weeks before, nothing is alarmed.
    assert!(!Counts { last: 70, before: 0, weeks: 3 }.surges(&rules()));
    assert!(
        Counts { last: 5, before: 0, weeks: 4 }.surges(&rules())
            && !Counts { last: 4, before: 0, weeks: 4 }.surges(&rules())
    );
}

pub fn actor(role: Role, unit: u128, system: bool) -> ActorStamp {
    let id = Uuid::from_u128;
    ActorStamp { person: PersonId(id(1)), post: PostId(id(2)), unit: UnitId(id(unit)), role, system, program: None }
}

pub fn found() -> Decided<Problem> {
    let new = Found {
        id: ChronicId(Uuid::from_u128(5)),
        city: CityId(3506),
        number: "R261102-0001".to_owned(),
        category: "E0101".to_owned(),
        division: 350_602_003_000,
        place: "延安北路".to_owned(),
        site: None,
        position: None,
        unit: None,
        cases: BTreeSet::from([case(1), case(2), case(3)]),
        times: 3,
    };
    Problem::find(new, &actor(Role::Office, 99, true), day(0)).expect("the system finds it")
}

struct Walk {
    problem: Problem,
    events: Vec<changxiao_domain::recurrence::Event>,
}

impl Walk {
    fn tries(&mut self, command: Command, actor: &ActorStamp, at: Instant) -> Result<State, Refusal> {
        let Decided { after: problem, event } = self.problem.decide(&command, actor, at, (&calendar(), &rules()))?;
        self.problem = problem;
        self.events.push(event);
        Ok(self.problem.state)
    }
}

fn plan(end: &str, follow_ups: &[&str]) -> Command {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    Command::MakePlan(Plan {
        measures: "加一次保洁，夜间巡查".to_owned(),
        end_on: day(end),
        follow_ups: follow_ups.iter().map(|text| day(text)).collect(),
    })
}

#[test]
fn a_problem_goes_from_finding_to_its_end_and_a_return_begins_another_round() {
    let Decided { after: problem, event } = found();
    let mut walk = Walk { problem, events: vec![event] };
    let (office, own, other) =
        (actor(Role::Office, 99, false), actor(Role::UnitHead, 7, false), actor(Role::UnitHead, 8, false));
    let (checker, system) = (actor(Role::Checker, 99, false), actor(Role::Office, 99, true));
    let not_allowed = |result: Result<State, Refusal>| {
        assert!(matches!(result, Err(Refusal::Barred(Barred::NotAllowed { .. }))), "{result:?}")
    };
    not_allowed(walk.tries(plan("2026-11-20", &["2026-12-21"]), &own, day(0)));
    not_allowed(walk.tries(Command::Confirm { unit: own.unit }, &own, day(0)));
    assert_eq!(walk.tries(Command::Confirm { unit: own.unit }, &office, day(0)), Ok(State::PlanRequired));
    // Five working days from Monday 09:00 are over on Monday 09:00.
    assert_eq!(walk.problem.plan_due_at, Some(day(7)));
    not_allowed(walk.tries(plan("2026-11-20", &["2026-12-21"]), &other, day(1)));
    for (end, follow_ups) in [("2026-11-01", &["2026-12-21"][..]), ("2027-11-01", &["2027-12-21"])] {
        assert!(matches!(walk.tries(plan(end, follow_ups), &own, day(1)), Err(Refusal::EndOutside { .. })));
    }
    for follow_ups in [&[][..], &["2026-12-01"], &["2026-12-21", "2026-12-10"], &["2026-11-20", "2026-12-21"]] {
        assert!(
            matches!(walk.tries(plan("2026-11-20", follow_ups), &own, day(1)), Err(Refusal::FollowUps { .. })),
            "{follow_ups:?}"
        );
    }
    assert_eq!(walk.tries(plan("2026-11-20", &["2026-11-30", "2026-12-21"]), &own, day(1)), Ok(State::PlanMade));
    let short = Command::SendBack { reason: " ".to_owned() };
    assert_eq!(walk.tries(short, &office, day(2)), Err(Barred::TextMissing { action: Action::SendBack }.into()));
    assert_eq!(walk.tries(Command::Approve { text: String::new() }, &office, day(2)), Ok(State::InProgress));
    let done = Command::ReportDone { text: "已加保洁".to_owned() };
    assert_eq!(walk.tries(done.clone(), &own, day(18)), Ok(State::Observed));
    let follow_up = |clean| Command::Observe { clean, text: "现场干净".to_owned() };
    assert!(matches!(walk.tries(follow_up(true), &checker, day(20)), Err(Refusal::FollowUpTooEarly { .. })));
    let end = Command::End { text: String::new() };
    assert_eq!(walk.tries(end.clone(), &office, day(28)), Err(Refusal::FollowUpsLeft { left: 2 }));
    assert_eq!(walk.tries(follow_up(true), &checker, day(28)), Ok(State::Observed));
    // It comes back: another round.
    let back = |n| Command::Return { cases: vec![case(n)], times: 4 };
    not_allowed(walk.tries(back(4), &office, day(30)));
    assert_eq!(walk.tries(back(4), &system, day(30)), Ok(State::Recurred));
    assert_eq!((walk.problem.recurrences, walk.problem.times, walk.problem.cases.len()), (1, 4, 4));
    assert_eq!(walk.tries(back(4), &system, day(30)), Err(Refusal::NoCases), "the same case counts once");
    assert_eq!(walk.tries(plan("2026-12-10", &["2027-01-09"]), &own, day(31)), Ok(State::PlanMade));
    assert!(walk.problem.follow_ups.is_empty(), "the follow-up inspections of the round before are over");
    assert_eq!(walk.tries(Command::Approve { text: String::new() }, &office, day(32)), Ok(State::InProgress));
    assert_eq!(
        walk.tries(back(5), &system, day(33)),
        Ok(State::InProgress),
        "before the work is done nothing begins anew"
    );
    assert_eq!(walk.tries(done, &own, day(38)), Ok(State::Observed));
    assert_eq!(walk.tries(follow_up(true), &checker, day(68)), Ok(State::Observed));
    assert_eq!(walk.tries(follow_up(true), &checker, day(69)), Err(Refusal::NoFollowUpLeft));
    assert_eq!(walk.tries(end, &office, day(69)), Ok(State::Ended));
    assert!(walk.problem.takes(day(69 + 60), &rules()) && !walk.problem.takes(day(69 + 61), &rules()));
    assert_eq!(walk.tries(back(6), &system, day(100)), Ok(State::Recurred), "also after its end");
    assert_eq!(verify_chained(&walk.problem, &walk.events).ok(), Some(walk.problem.head_hash));
    let mut forged = walk.events.clone();
    forged[3].particulars = serde_json::json!({ "text": "别的" });
    assert!(verify_chained(&walk.problem, &forged).is_err());
}

#[test]
fn an_unclean_look_needs_no_planned_day() {
    let Decided { after: problem, .. } = found();
    let mut walk = Walk { problem, events: Vec::new() };
    let (office, own) = (actor(Role::Office, 99, false), actor(Role::Handler, 7, false));
    walk.tries(Command::Confirm { unit: own.unit }, &office, day(0)).expect("confirmed");
    walk.tries(plan("2026-11-20", &["2026-12-21"]), &own, day(1)).expect("planned");
    walk.tries(Command::Approve { text: String::new() }, &office, day(1)).expect("approved");
    walk.tries(Command::ReportDone { text: "完成".to_owned() }, &own, day(2)).expect("done");
    let follow_up = Command::Observe { clean: false, text: "又有了".to_owned() };
    assert_eq!(walk.tries(follow_up, &office, day(3)), Ok(State::Recurred));
    assert_eq!((walk.problem.recurrences, walk.problem.plan_due_at.is_some()), (1, true));
}

/// The table in the documentation is the one in the code.
#[test]
fn the_documentation_says_the_table() {
    let text = include_str!("../../../../docs/recurrence.md");
    assert!(
        text.contains(&transition_table_markdown(Lang::Zh)),
        "write this into docs/recurrence.md:\n{}",
        transition_table_markdown(Lang::Zh)
    );
}
