//! The workflow told as stories, and every refusal with its code.

use changxiao_domain::{
    calendar::DueStatus,
    cases::{
        Action, Basis, Case, Command, Refusal, Stage, State, TRANSITIONS, allowed, hex, transition_table_markdown,
        verify_case,
    },
    orgs::Role,
};
use changxiao_words::Lang;
use serde_json::json;

use crate::cases_world::*;

fn reason(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_finding_is_filed_dispatched_handled_checked_and_closed() {
    let told = CaseStory::until_closed();
    let codes: Vec<_> = told.events.iter().map(|event| event.action.code()).collect();
    assert_eq!(codes, ["report", "file", "dispatch", "accept", "submit", "request_check", "check_pass", "close"]);
    assert_eq!(told.case.version, 8);
    assert_eq!(verify_case(&told.case, &told.events), Ok(told.case.head_hash));

    let case = &told.case;
    assert_eq!(case.state, State::Closed);
    assert_eq!(case.co_units, [unit(2), unit(3)], "sorted, each once, without the lead unit");
    assert_eq!(case.handler, Some(actor(Role::Handler).person));
    // 09:00 + 1 working day: 3 h + 4 h on Monday, 1 h on Tuesday; 384 minutes are 180 + 204.
    assert_eq!(case.due_at, Some(at("2026-03-03T09:00")));
    assert_eq!(case.near_at, Some(at("2026-03-02T17:24")));
    assert_eq!(case.handled_on_time(), Some(true));
    assert_eq!(case.close_reason, None);
    assert_eq!(told.events[2].particulars["due_at"], json!(at("2026-03-03T09:00").micros()));
    assert_eq!(told.events[0].particulars["position"], json!({ "lon_e6": 117_647_298, "lat_e6": 24_510_897 }));
    assert_eq!(told.events[4].particulars["photos"], json!([hex(&photo(2))]));
}

#[test]
fn the_clock_starts_at_dispatch_and_stops_at_the_submission() {
    let mut told = CaseStory::begin();
    told.does(Role::Dispatcher, "2026-03-02T08:45", Command::File { category: None, limit: None, filed_under: None });
    assert_eq!((told.case.due_at, told.case.lamp(at("2026-04-01T08:00"))), (None, DueStatus::Idle));
    told.does(Role::Dispatcher, "2026-03-02T09:00", dispatch());
    let lamps = ["2026-03-02T17:23", "2026-03-02T17:24", "2026-03-03T09:00", "2026-03-03T09:01"]
        .map(|now| told.case.lamp(at(now)));
    assert_eq!(lamps, [DueStatus::Ok, DueStatus::Near, DueStatus::Near, DueStatus::Late]);
    told.does(Role::UnitHead, "2026-03-03T10:00", Command::Accept { handler: None }).does(
        Role::Handler,
        "2026-03-03T11:00",
        submit(),
    );
    assert_eq!(told.case.lamp(at("2026-04-01T08:00")), DueStatus::Idle);
    assert_eq!(told.case.handled_on_time(), Some(false), "two hours late, however late the check is");
    assert_eq!(told.last().particulars["on_time"], json!(false));
}

#[test]
fn a_failed_check_starts_the_same_limit_anew_and_keeps_the_first_due_date() {
    let mut told = CaseStory::until_checking();
    let fail = Command::CheckFail { text: reason("仍有散落垃圾"), photos: vec![] };
    told.does(Role::Checker, "2026-03-03T15:00", fail);
    assert_eq!(told.state(), State::Dispatched);
    assert_eq!(told.case.rework_count, 1);
    assert_eq!(told.case.lead_unit, Some(bureau()), "the same unit");
    assert_eq!(told.case.handler, Some(actor(Role::Handler).person), "the same handler");
    // Tuesday 15:00: 3 h, Wednesday 4 h and 1 h after noon.
    assert_eq!(told.case.due_at, Some(at("2026-03-04T15:00")));
    assert_eq!(told.case.handled_at, None);
    let kept = &told.last().particulars;
    assert_eq!(kept["due_before"], json!(at("2026-03-03T09:00").micros()));
    assert_eq!(kept["handled_before"], json!(at("2026-03-02T11:00").micros()));
    assert_eq!(kept["on_time_before"], json!(true));
    assert_eq!(kept["reason"], json!("仍有散落垃圾"));
    // A check that failed does not carry over: closing needs another one.
    told.does(Role::Handler, "2026-03-04T09:00", Command::Accept { handler: None })
        .does(Role::Handler, "2026-03-04T10:00", submit())
        .does(Role::Checker, "2026-03-04T10:30", Command::RequestCheck { note: None });
    let close = Command::Close { reason: None, conditions_met: true };
    assert_eq!(told.tries(Role::Office, "2026-03-04T11:00", close), Err(Refusal::NotChecked));
}

#[test]
fn a_desk_rework_after_a_passed_check_needs_a_new_check() {
    let mut told = CaseStory::until_checking();
    told.does(Role::Checker, "2026-03-02T15:00", check_pass()).does(
        Role::Dispatcher,
        "2026-03-02T16:00",
        Command::Rework { reason: reason("照片与地点不符") },
    );
    assert_eq!((told.state(), told.case.check_passed_at), (State::Dispatched, None));
}

#[test]
fn a_unit_returns_what_is_not_its_own_and_another_gets_a_fresh_clock() {
    let mut told = CaseStory::until_handling();
    let back = Command::ReturnByUnit { reason: reason("属园林部门") };
    let refused = told.tries(Role::Handler, "2026-03-02T10:00", back.clone()).unwrap_err();
    assert_eq!(refused.code(), "not_allowed_in_state", "the assignment is withdrawn first");
    told.does(Role::Handler, "2026-03-02T10:00", Command::Withdraw { reason: reason("不属本单位") });
    assert_eq!(told.case.due_at, Some(at("2026-03-03T09:00")), "a withdrawal does not stop the clock");
    told.does(Role::UnitHead, "2026-03-02T10:30", back);
    assert_eq!((told.state(), told.case.lead_unit, told.case.due_at), (State::Filed, None, None));
    assert_eq!(told.last().particulars["lead"], json!(bureau().to_string()));
    told.does(
        Role::Dispatcher,
        "2026-03-02T11:00",
        Command::Dispatch { lead: unit(5), co: vec![], limit: one_day(), designated: false },
    );
    assert_eq!(told.case.dispatch_count, 2, "the first dispatch was not exact");
    assert_eq!(told.case.due_at, Some(at("2026-03-03T11:00")));
    let refused = told.tries(Role::Handler, "2026-03-02T11:30", Command::Accept { handler: None });
    assert_eq!(refused, Err(Refusal::NotYourUnit { action: Action::Accept, lead: Some(unit(5)) }));
}

#[test]
fn a_unit_that_sends_its_own_result_back_stays_under_the_old_deadline() {
    let mut told = CaseStory::until_handling();
    told.does(Role::Handler, "2026-03-02T11:00", submit()).does(
        Role::UnitHead,
        "2026-03-02T11:20",
        Command::SendBack { reason: reason("照片不清") },
    );
    assert_eq!((told.state(), told.case.handled_at), (State::Handling, None));
    assert_eq!(told.case.due_at, Some(at("2026-03-03T09:00")));
    assert_eq!(told.case.rework_count, 0);
}

#[test]
fn closing_without_a_check_needs_a_reason_and_more_than_a_dispatcher() {
    let mut told = CaseStory::until_handling();
    told.does(Role::Handler, "2026-03-02T11:00", submit());
    let close = |reason: Option<&str>| Command::Close { reason: reason.map(str::to_owned), conditions_met: true };
    let when = "2026-03-02T12:00";
    assert_eq!(told.tries(Role::Office, when, close(None)), Err(Refusal::NotChecked));
    assert_eq!(told.tries(Role::Office, when, close(Some(" \u{3000}"))), Err(Refusal::NotChecked));
    let refused = told.tries(Role::Dispatcher, when, close(Some("无需核查")));
    let who = vec![Role::Office, Role::Leader];
    assert_eq!(refused, Err(Refusal::NotYourRole { role: Role::Dispatcher, action: Action::Close, who }));
    told.does(Role::Leader, when, close(Some("台风停止外勤，照片清楚")));
    assert_eq!(told.case.close_reason.as_deref(), Some("台风停止外勤，照片清楚"));
    assert_eq!(told.last().particulars["checked"], json!(false));
}

#[test]
fn closing_after_a_check_needs_the_condition_or_a_reason() {
    let mut told = CaseStory::until_checking();
    told.does(Role::Checker, "2026-03-02T15:00", check_pass());
    let when = "2026-03-02T15:30";
    let open = Command::Close { reason: None, conditions_met: false };
    assert_eq!(told.tries(Role::Dispatcher, when, open.clone()), Err(Refusal::ConditionsNotMet));
    assert_eq!(told.tries(Role::Office, when, open), Err(Refusal::ConditionsNotMet));
    let reasoned = Command::Close { reason: Some(reason("树池下月统一修复")), conditions_met: false };
    assert_eq!(told.tries(Role::Dispatcher, when, reasoned.clone()), Err(Refusal::ConditionsNotMet));
    assert!(told.tries(Role::Office, when, reasoned).is_ok());
    assert_eq!(told.tries(Role::Checker, when, check_pass()), Err(Refusal::CheckedAlready));
}

#[test]
fn photo_or_a_reason_for_none_where_the_category_asks() {
    let told = CaseStory::until_handling();
    let submit = |why: Option<&str>| Command::Submit {
        text: "已清运。".into(),
        after_photos: vec![],
        without_photo: why.map(str::to_owned),
    };
    assert_eq!(told.tries(Role::Handler, "2026-03-02T10:00", submit(None)), Err(Refusal::PhotoMissing));
    assert_eq!(told.tries(Role::Handler, "2026-03-02T10:00", submit(Some("  "))), Err(Refusal::PhotoMissing));
    let decided = told.tries(Role::Handler, "2026-03-02T10:00", submit(Some("夜间无法拍摄"))).unwrap();
    assert_eq!(decided.event.particulars["without_photo"], json!("夜间无法拍摄"));

    let mut undemanding = told.case.clone();
    undemanding.photo_required = false;
    assert!(undemanding.decide(submit(None), &actor(Role::Handler), at("2026-03-02T10:00"), &told.calendar).is_ok());
}

#[test]
fn merging_looks_at_the_other_case() {
    let told = CaseStory::begin();
    let merge = |into, into_state| Command::Merge { into, into_state, likeness: alike() };
    let when = "2026-03-02T09:00";
    let own = told.tries(Role::Office, when, merge(case_id(1), State::Filed));
    assert_eq!(own, Err(Refusal::MergeIntoItself));
    let ended = told.tries(Role::Office, when, merge(case_id(2), State::Merged));
    assert_eq!(ended, Err(Refusal::MergeIntoEnded { state: State::Merged }));
    let merged = told.tries(Role::Office, when, merge(case_id(2), State::Handling)).unwrap();
    assert_eq!((merged.case.state, merged.case.merged_into), (State::Merged, Some(case_id(2))));
    let again = merged
        .case
        .decide(Command::Reopen { reason: reason("不是同一处") }, &actor(Role::Leader), at(when), &told.calendar)
        .unwrap();
    assert_eq!((again.case.state, again.case.merged_into), (State::Reported, None));
}

#[test]
fn an_ended_case_takes_notes_and_reopens_with_a_reason() {
    let mut told = CaseStory::until_closed();
    told.does(Role::Inspector, "2026-03-05T09:00", Command::Note { text: "回访满意。".into() });
    assert_eq!(told.state(), State::Closed);
    let reopen = |text: &str| Command::Reopen { reason: reason(text) };
    let none = told.tries(Role::Leader, "2026-03-05T10:00", reopen(" "));
    assert_eq!(none, Err(Refusal::ReasonMissing { action: Action::Reopen }));
    told.does(Role::Leader, "2026-03-05T10:00", reopen("当日复发"));
    assert_eq!((told.state(), told.case.closed_at, told.case.check_passed_at), (State::Dispatched, None, None));
    assert_eq!(told.case.due_at, Some(at("2026-03-06T10:00")));
    assert_eq!(told.last().particulars["closed_before"], json!(at("2026-03-02T15:30").micros()));
}

#[test]
fn reports_without_the_needful_are_refused() {
    let report = |change: &dyn Fn(&mut changxiao_domain::cases::NewCase), role| {
        let mut new = new_case(1);
        change(&mut new);
        Case::report(new, &actor(role), at("2026-03-02T08:00")).map(|decided| decided.case.version)
    };
    assert_eq!(report(&|_| (), Role::Inspector), Ok(1));
    assert_eq!(report(&|new| new.category = " ".into(), Role::Inspector), Err(Refusal::CategoryMissing));
    let untitled = Refusal::TextMissing { action: Action::Report };
    assert_eq!(report(&|new| new.title.clear(), Role::Inspector), Err(untitled));
    assert_eq!(report(&|new| new.title = "长".repeat(201), Role::Office), Err(Refusal::TextTooLong { max: 200 }));
    assert_eq!(report(&|new| new.text = "长".repeat(5001), Role::Office), Err(Refusal::TextTooLong { max: 5000 }));
    for role in [Role::Auditor, Role::SystemAdmin, Role::SecurityAdmin] {
        assert_eq!(report(&|_| (), role).unwrap_err().code(), "not_your_role");
    }
}

#[test]
fn a_clock_that_runs_back_does_not_turn_the_timeline() {
    let mut told = CaseStory::until_handling();
    told.does(Role::Handler, "2026-03-01T00:00", submit());
    assert_eq!(told.last().at, at("2026-03-02T09:30"), "the moment of the event before");
}

#[test]
fn refusals_say_the_fact_and_the_next_step_in_both_languages() {
    let told = CaseStory::begin();
    let refused = told.tries(Role::Dispatcher, "2026-03-02T09:00", submit()).unwrap_err();
    assert_eq!(
        refused.message().words(Lang::Zh),
        "案件已上报，不能提交处置结果。现在可以：安排核实、立案、并案、作废、督办、催办、备注。"
    );
    assert_eq!(
        refused.message().words(Lang::En),
        "The case is reported; “submit result” is not possible. Possible now: request verification, file, merge, void, supervise, urge, add a note."
    );
    let refused = told.tries(Role::Checker, "2026-03-02T09:00", Command::Void { reason: reason("重复") }).unwrap_err();
    assert_eq!(refused.message().words(Lang::Zh), "核查员不能作废。由创建办、派遣员、领导办理。");
}

#[test]
fn the_table_is_sound() {
    for row in TRANSITIONS {
        assert!(
            !row.who.is_empty() && row.rule.text(Lang::Zh).ends_with('。') && row.rule.text(Lang::En).ends_with('.'),
            "{row:?}"
        );
        let readers = [Role::Auditor, Role::SystemAdmin, Role::SecurityAdmin];
        assert!(!row.who.iter().any(|role| readers.contains(role)), "{row:?}");
        if row.to == Some(State::Closed) {
            let checks = row.needs_check || row.action == Action::AuditPass;
            assert!(checks || row.needs_reason, "closing needs a check, an audit or a reason: {row:?}");
        }
        for state in row.from.iter().filter(|state| state.is_end()) {
            let appeal =
                [Action::Appeal, Action::PassAppeal, Action::GrantAppeal, Action::RefuseAppeal].contains(&row.action);
            let of_end = matches!(row.action, Action::Reopen | Action::Note) || appeal && row.to.is_none();
            assert!(of_end, "{state:?} is an end: {row:?}");
        }
    }
    for action in Action::asked() {
        assert!(TRANSITIONS.iter().any(|row| row.action == action), "{action:?} has no row");
        assert_eq!(Action::parse(action.code()), Some(action));
    }
    let mut reached = vec![State::Reported, State::SelfHandled];
    while let Some(next) = TRANSITIONS
        .iter()
        .find_map(|row| row.to.filter(|to| !reached.contains(to) && row.from.iter().any(|from| reached.contains(from))))
    {
        reached.push(next);
    }
    for state in State::ALL {
        assert!(reached.contains(&state), "{state:?} cannot be reached");
        assert!(state.is_open() != state.is_end());
        assert_eq!(State::parse(state.code()), Some(state));
        assert_eq!(serde_json::to_value(state).unwrap(), json!(state.code()));
    }
    assert_eq!(State::Checking.stage(), Stage::Feedback);
    let of_handler = allowed(State::Dispatched, Role::Handler);
    assert_eq!(
        of_handler,
        [
            Action::Accept,
            Action::ReturnByUnit,
            Action::AskExtension,
            Action::AskSuspension,
            Action::Object,
            Action::ReplySupervision,
            Action::Note
        ]
    );
    assert_eq!(allowed(State::Closed, Role::Auditor), []);
}

#[test]
fn the_table_prints_for_the_documentation() {
    for lang in [Lang::Zh, Lang::En] {
        let table = transition_table_markdown(lang);
        assert_eq!(table.lines().count(), TRANSITIONS.len() + 2);
        assert!(table.lines().all(|line| line.matches('|').count() == 8), "{table}");
        assert!(table.contains(Basis::OwnRule.key().text(lang)));
    }
    assert!(transition_table_markdown(Lang::Zh).contains(
        "| 核查中 | 结案 `close` | 创建办、派遣员、领导 | 已结案 | 核查通过 | 核查已通过，结案条件已满足。 |"
    ));
}
