//! The rules of a whistle, one test a rule.

use changxiao_domain::{
    calendar::Calendar,
    orgs::{Role, UnitKind},
    sealing::verify_chained,
    whistles::{
        Action, Answer, CallFact, Command, Kind, NewWhistle, Refusal, State, StreetRating, TierLimit, Tiers, Turnout,
        UnitFigures, Whistle, street_figures, transition_table_markdown, unit_figures,
    },
    workflow::{Barred, Because},
};
use changxiao_words::Lang;

use crate::whistles_world::*;

fn barred(state: State, action: Action, because: Because) -> Refusal {
    Barred::NotAllowed { state, action, because }.into()
}

fn reason() -> String {
    "理由".to_owned()
}

#[test]
fn only_a_town_or_street_blows_and_only_after_its_heads_approval() {
    let department = NewWhistle { caller_kind: UnitKind::Department, ..new_whistle(Kind::Daily) };
    let refused = Whistle::draft(department, &actor(Role::Handler, unit(1)), at("2026-03-02T08:30"));
    assert_eq!(refused.unwrap_err(), Refusal::NotAStreet);

    let mut told = WhistleStory::begin(Kind::Daily);
    let too_early = told.tries(Role::UnitHead, street(), "2026-03-02T08:35", Command::Blow);
    assert_eq!(too_early.unwrap_err(), barred(State::Draft, Action::Blow, Because::State));
    told.does(Role::Handler, street(), "2026-03-02T08:40", Command::AskApproval);
    let by_handler = told.tries(Role::Handler, street(), "2026-03-02T08:50", Command::Blow);
    assert_eq!(by_handler.unwrap_err(), barred(State::Awaiting, Action::Blow, Because::Role(Role::Handler)));
    let by_other_head = told.tries(Role::UnitHead, unit(1), "2026-03-02T08:50", Command::Blow);
    assert_eq!(by_other_head.unwrap_err(), barred(State::Awaiting, Action::Blow, Because::Side));
    told.does(Role::UnitHead, street(), "2026-03-02T09:00", Command::Blow);
    assert_eq!(told.whistle.state, State::Blown);
}

#[test]
fn an_emergency_has_thirty_minutes_by_day_and_night_and_a_daily_one_a_working_day() {
    let told = WhistleStory::blown(Kind::Emergency);
    assert_eq!(told.whistle.calls[0].due_at, Some(at("2026-03-02T09:30")));
    assert_eq!(told.whistle.calls[0].near_at, Some(at("2026-03-02T09:24")));
    let told = WhistleStory::blown(Kind::Daily);
    // Nine to noon, two to six and one hour of the next morning.
    assert_eq!(told.whistle.calls[0].due_at, Some(at("2026-03-03T09:00")));
    assert_eq!(
        TierLimit::Minutes(30).moments(at("2026-03-01T23:50"), &Calendar::plain()).unwrap().1,
        at("2026-03-02T00:20")
    );
}

#[test]
fn a_unit_that_comes_after_the_limit_is_late_and_answers_once() {
    let mut told = WhistleStory::blown(Kind::Emergency);
    told.does(Role::Handler, unit(1), "2026-03-02T09:30", Command::ReportIn);
    told.does(Role::UnitHead, unit(2), "2026-03-02T09:31", Command::ReportIn);
    assert_eq!(told.whistle.calls[0].turnout, Turnout::OnTime);
    assert_eq!(told.whistle.calls[1].turnout, Turnout::Late);
    let again = told.tries(Role::Handler, unit(1), "2026-03-02T09:40", Command::ReportIn);
    assert_eq!(again.unwrap_err(), Refusal::AnsweredAlready);
    let stranger = told.tries(Role::Handler, unit(3), "2026-03-02T09:40", Command::ReportIn);
    assert_eq!(stranger.unwrap_err(), barred(State::Blown, Action::ReportIn, Because::Side));
}

#[test]
fn there_is_no_plan_before_somebody_came_and_none_over_an_open_objection() {
    let mut told = WhistleStory::blown(Kind::Daily);
    let plan = || Command::Plan { text: "方案".to_owned(), tasks: Vec::new() };
    assert_eq!(told.tries(Role::Handler, street(), "2026-03-02T09:05", plan()).unwrap_err(), Refusal::NobodyCame);
    told.does(Role::Handler, unit(1), "2026-03-02T09:10", Command::ReportIn);
    told.does(Role::Handler, unit(2), "2026-03-02T09:12", Command::Object { reason: reason() });
    let open = told.tries(Role::Handler, street(), "2026-03-02T09:15", plan());
    assert_eq!(open.unwrap_err(), Refusal::ObjectionUndecided);
}

#[test]
fn a_consultation_binds_who_objected_and_the_limit_starts_anew() {
    let mut told = WhistleStory::blown(Kind::Daily);
    told.does(Role::Handler, unit(1), "2026-03-02T09:10", Command::ReportIn);
    told.does(Role::Handler, unit(2), "2026-03-02T09:12", Command::Object { reason: reason() });
    let refer = Command::Refer { consultation: consultation(), reason: reason() };
    told.does(Role::UnitHead, street(), "2026-03-02T10:00", refer);
    assert_eq!(told.whistle.state, State::Disputed);
    let rule = |answers| Command::Rule { consultation: consultation(), justified: true, answers, text: reason() };
    let incomplete = told.tries(Role::Office, unit(99), "2026-03-03T09:00", rule(Vec::new()));
    assert_eq!(incomplete.unwrap_err(), Refusal::AnswersDiffer);
    let by_street = told.tries(Role::UnitHead, street(), "2026-03-03T09:00", rule(vec![(unit(2), Answer::Bind)]));
    assert_eq!(by_street.unwrap_err().code(), "not_your_role");
    told.does(Role::Leader, unit(99), "2026-03-03T09:00", rule(vec![(unit(2), Answer::Bind)]));
    assert_eq!(told.whistle.state, State::Blown);
    assert_eq!(told.whistle.calls[1].due_at, Some(at("2026-03-04T09:00")));
    let again = told.tries(Role::Handler, unit(2), "2026-03-03T10:00", Command::Object { reason: reason() });
    assert_eq!(again.unwrap_err(), Refusal::Bound);
    told.does(Role::Handler, unit(2), "2026-03-03T10:00", Command::ReportIn);
    assert_eq!(told.whistle.calls[1].turnout, Turnout::OnTime);
    assert_eq!(verify_chained(&told.whistle, &told.events), Ok(told.whistle.head_hash));
}

#[test]
fn an_unjustified_whistle_ends_and_counts_for_nobody() {
    let mut told = WhistleStory::blown(Kind::Daily);
    told.does(
        Role::UnitHead,
        unit(1),
        "2026-03-02T09:10",
        Command::Refer { consultation: consultation(), reason: reason() },
    );
    told.does(
        Role::Office,
        unit(99),
        "2026-03-02T11:00",
        Command::Rule { consultation: consultation(), justified: false, answers: Vec::new(), text: reason() },
    );
    assert_eq!(told.whistle.state, State::Unjustified);
    assert!(told.whistle.calls.iter().all(|call| !call.turnout.counts()));
}

#[test]
fn only_who_came_is_rated_and_rates_and_closing_waits_for_it() {
    let mut told = WhistleStory::handled();
    let close = || Command::Close;
    let early = told.tries(Role::Handler, street(), "2026-03-02T13:00", close());
    assert_eq!(early.unwrap_err(), Refusal::RatingsMissing { missing: 4 });
    let rate = |unit| Command::RateUnit { unit, rating: rating(5, 4) };
    let outsider = told.tries(Role::Handler, street(), "2026-03-02T13:00", rate(unit(3)));
    assert_eq!(outsider.unwrap_err(), Refusal::NotToBeRated);
    let six = Command::RateUnit { unit: unit(1), rating: rating(6, 1) };
    assert_eq!(told.tries(Role::Handler, street(), "2026-03-02T13:00", six).unwrap_err(), Refusal::RatingOutOfRange);
    let justified = || StreetRating { justified: true, text: String::new() };
    for one in [unit(1), unit(2)] {
        told.does(Role::Handler, street(), "2026-03-02T13:00", rate(one));
        told.does(Role::Handler, one, "2026-03-02T13:30", Command::RateStreet { rating: justified() });
    }
    let twice = told.tries(Role::Handler, street(), "2026-03-02T14:00", rate(unit(1)));
    assert_eq!(twice.unwrap_err(), Refusal::RatedAlready);
    told.does(Role::Handler, street(), "2026-03-02T14:00", close());
    assert_eq!((told.whistle.state, told.whistle.waived), (State::Closed, 0));
}

#[test]
fn missing_ratings_are_waived_after_three_working_days() {
    let mut told = WhistleStory::handled();
    // The rest of Monday's afternoon, Tuesday and Wednesday whole, and Thursday's morning.
    assert_eq!(told.whistle.waiver_at, Some(at("2026-03-05T12:00")));
    let early = told.tries(Role::Office, unit(99), "2026-03-05T11:59", Command::Close);
    assert_eq!(early.unwrap_err(), Refusal::RatingsMissing { missing: 4 });
    told.does(Role::Office, unit(99), "2026-03-05T12:00", Command::Close);
    assert_eq!((told.whistle.state, told.whistle.waived), (State::Closed, 4));
}

#[test]
fn who_never_came_is_absent_and_who_still_had_time_is_released() {
    let mut told = WhistleStory::blown(Kind::Daily);
    told.does(Role::Handler, unit(1), "2026-03-02T09:10", Command::ReportIn);
    let plan = Command::Plan { text: "方案".to_owned(), tasks: vec![(unit(1), "查处".to_owned())] };
    told.does(Role::Handler, street(), "2026-03-02T10:00", plan);
    let in_time =
        told.tries(Role::Handler, street(), "2026-03-02T12:00", Command::Conclude { text: reason() }).unwrap();
    assert_eq!(in_time.after.calls[1].turnout, Turnout::Released);
    let later = told.tries(Role::Handler, street(), "2026-03-03T09:01", Command::Conclude { text: reason() }).unwrap();
    assert_eq!(later.after.calls[1].turnout, Turnout::Absent);
}

#[test]
fn figures_count_both_sides_and_leave_out_what_was_never_due() {
    let fact = |unit_number, turnout, rating| CallFact {
        unit: unit(unit_number),
        turnout,
        due_at: Some(at("2026-03-03T09:00")),
        rating,
    };
    let facts = [
        fact(1, Turnout::OnTime, Some((5, 4))),
        fact(1, Turnout::Late, Some((3, 3))),
        fact(1, Turnout::Waiting, None),
        fact(2, Turnout::Released, None),
        fact(3, Turnout::Waiting, None),
    ];
    let before = unit_figures(&facts, at("2026-03-03T09:00"));
    let of_one = before[&unit(1)];
    assert_eq!((of_one.called, of_one.on_time, of_one.late, of_one.absent, of_one.pending), (3, 1, 1, 0, 1));
    assert_eq!((of_one.average(), of_one.on_time_share()), (Some(3750), Some(500)));
    assert!(!before.contains_key(&unit(2)), "a released unit is not rated");
    assert!(!before[&unit(3)].is_rated() && before[&unit(3)].average().is_none());
    let after = unit_figures(&facts, at("2026-03-03T09:01"));
    assert_eq!(after[&unit(3)], UnitFigures { called: 1, absent: 1, ..UnitFigures::default() });

    let whistles =
        [(street(), State::Closed, true), (street(), State::Refused, false), (street(), State::Unjustified, true)];
    let streets = street_figures(whistles, [(street(), true), (street(), false)]);
    let one = streets[&street()];
    assert_eq!((one.blown, one.refused, one.unjustified, one.rated, one.justified), (2, 1, 1, 2, 1));
}

#[test]
fn a_table_of_limits_without_a_kind_is_refused() {
    assert!(Tiers::from_json(TIERS).is_ok());
    assert!(Tiers::from_json(&TIERS.replace("\"emergency\"", "\"daily\"")).is_err());
    assert!(Tiers::from_json(&TIERS.replace("30分钟", "0分钟")).is_err());
}

#[test]
fn the_office_reads_the_table_that_is_in_force() {
    let page = include_str!("../../../../docs/whistles.md");
    let table = transition_table_markdown(Lang::Zh);
    assert!(page.contains(&table), "docs/whistles.md should hold:\n{table}");
    assert!(transition_table_markdown(Lang::En).contains("Approve and blow"));
}
