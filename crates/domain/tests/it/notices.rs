//! When notices go out: quiet hours, holidays, windows and digests; and what waits after a failure.

use changxiao_domain::{
    calendar::{Calendar, DayKind, Limit, LimitKind},
    jobs::{JobKind, JobRules, JobState},
    notices::{Facts, Names, NoticeKind, NoticeRules, Pending, Preferences, check_address, line},
    time::{Day, HOUR, Instant, MINUTE},
};
use changxiao_words::Lang;
use jiff::civil::DateTime;
use proptest::prelude::*;

fn rules() -> NoticeRules {
    NoticeRules::parse(include_str!("../../../../data/notices/default.json")).unwrap()
}

fn job_rules() -> JobRules {
    JobRules::parse(include_str!("../../../../data/jobs/default.json")).unwrap()
}

/// Plain weeks, with National Day on Thursday and Friday and a make-up workday on Saturday 10 October.
fn calendar() -> Calendar {
    let off = [1, 2].map(|day| (Day::constant(2026, 10, day), DayKind::Off, "国庆节".to_owned()));
    let work = (Day::constant(2026, 10, 10), DayKind::Work, "国庆节".to_owned());
    Calendar::new(Calendar::plain().zone().clone(), off.into_iter().chain([work])).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_civil(text.parse::<DateTime>().unwrap(), calendar().zone())
}

#[test]
fn nights_weekends_and_holidays_are_quiet() {
    let quiet = |text: &str| rules().is_quiet(&calendar(), at(text));
    assert_eq!(
        ["2026-06-16T07:59", "2026-06-16T08:00", "2026-06-16T20:59", "2026-06-16T21:00"].map(quiet),
        [true, false, false, true]
    );
    assert_eq!(["2026-06-20T10:00", "2026-10-01T10:00", "2026-10-10T10:00"].map(quiet), [true, true, false]);
}

#[test]
fn what_waits_goes_out_at_the_next_opening() {
    let opens = |text: &str| rules().opens_at(&calendar(), at(text));
    assert_eq!(opens("2026-06-16T10:00"), at("2026-06-16T10:00"));
    assert_eq!(opens("2026-06-16T06:00"), at("2026-06-16T08:00"));
    assert_eq!(opens("2026-06-16T22:00"), at("2026-06-17T08:00"));
    // Friday night, over the weekend.
    assert_eq!(opens("2026-06-19T22:00"), at("2026-06-22T08:00"));
    // Wednesday night, over the holiday and the weekend.
    assert_eq!(opens("2026-09-30T21:00"), at("2026-10-05T08:00"));
}

#[test]
fn only_urgent_kinds_pass_at_night() {
    let night = at("2026-06-16T23:00");
    let pending = |urgent, minutes: i64| Pending { urgent, at: night.plus_micros(-minutes * MINUTE) };
    let plan = rules().plan(&calendar(), &[pending(false, 60), pending(true, 0), pending(false, 1)], night);
    assert_eq!(plan.hold, [0, 2]);
    assert_eq!(plan.send.len(), 1);
    assert_eq!(plan.send[0].items, [1]);
    let (runs_on, stops) = (Limit::new(LimitKind::UrgentHour, 2), Limit::new(LimitKind::WorkingHour, 2));
    assert!(rules().is_urgent(NoticeKind::Urged, None));
    assert!(rules().is_urgent(NoticeKind::Escalated, Some(runs_on)));
    assert!(!rules().is_urgent(NoticeKind::Escalated, Some(stops)));
    assert!(!rules().is_urgent(NoticeKind::ToCheck, Some(runs_on)));
}

#[test]
fn a_flood_becomes_one_message_and_a_few_stay_single() {
    let now = at("2026-06-16T10:00");
    let old = |n: usize| vec![Pending { urgent: false, at: now.plus_micros(-11 * MINUTE) }; n];
    assert_eq!(rules().plan(&calendar(), &old(3), now).send.len(), 3);
    let plan = rules().plan(&calendar(), &old(4), now);
    assert_eq!((plan.send.len(), plan.send[0].items.len()), (1, 4));
    // The window of the oldest is still open.
    let young = vec![Pending { urgent: false, at: now.plus_micros(-9 * MINUTE) }; 4];
    assert_eq!(rules().plan(&calendar(), &young, now).hold.len(), 4);
    // The clock was set back: what comes from after now does not wait for it.
    let ahead = vec![Pending { urgent: false, at: now.plus_micros(5 * HOUR) }];
    assert_eq!(rules().plan(&calendar(), &ahead, now).send.len(), 1);
}

proptest! {
    #[test]
    fn each_notice_is_sent_or_held_and_never_both(
        pending in prop::collection::vec((any::<bool>(), 0_i64..3000), 0..30), minute in 0_i64..20_000,
    ) {
        let now = at("2026-09-28T00:00").plus_micros(minute * MINUTE);
        let pending: Vec<Pending> =
            pending.into_iter().map(|(urgent, age)| Pending { urgent, at: now.plus_micros(-age * MINUTE) }).collect();
        let plan = rules().plan(&calendar(), &pending, now);
        let mut places: Vec<usize> =
            plan.send.iter().flat_map(|bundle| bundle.items.clone()).chain(plan.hold.clone()).collect();
        places.sort_unstable();
        prop_assert_eq!(places, (0..pending.len()).collect::<Vec<_>>());
        for bundle in &plan.send {
            prop_assert!(bundle.items.iter().all(|at| pending[*at].urgent == bundle.urgent));
            prop_assert!(bundle.urgent || !rules().is_quiet(&calendar(), now));
        }
        prop_assert!(plan.hold.iter().all(|at| !pending[*at].urgent));
        prop_assert!(plan.send.len() <= 2 * rules().digest_above);
        let opens = rules().opens_at(&calendar(), now);
        prop_assert!(opens >= now && !rules().is_quiet(&calendar(), opens));
    }
}

#[test]
fn waits_double_up_to_an_hour() {
    let rules = job_rules();
    let seconds: Vec<i64> = (1..=10).map(|tries| rules.wait_after(tries) / 1_000_000).collect();
    assert_eq!(seconds, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    assert_eq!(rules.wait_after(i64::MAX), 3600 * 1_000_000);
    assert!(JobKind::ALL.iter().all(|kind| JobKind::parse(kind.code()) == Some(*kind)));
    assert!(JobState::ALL.iter().all(|state| JobState::parse(state.code()) == Some(*state)));
}

#[test]
fn an_address_is_one_mailbox_and_nothing_else() {
    for fine in ["lin@example.gov.cn", "a.b+c@mail-1.example.com"] {
        assert!(check_address(fine).is_ok(), "{fine}");
    }
    for wrong in [
        "",
        "lin",
        "@example.com",
        "lin@",
        "lin@a..b",
        "a@b@c",
        "lin@exa mple.com",
        "lin@x.cn\r\nBcc: y@z.cn",
        "a,b@c.cn",
        ".a@b.cn",
        "a@-b.cn",
    ] {
        assert!(check_address(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn people_choose_by_kind() {
    let mut chosen = Preferences::default();
    assert!(!chosen.mails(NoticeKind::Escalated), "no address, no mail");
    chosen.address = "lin@example.gov.cn".to_owned();
    assert!(chosen.mails(NoticeKind::Escalated) && chosen.mails(NoticeKind::Test) && chosen.rings(NoticeKind::ToCheck));
    assert!(!chosen.mails(NoticeKind::Dispatched));
    chosen.silent.insert(NoticeKind::ToCheck);
    assert!(!chosen.rings(NoticeKind::ToCheck));
    let text = serde_json::to_string(&chosen).unwrap();
    assert_eq!(serde_json::from_str::<Preferences>(&text).unwrap(), chosen);
}

#[test]
fn every_kind_says_its_sentence_in_both_languages() {
    let facts = Facts {
        number: "260616-0001".to_owned(),
        title: "垃圾满溢".to_owned(),
        place: "巷口街道 · 延安北路".to_owned(),
        unit: "市城管局".to_owned(),
        rung: Some(changxiao_domain::escalation::Rung::Deputy),
        share_permille: Some(1500),
        stands_in: true,
        near: Some(2),
        late: Some(3),
        times: Some(3),
        usual_tenths: Some(40),
        waits_for: "found".to_owned(),
        english: None,
    };
    for kind in NoticeKind::ALL {
        assert_eq!(NoticeKind::parse(kind.code()), Some(kind));
        assert!(!line(kind, &facts, Lang::Zh).is_empty() && !line(kind, &facts, Lang::En).is_empty());
    }
    assert_eq!(
        line(NoticeKind::Escalated, &facts, Lang::Zh),
        "260616-0001 用时已达时限的 150%，升级到分管负责人（代行）：垃圾满溢（巷口街道 · 延安北路），主办市城管局"
    );
    assert_eq!(line(NoticeKind::DueStatus, &facts, Lang::En), "市城管局: 2 due soon, 3 late");
    assert_eq!(
        line(NoticeKind::ChronicFound, &facts, Lang::Zh),
        "260616-0001 同地同类第 3 次，待确认：垃圾满溢（巷口街道 · 延安北路）"
    );
    assert_eq!(
        line(NoticeKind::SurgeAlarm, &Facts { title: String::new(), ..facts.clone() }, Lang::Zh),
        "巷口街道 · 延安北路 七天上报 3 件，平时每周 4.0 件"
    );
    let names =
        |lang: Lang| Names { unit: lang.of_data("市城管局", "Urban Management").to_owned(), ..Names::default() };
    let named = Facts { near: Some(2), late: Some(3), ..Facts::named(names) };
    assert_eq!(line(NoticeKind::DueStatus, &named, Lang::En), "Urban Management: 2 due soon, 3 late");
    assert_eq!(line(NoticeKind::DueStatus, &named, Lang::Zh), "市城管局：临期 2 件，超期 3 件");
    assert_eq!(NoticeKind::Urged.path("260616-0001").as_deref(), Some("/cases/260616-0001"));
    assert_eq!(NoticeKind::ChronicTurn.path("R260616-0001").as_deref(), Some("/recurrence/R260616-0001"));
    assert_eq!(NoticeKind::DueStatus.path(""), None);
}
