//! More time, suspensions, objections, appeals, supervision and the other ways beside the straight one, told as stories.

use changxiao_domain::{
    calendar::{DueStatus, Limit, LimitKind},
    cases::{
        Case, Command, Condition, Decided, Likeness, ObjectionKind, Refusal, State, SupervisionKind, Suspension,
        SuspensionKind, Topic, Unlike, numbers,
    },
    orgs::Role,
};
use serde_json::json;

use crate::cases_world::*;

fn rule(topic: Topic, granted: bool) -> Command {
    Command::Rule { topic, granted, reason: Some("已核".to_owned()), limit: None }
}

fn ask_extension() -> Command {
    Command::AskExtension { reason: "配件未到".to_owned(), photos: vec![photo(7)] }
}

fn suspension(until: &str) -> Command {
    let suspension = Suspension { kind: SuspensionKind::Season, until: at(until) };
    Command::AskSuspension { suspension, reason: "春季才能补种".to_owned(), photos: Vec::new() }
}

fn object(kind: ObjectionKind) -> Command {
    Command::Object { kind, reason: "不属本单位".to_owned(), photos: Vec::new() }
}

fn not_now(refused: Result<Decided, Refusal>) -> Condition {
    match refused {
        Err(Refusal::NotNow { condition, .. }) => condition,
        other => panic!("{other:?}"),
    }
}

/// Dispatched on Monday 2 March at 09:00 with one working day, due on Tuesday at 09:00.
#[test]
fn each_extension_adds_one_limit_to_the_deadline_and_there_is_no_third() {
    let mut told = CaseStory::until_handling();
    told.does(Role::Handler, "2026-03-02T10:00", ask_extension());
    assert_eq!(not_now(told.tries(Role::Handler, "2026-03-02T10:05", ask_extension())), Condition::NothingAsked);
    told.does(Role::Dispatcher, "2026-03-02T11:00", rule(Topic::Extension, false));
    assert_eq!(told.case.due_at, Some(at("2026-03-03T09:00")), "a refusal moves nothing");

    told.does(Role::UnitHead, "2026-03-02T14:00", ask_extension()).does(
        Role::Office,
        "2026-03-02T15:00",
        rule(Topic::Extension, true),
    );
    assert_eq!(told.case.due_at, Some(at("2026-03-04T09:00")), "one working day after the first deadline");
    // 80 per cent of sixteen working hours are 768 minutes: 7 h on Monday, 5 h 48 min on Tuesday.
    assert_eq!(told.case.near_at, Some(at("2026-03-03T15:48")));
    assert_eq!(told.last().particulars["due_before"], json!(at("2026-03-03T09:00").micros()));

    told.does(Role::Handler, "2026-03-03T10:00", ask_extension()).does(
        Role::Dispatcher,
        "2026-03-03T11:00",
        rule(Topic::Extension, true),
    );
    assert_eq!(told.case.due_at, Some(at("2026-03-05T09:00")));
    assert_eq!(told.case.standing.extension_count, numbers::EXTENSIONS.value);
    assert_eq!(not_now(told.tries(Role::Handler, "2026-03-04T10:00", ask_extension())), Condition::ExtensionsLeft);

    // A rework brings a new clock but no new extensions.
    told.does(Role::Handler, "2026-03-04T10:00", submit()).does(
        Role::Dispatcher,
        "2026-03-04T11:00",
        Command::Rework { reason: "照片不符".to_owned() },
    );
    assert_eq!(told.case.standing.extended, 0);
    assert_eq!(not_now(told.tries(Role::Handler, "2026-03-04T11:30", ask_extension())), Condition::ExtensionsLeft);
}

#[test]
fn whoever_is_overdue_gets_no_extension_even_if_asked_in_time() {
    let mut told = CaseStory::until_handling();
    assert_eq!(not_now(told.tries(Role::Handler, "2026-03-03T09:01", ask_extension())), Condition::InTime);
    told.does(Role::Handler, "2026-03-03T08:30", ask_extension());
    let grant = rule(Topic::Extension, true);
    assert_eq!(not_now(told.tries(Role::Dispatcher, "2026-03-03T09:01", grant)), Condition::InTime);
    // The unit submits: what nobody decided has lapsed, and the event says so.
    told.does(Role::Handler, "2026-03-03T09:30", submit());
    assert_eq!(told.case.standing.asked, None);
    assert_eq!(told.last().particulars["lapsed"], json!("extension"));
}

#[test]
fn a_suspended_case_goes_on_with_the_time_it_had_left() {
    let mut told = CaseStory::until_handling();
    told.does(Role::Handler, "2026-03-02T10:00", suspension("2026-05-01T00:00")).does(
        Role::Dispatcher,
        "2026-03-02T11:00",
        rule(Topic::Suspension, true),
    );
    assert_eq!((told.state(), told.case.lamp(at("2026-04-01T08:00"))), (State::Suspended, DueStatus::Idle));
    // Two of eight hours were used. Thursday 30 April 17:00: 1 h, and five on Friday.
    told.does(Role::Office, "2026-04-30T17:00", Command::EndSuspension { reason: None });
    assert_eq!(told.state(), State::Handling, "the handler goes on");
    assert_eq!(told.case.due_at, Some(at("2026-05-01T15:00")));
    assert_eq!(told.case.standing.suspension, None);
    assert_eq!(
        not_now(told.tries(Role::Handler, "2026-04-30T17:30", suspension("2026-06-01T00:00"))),
        Condition::SuspensionLeft
    );
}

#[test]
fn a_suspension_ends_within_a_year_and_not_in_the_past() {
    let told = CaseStory::until_handling();
    let days = numbers::SUSPENSION_DAYS.value;
    for until in ["2026-03-02T09:30", "2027-03-03T10:00"] {
        let refused = told.tries(Role::Handler, "2026-03-02T10:00", suspension(until));
        assert_eq!(refused, Err(Refusal::SuspensionDate { days }), "{until}");
    }
    assert!(told.tries(Role::Handler, "2026-03-02T10:00", suspension("2027-03-02T10:00")).is_ok());
}

#[test]
fn a_case_that_was_not_taken_on_waits_for_that_after_its_suspension() {
    let mut told = CaseStory::begin();
    told.does(Role::Dispatcher, "2026-03-02T08:45", Command::File { category: None, limit: None, filed_under: None })
        .does(Role::Dispatcher, "2026-03-02T09:00", dispatch())
        .does(Role::UnitHead, "2026-03-02T10:00", suspension("2026-05-01T00:00"))
        .does(Role::Dispatcher, "2026-03-02T11:00", rule(Topic::Suspension, true))
        .does(Role::UnitHead, "2026-03-05T11:00", Command::EndSuspension { reason: None });
    assert_eq!(told.state(), State::Dispatched);
}

#[test]
fn an_objection_stops_the_clock_and_is_ruled_by_the_office() {
    let mut told = CaseStory::until_handling();
    told.does(Role::UnitHead, "2026-03-02T11:00", object(ObjectionKind::Limit));
    assert!(!told.case.clock_runs());
    assert_eq!(not_now(told.tries(Role::Handler, "2026-03-02T11:30", submit())), Condition::NoObjection);
    let no_limit = told.tries(Role::Office, "2026-03-04T15:00", rule(Topic::Objection, true));
    assert_eq!(no_limit, Err(Refusal::LimitMissing));
    assert_eq!(
        told.tries(Role::Dispatcher, "2026-03-04T15:00", rule(Topic::Objection, false)).unwrap_err().code(),
        "not_your_role",
        "not whoever sent it rules"
    );
    let upheld = Command::Rule {
        topic: Topic::Objection,
        granted: true,
        reason: None,
        limit: Some(Limit::new(LimitKind::WorkingDay, 2)),
    };
    let years = Command::Rule {
        topic: Topic::Objection,
        granted: true,
        reason: None,
        limit: Some(Limit::new(LimitKind::WorkingDay, 366)),
    };
    assert_eq!(told.tries(Role::Office, "2026-03-04T15:00", years).unwrap_err().code(), "limit_out_of_bounds");
    let decided = told.tries(Role::Office, "2026-03-04T15:00", upheld).unwrap();
    assert_eq!(decided.case.due_at, Some(at("2026-03-06T15:00")), "the new limit counts from the ruling");

    // Dismissed: six hours were left at 11:00 on Monday, and so they are on Wednesday at 15:00.
    told.does(Role::Office, "2026-03-04T15:00", rule(Topic::Objection, false));
    assert_eq!(told.case.due_at, Some(at("2026-03-05T11:00")));
    let again = told.tries(Role::UnitHead, "2026-03-04T16:00", object(ObjectionKind::Duty));
    assert_eq!(not_now(again), Condition::First(Topic::Objection));
}

#[test]
fn whose_duty_it_is_not_gives_the_case_back() {
    let mut told = CaseStory::until_handling();
    told.does(Role::Handler, "2026-03-02T11:00", object(ObjectionKind::Duty)).does(
        Role::Leader,
        "2026-03-02T15:00",
        rule(Topic::Objection, true),
    );
    assert_eq!((told.state(), told.case.lead_unit, told.case.due_at), (State::Filed, None, None));
    let to = |unit, designated| Command::Dispatch { lead: unit, co: vec![], limit: one_day(), designated };
    let when = "2026-03-02T16:00";
    assert_eq!(told.tries(Role::Dispatcher, when, to(bureau(), false)), Err(Refusal::ReturnedByThisUnit));
    assert!(told.tries(Role::Dispatcher, when, to(unit(5), false)).is_ok());
    let elsewhere = Command::Void { reason: "不办了".to_owned() };
    assert_eq!(not_now(told.tries(Role::Office, when, elsewhere)), Condition::NotReturned);

    // Designated: it can neither be returned nor objected to as not one's duty.
    told.does(Role::Dispatcher, when, to(bureau(), true));
    let back = Command::ReturnByUnit { reason: "不属本单位".to_owned() };
    assert_eq!(not_now(told.tries(Role::UnitHead, when, back)), Condition::NotDesignated);
    assert_eq!(
        not_now(told.tries(Role::UnitHead, when, object(ObjectionKind::Duty))),
        Condition::First(Topic::Objection)
    );
}

#[test]
fn a_designated_unit_may_object_to_the_limit_only() {
    let mut told = CaseStory::begin();
    let designated = Command::Dispatch { lead: bureau(), co: vec![], limit: one_day(), designated: true };
    told.does(Role::Dispatcher, "2026-03-02T08:45", Command::File { category: None, limit: None, filed_under: None })
        .does(Role::Dispatcher, "2026-03-02T09:00", designated);
    let when = "2026-03-02T10:00";
    assert_eq!(told.tries(Role::UnitHead, when, object(ObjectionKind::Duty)), Err(Refusal::DesignatedDuty));
    assert!(told.tries(Role::UnitHead, when, object(ObjectionKind::Limit)).is_ok());
}

/// Submitted on Tuesday at 10:00, an hour late, and closed.
fn closed_late() -> CaseStory {
    let mut told = CaseStory::until_handling();
    let close = Command::Close { reason: Some("照片清楚".to_owned()), conditions_met: true };
    told.does(Role::Handler, "2026-03-03T10:00", submit()).does(Role::Office, "2026-03-03T11:00", close);
    told
}

#[test]
fn an_appeal_is_reviewed_twice_and_changes_no_fact() {
    let mut told = closed_late();
    let appeal = Command::Appeal { reason: "台风停工一日".to_owned(), photos: Vec::new() };
    told.does(Role::UnitHead, "2026-03-04T09:00", appeal.clone());
    let early = told.tries(Role::Leader, "2026-03-04T10:00", rule(Topic::FinalAppeal, true));
    assert_eq!(not_now(early), Condition::Asked(Topic::FinalAppeal), "the office looks first");
    told.does(Role::Office, "2026-03-04T10:00", rule(Topic::Appeal, true));
    assert!(!told.case.standing.exempt);
    told.does(Role::Leader, "2026-03-04T15:00", rule(Topic::FinalAppeal, true));
    assert!(told.case.standing.exempt);
    assert_eq!(told.case.handled_on_time(), Some(false), "it was late and stays so");
    let again = told.tries(Role::UnitHead, "2026-03-05T09:00", appeal);
    assert_eq!(not_now(again), Condition::First(Topic::Appeal));
    told.does(Role::Leader, "2026-03-06T09:00", Command::Reopen { reason: "复发".to_owned() });
    assert!(!told.case.standing.exempt, "the new round is scored for itself");
}

#[test]
fn who_was_in_time_has_nothing_to_appeal() {
    let told = CaseStory::until_closed();
    let appeal = Command::Appeal { reason: "台风".to_owned(), photos: Vec::new() };
    assert_eq!(not_now(told.tries(Role::UnitHead, "2026-03-04T09:00", appeal)), Condition::WasLate);
}

#[test]
fn supervision_asks_for_a_reply_once() {
    let mut told = CaseStory::until_handling();
    let supervise = |kind, reply_required| Command::Supervise { kind, reply_required, reason: "限期".to_owned() };
    let early = told.tries(Role::Leader, "2026-03-02T10:00", supervise(SupervisionKind::Overdue, true));
    assert_eq!(early, Err(Refusal::NotOverdue));
    let reply = Command::ReplySupervision { text: "今日完成".to_owned() };
    assert_eq!(not_now(told.tries(Role::UnitHead, "2026-03-02T10:00", reply.clone())), Condition::ReplyOwed);
    told.does(Role::Leader, "2026-03-03T10:00", supervise(SupervisionKind::Overdue, true)).does(
        Role::UnitHead,
        "2026-03-03T11:00",
        reply.clone(),
    );
    assert_eq!(not_now(told.tries(Role::UnitHead, "2026-03-03T12:00", reply)), Condition::ReplyOwed);
    assert_eq!(told.case.due_at, Some(at("2026-03-03T09:00")), "the deadline stays");
}

#[test]
fn a_tip_is_verified_before_filing() {
    let mut told = CaseStory::begin();
    told.does(Role::Office, "2026-03-02T08:40", Command::RequestVerify { note: None });
    assert_eq!(told.state(), State::Verifying);
    let file = Command::File { category: None, limit: None, filed_under: None };
    assert_eq!(told.tries(Role::Office, "2026-03-02T08:45", file).unwrap_err().code(), "not_allowed_in_state");
    let report = Command::ReportVerify { found: false, text: "现场无此问题".to_owned(), photos: vec![photo(4)] };
    told.does(Role::Inspector, "2026-03-02T09:00", report);
    assert_eq!((told.state(), told.case.standing.verified), (State::Reported, Some(false)));
}

#[test]
fn what_the_finder_fixes_at_once_is_audited() {
    let report = |photos: &[_]| {
        Case::report_fixed(new_case(1), photos, "扶起三辆", &actor(Role::Inspector), at("2026-03-02T08:30"))
    };
    assert_eq!(report(&[]), Err(Refusal::FixedWithoutPhoto));
    let calendar = changxiao_domain::calendar::Calendar::plain();
    let case = report(&[photo(2)]).unwrap().case;
    assert_eq!(case.state, State::SelfHandled);
    let audit = |passed, reason: Option<&str>| {
        let command = Command::Audit { passed, reason: reason.map(str::to_owned) };
        case.decide(command, &actor(Role::Dispatcher), at("2026-03-02T10:00"), &calendar)
    };
    let closed = audit(true, None).unwrap().case;
    assert_eq!((closed.state, closed.check_passed_at), (State::Closed, Some(at("2026-03-02T10:00"))));
    assert_eq!(audit(false, None).unwrap_err().code(), "reason_missing");
    assert_eq!(audit(false, Some("看不出")).unwrap().case.state, State::Voided);
    // Wrongly closed: no unit has it, so it begins as a report.
    let reopen = Command::Reopen { reason: "又倒了".to_owned() };
    let again = closed.decide(reopen, &actor(Role::Leader), at("2026-03-02T11:00"), &calendar).unwrap().case;
    assert_eq!((again.state, again.handled_at, again.check_passed_at), (State::Reported, None, None));
}

#[test]
fn voiding_after_filing_needs_two() {
    let mut told = CaseStory::until_handling();
    let ask = Command::AskVoid { reason: "已由物业解决".to_owned() };
    told.does(Role::Dispatcher, "2026-03-02T10:00", ask);
    assert_eq!(told.state(), State::Handling);
    let own = told.tries(Role::Dispatcher, "2026-03-02T10:30", rule(Topic::Void, true)).unwrap_err();
    assert_eq!(own.code(), "not_your_role");
    told.does(Role::Leader, "2026-03-02T11:00", rule(Topic::Void, true));
    assert_eq!(told.state(), State::Voided);
    told.does(Role::Leader, "2026-03-02T12:00", Command::Reopen { reason: "未解决".to_owned() });
    assert_eq!((told.state(), told.case.lead_unit, told.case.due_at), (State::Reported, None, None));
}

#[test]
fn a_forced_closing_is_an_end_of_its_own() {
    let mut told = CaseStory::until_handling();
    let force = Command::ForceClose { reason: "地块已移交".to_owned() };
    assert_eq!(told.tries(Role::Office, "2026-03-02T10:00", force.clone()).unwrap_err().code(), "not_your_role");
    told.does(Role::Leader, "2026-03-04T10:00", force);
    assert_eq!((told.state(), told.case.handled_on_time()), (State::ForceClosed, None));
    assert!(told.case.was_late(), "closed after its deadline without a result");
    told.does(Role::Leader, "2026-03-05T09:00", Command::Reopen { reason: "未移交".to_owned() });
    assert_eq!(told.state(), State::Dispatched);
}

/// What a handler leaves to the unit is done when the unit confirms it: the clock runs until then.
#[test]
fn the_clock_stops_when_the_unit_confirms() {
    let mut told = CaseStory::until_handling();
    let submitted = |without_photo| Command::SubmitToUnit {
        text: "已清运。".to_owned(),
        after_photos: if without_photo { Vec::new() } else { vec![photo(2)] },
        without_photo: None,
    };
    assert_eq!(told.tries(Role::Handler, "2026-03-02T16:00", submitted(true)), Err(Refusal::PhotoMissing));
    told.does(Role::Handler, "2026-03-02T16:00", submitted(false));
    assert_eq!((told.state(), told.case.handled_at), (State::Submitted, None));
    assert_eq!(told.case.lamp(at("2026-03-03T09:01")), DueStatus::Late, "the clock runs on");
    let confirm = || Command::Confirm { note: None };
    assert_eq!(told.tries(Role::Handler, "2026-03-02T16:30", confirm()).unwrap_err().code(), "not_your_role");
    // The head finds it wanting: the same handler goes on under the same deadline.
    told.does(Role::UnitHead, "2026-03-02T16:30", Command::SendBack { reason: "照片不清".to_owned() });
    assert_eq!((told.state(), told.case.due_at), (State::Handling, Some(at("2026-03-03T09:00"))));
    told.does(Role::Handler, "2026-03-02T17:00", submitted(false)).does(Role::UnitHead, "2026-03-03T10:00", confirm());
    assert_eq!((told.state(), told.case.handled_at), (State::Handled, Some(at("2026-03-03T10:00"))));
    assert_eq!(told.last().particulars["on_time"], json!(false), "the handler was in time, the unit was not");
}

/// Distance, hours and the same minor decide whether two cases can be one problem.
#[test]
fn only_like_cases_are_merged() {
    let told = CaseStory::begin();
    let merge = |likeness| Command::Merge { into: case_id(2), into_state: State::Filed, likeness };
    let tries = |likeness| told.tries(Role::Dispatcher, "2026-03-02T09:00", merge(likeness));
    let (metres, hours) = (numbers::MERGE_METRES.value, numbers::MERGE_HOURS.value);
    for (likeness, unlike) in [
        (Likeness { same_minor: false, ..alike() }, Unlike::Minor),
        (Likeness { metres: Some(metres + 1), ..alike() }, Unlike::Distance),
        (Likeness { metres: None, same_division: false, ..alike() }, Unlike::Distance),
        (Likeness { hours: hours + 1, ..alike() }, Unlike::Hours),
    ] {
        assert_eq!(tries(likeness), Err(Refusal::MergeUnlike { unlike }));
    }
    assert!(tries(Likeness { metres: Some(metres), hours, ..alike() }).is_ok());
    assert!(tries(Likeness { metres: None, ..alike() }).is_ok(), "without a position the division decides");

    // Between two cases as they were reported.
    let mut other = told.case.clone();
    assert_eq!(Likeness::between(&told.case, &other).unlike(), None);
    other.reported_at = other.reported_at.plus_micros(-3 * changxiao_domain::time::HOUR);
    other.category = "E9999".to_owned();
    let found = Likeness::between(&told.case, &other);
    assert_eq!((found.same_minor, found.hours), (false, 3));
}
