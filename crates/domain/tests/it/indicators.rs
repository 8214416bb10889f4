//! The numbers of case handling: what is counted, what a composite never does, and which data are refused.

use changxiao_domain::{
    callbacks::{Answer, Satisfaction},
    cases::State,
    ids::UnitId,
    indicators::{
        CallFact, CaseFacts, Counted, Counting, Counts, Decision, Group, Indicator, Mark, Outcome, Part, Rules,
        RulesFault, Span, SpanKind, Subject, Tally, indicators_markdown, score,
    },
    scoring::Milli,
    time::{Day, HOUR, Instant},
};
use proptest::prelude::*;

const SHIPPED: &str = include_str!("../../../../data/indicators/default.json");

fn rules() -> Rules {
    Rules::from_json(SHIPPED).expect("the shipped rules can be read")
}

fn at(hours: i64) -> Instant {
    Instant(1_780_272_000_000_000).plus_micros(hours * HOUR)
}

/// From hour 0 to hour 100, looked at in hour 120.
fn counting(rules: &Rules) -> Counting {
    Counting { limits: rules.basis.limits, from: at(0), until: at(100), now: at(120) }
}

/// Filed, dispatched, handled in time, checked and closed within the period.
fn good() -> CaseFacts {
    CaseFacts {
        state: State::Closed,
        public: false,
        reported_at: at(1),
        decision: Some((Decision::Filed, at(2))),
        verify_asked_at: None,
        verify_done_at: None,
        verified: None,
        dispatched_at: Some(at(3)),
        dispatch_count: 1,
        due_at: Some(at(50)),
        handled_at: Some(at(20)),
        paused: false,
        late_rounds: 0,
        rework_count: 0,
        exempt: false,
        check_from: Some(at(20)),
        check_asked_at: Some(at(21)),
        check_done_at: Some(at(22)),
        closed_at: Some(at(23)),
        call: None,
    }
}

/// Dispatched in time and never handled.
fn overdue() -> CaseFacts {
    CaseFacts {
        state: State::Handling,
        handled_at: None,
        check_from: None,
        check_asked_at: None,
        check_done_at: None,
        closed_at: None,
        ..good()
    }
}

fn counted(rules: &Rules, facts: &[CaseFacts]) -> Counts {
    let mut counts = Counts::default();
    for one in facts {
        counts.add(one, rules, &counting(rules));
    }
    counts
}

fn composite(rules: &Rules, subject: Subject, facts: &[CaseFacts]) -> Outcome {
    score(rules, rules.scheme(subject).expect("every subject has a scheme"), &counted(rules, facts))
}

#[test]
fn a_small_world_counted_by_hand() {
    let rules = rules();
    let late = CaseFacts {
        handled_at: Some(at(60)),
        check_from: Some(at(60)),
        check_asked_at: Some(at(61)),
        check_done_at: Some(at(64)),
        closed_at: Some(at(65)),
        ..good()
    };
    let forced = CaseFacts { state: State::ForceClosed, closed_at: Some(at(70)), ..overdue() };
    let counts = counted(&rules, &[good(), late, overdue(), forced]);
    let tally = |due, met| Tally { due, met, partly: 0 };
    assert_eq!(counts.of(Indicator::Handling), tally(4, 2));
    assert_eq!(counts.of(Indicator::OnTimeHandling), tally(4, 1));
    assert_eq!(counts.of(Indicator::Closing), tally(4, 2));
    assert_eq!(counts.of(Indicator::OnTimeClosing), tally(4, 1));
    assert_eq!(counts.of(Indicator::Rework), tally(4, 0));
    assert_eq!(counts.of(Indicator::ForcedClosing), tally(3, 1));
    assert_eq!(counts.of(Indicator::OnTimeCheck), tally(2, 1), "a check has two hours, the second took three");
    assert_eq!(counts.of(Indicator::CheckSent), tally(2, 2));
    // Closing: one good, two that are not closed; on time: one of four; no rework: one of one; the band is full.
    let outcome = composite(&rules, Subject::Department, &[good(), late, overdue(), forced]);
    let rated = outcome.rated().expect("something was due");
    assert_eq!(rated.score, Milli(57_500));
    assert_eq!(rated.grade, 'D');
    assert_eq!(rated.parts.iter().map(|part| part.earned).sum::<Milli>(), rated.score, "the why adds up");
    assert_eq!(rated.parts.iter().map(|part| part.share).sum::<Milli>(), Milli::FULL);
}

#[test]
fn each_indicator_has_its_edge() {
    let rules = rules();
    let of = |indicator: Indicator, facts: CaseFacts| indicator.count(&facts, &counting(&rules));
    let refused = CaseFacts { state: State::Voided, decision: Some((Decision::Refused, at(2))), ..good() };
    assert_eq!(of(Indicator::ValidReport, refused), Some(Mark::Not));
    assert_eq!(of(Indicator::Miss, refused), None, "what was not filed is no case");
    assert_eq!(of(Indicator::ValidReport, CaseFacts { decision: None, ..good() }), None, "undecided is not due");
    let public = CaseFacts { public: true, verified: Some(true), ..good() };
    assert_eq!(of(Indicator::Miss, public), Some(Mark::Met));
    assert_eq!(of(Indicator::PublicReport, public), Some(Mark::Met));
    assert_eq!(of(Indicator::PublicReport, CaseFacts { verified: None, ..public }), Some(Mark::Not));
    // The limit of filing is 24 hours, the last moment is in time.
    let filed = |hours| CaseFacts { decision: Some((Decision::Filed, at(hours))), ..good() };
    assert_eq!(of(Indicator::OnTimeFiling, filed(25)), Some(Mark::Met));
    assert_eq!(of(Indicator::OnTimeFiling, filed(26)), Some(Mark::Not));
    let verified = CaseFacts { verify_asked_at: Some(at(2)), verify_done_at: Some(at(20)), ..filed(40) };
    assert_eq!(
        of(Indicator::OnTimeFiling, verified),
        Some(Mark::Met),
        "the limit starts at the result of verification"
    );
    let unfiled = CaseFacts { state: State::Reported, decision: None, dispatched_at: None, due_at: None, ..overdue() };
    assert_eq!(of(Indicator::OnTimeFiling, unfiled), Some(Mark::Not), "what nobody files counts too");
    let voided = CaseFacts { state: State::Voided, ..good() };
    assert_eq!(of(Indicator::ExactFiling, voided), Some(Mark::Not));
    assert_eq!(of(Indicator::Handling, voided), None, "void cases are in no denominator of the unit");
    assert_eq!(of(Indicator::ExactDispatch, CaseFacts { dispatch_count: 2, ..good() }), Some(Mark::Not));
    let exempt = CaseFacts { exempt: true, handled_at: Some(at(60)), ..good() };
    assert_eq!(of(Indicator::OnTimeHandling, exempt), None, "a granted appeal is left out");
    assert_eq!(of(Indicator::Handling, exempt), Some(Mark::Met), "and the fact stays");
    let after_rework = CaseFacts { late_rounds: 1, rework_count: 1, ..good() };
    assert_eq!(of(Indicator::OnTimeHandling, after_rework), Some(Mark::Not), "a rework does not wash lateness off");
    assert_eq!(of(Indicator::Handling, CaseFacts { paused: true, ..overdue() }), None, "a stopped clock owes nothing");
    let called = |satisfaction| CaseFacts {
        call: Some(CallFact { contacted: Answer::Yes, solved: Answer::No, satisfaction }),
        ..good()
    };
    assert_eq!(of(Indicator::Satisfaction, called(Satisfaction::Basically)), Some(Mark::Partly));
    assert_eq!(of(Indicator::Solution, called(Satisfaction::Basically)), Some(Mark::Not));
    let (contacted, solved, satisfaction) = (Answer::Untold, Answer::Untold, Satisfaction::Satisfied);
    let untold = CaseFacts { call: Some(CallFact { contacted, solved, satisfaction }), ..good() };
    assert_eq!(of(Indicator::Response, untold), None, "what nobody told is not No");
    assert_eq!(of(Indicator::Solution, untold), None);
    assert_eq!(of(Indicator::Satisfaction, untold), Some(Mark::Met));
    assert_eq!(of(Indicator::Satisfaction, called(Satisfaction::Unsaid)), None);
    let partly = CaseFacts { call: Some(CallFact { contacted, solved: Answer::Partly, satisfaction }), ..good() };
    assert_eq!(of(Indicator::Solution, partly), Some(Mark::Not), "a part of it is not yet all of it");
}

#[test]
fn basically_satisfied_counts_for_nine_tenths() {
    let rules = rules();
    let called = |contacted, solved, satisfaction| CaseFacts {
        call: Some(CallFact { contacted: Answer::of(contacted), solved: Answer::of(solved), satisfaction }),
        ..good()
    };
    let facts = [
        called(true, true, Satisfaction::Satisfied),
        called(true, true, Satisfaction::Basically),
        called(false, false, Satisfaction::Unsatisfied),
    ];
    let counts = counted(&rules, &facts);
    assert_eq!(counts.of(Indicator::Satisfaction).percent(900), Some(Milli(63_333)));
    let outcome = composite(&rules, Subject::Callback, &facts);
    // 10 × 2/3 + 40 × 1.9/3 + 50 × 2/3.
    assert_eq!(outcome.score(), Some(Milli(6_667 + 25_333 + 33_333)));
    assert_eq!(composite(&rules, Subject::Callback, &[good()]), Outcome::NotRated);
}

#[test]
fn nothing_due_is_neither_zero_nor_hundred() {
    let rules = rules();
    for subject in Subject::ALL {
        assert_eq!(composite(&rules, subject, &[]), Outcome::NotRated, "{}", subject.code());
    }
    assert_eq!(Tally::default().percent(900), None);
    // A full band of reworks alone rates nobody.
    let later =
        CaseFacts { due_at: Some(at(200)), handled_at: None, state: State::Handling, closed_at: None, ..good() };
    assert_eq!(composite(&rules, Subject::Department, &[later]), Outcome::NotRated);
}

#[test]
fn weights_that_do_not_sum_to_one_are_refused_by_name() {
    let changed = |from: &str, to: &str| Rules::from_json(&SHIPPED.replacen(from, to, 1));
    let fault = changed("\"weight_milli\": 12500", "\"weight_milli\": 12600").unwrap_err();
    assert_eq!(fault, RulesFault::WeightsDoNotSum { subject: "area".to_owned(), sum: 100_100 });
    assert!(fault.to_string().contains("area") && fault.to_string().contains("100100"));
    assert!(matches!(
        changed("\"weight_milli\": 12500", "\"weight_milli\": 0"),
        Err(RulesFault::WeightTooSmall { .. })
    ));
    assert!(matches!(
        changed("\"measure\": \"closing\"", "\"measure\": \"speed\""),
        Err(RulesFault::UnknownMeasure(_))
    ));
    assert!(matches!(changed("\"measure\": \"closing\"", "\"measure\": \"rework\""), Err(RulesFault::Twice { .. })));
    assert!(matches!(
        changed("\"measure\": \"closing\"", "\"measure\": \"solution\""),
        Err(RulesFault::Misplaced { .. })
    ));
    assert!(matches!(
        changed("\"subject\": \"area\"", "\"subject\": \"dispatch\""),
        Err(RulesFault::NotOneScheme { .. })
    ));
    assert!(matches!(changed("\"subject\": \"area\"", "\"subject\": \"person\""), Err(RulesFault::UnknownSubject(_))));
    assert!(
        matches!(changed("\"step\": \"check\"", "\"step\": \"chek\""), Err(RulesFault::Limit(outside)) if outside.name == "check")
    );
    assert!(matches!(changed("\"up_to\": 100,", "\"up_to\": 40,"), Err(RulesFault::Steps)));
    assert!(matches!(changed("\"thousandths\": 900", "\"thousandths\": 1900"), Err(RulesFault::Partly(_))));
    for scheme in rules().schemes {
        assert_eq!(scheme.components.iter().map(|part| part.weight_milli).sum::<i64>(), 100_000);
    }
}

#[test]
fn bands_and_grades_are_those_of_their_source() {
    let rules = rules();
    let bands = [(0, 1000), (50, 1000), (51, 900), (100, 900), (200, 750), (500, 600), (1000, 400), (1001, 0)];
    for (reworked, worth) in bands {
        assert_eq!(rules.band(reworked), worth, "{reworked}");
    }
    for (score, grade) in [(100_000, 'A'), (90_000, 'A'), (89_999, 'B'), (60_000, 'C'), (40_000, 'D'), (0, 'E')] {
        assert_eq!(rules.grade(Milli(score)), grade, "{score}");
    }
}

#[test]
fn the_page_of_the_documentation_names_every_indicator_in_both_languages() {
    let page = indicators_markdown(&rules());
    let committed = include_str!("../../../../docs/indicators.md");
    assert!(committed == page, "docs/indicators.md is old: cargo xtask generate, then commit it");
    for indicator in Indicator::ALL {
        assert_eq!(page.matches(&format!("`{}`", indicator.code())).count(), 2, "{}", indicator.code());
    }
    assert!(page.contains("有效上报率") && page.contains("Valid reports"));
}

#[test]
fn an_address_names_its_figure_and_reads_it_back() {
    let unit = UnitId(uuid::Uuid::from_u128(7));
    let groups = [
        Group::All,
        Group::Unit(unit),
        Group::Division(350_602_003_000, 350_602_003_999),
        Group::Major("E04".to_owned()),
        Group::Category("E0405".to_owned()),
        Group::Source("finding".to_owned()),
    ];
    let parts = [Part::Due, Part::Met, Part::Partly, Part::Good(Subject::Supervision), Part::Bad(Subject::Department)];
    for indicator in Indicator::ALL {
        for (part, group) in parts.into_iter().zip(groups.iter().cycle()) {
            let counted = Counted { indicator: *indicator, part, group: group.clone(), from: at(0), until: at(24) };
            let text = counted.to_string();
            assert!(text.len() <= 120, "{text}");
            assert_eq!(text.parse::<Counted>(), Ok(counted));
        }
    }
    for wrong in ["", "handling", "handling.met.1.2", "handling.met.x.2.all", "speed.met.1.2.all", "handling.met.1.2.z"]
    {
        assert!(wrong.parse::<Counted>().is_err(), "{wrong}");
    }
}

#[test]
fn a_period_is_written_as_it_is_read() {
    let day = |month, day| Day::constant(2026, month, day);
    for (text, first, end, behind) in [
        ("2026-06-16", day(6, 15), day(6, 16), 12 * HOUR),
        ("2026-W25", day(6, 15), day(6, 22), 0),
        ("2026-06", day(6, 1), day(7, 1), 0),
        ("2026-Q2", day(4, 1), day(7, 1), 0),
        ("2026", day(1, 1), Day::constant(2027, 1, 1), 0),
        ("2026-06-01..2026-06-15", day(6, 1), day(6, 16), 0),
    ] {
        let span: Span = text.parse().unwrap();
        assert_eq!(span.to_string(), text);
        assert_eq!(span.bounds(), (first, end, behind), "{text}");
        assert_eq!(span.next().previous(), span, "{text}");
        assert_eq!(span.next().bounds().0, if matches!(span, Span::Noon(_)) { day(6, 16) } else { end }, "{text}");
    }
    for wrong in ["", "x", "2026-13", "2026-W60", "2026-02-30", "2026-06-15..2026-06-01", "2024-01-01..2026-01-01"] {
        assert!(wrong.parse::<Span>().is_err(), "{wrong}");
    }
    for kind in SpanKind::ALL {
        let span = Span::around(kind, day(6, 16));
        assert_eq!(span.kind(), kind);
        let (first, end, _) = span.bounds();
        assert!(first <= day(6, 16) && day(6, 16) <= end, "{span}");
    }
}

fn moments() -> impl Strategy<Value = Option<Instant>> {
    prop_oneof![1 => Just(None), 4 => (0_i64..110).prop_map(|hours| Some(at(hours)))]
}

fn states() -> impl Strategy<Value = State> {
    proptest::sample::select(State::ALL.to_vec())
}

prop_compose! {
    fn cases()(
        state in states(), public in any::<bool>(), reported in 0_i64..60,
        decision in proptest::option::of((0_u8..3, 0_i64..110)), verify in (moments(), moments()), dispatched in moments(),
        counts in (0_i64..3, 0_i64..2, 0_i64..3), due in moments(), handled in moments(), flags in (any::<bool>(), any::<bool>()),
        check in (moments(), moments(), moments()), closed in moments(), verified in proptest::option::of(any::<bool>()),
    ) -> CaseFacts {
        let of = |code| [Decision::Filed, Decision::Fixed, Decision::Refused][usize::from(code)];
        CaseFacts {
            state, public, reported_at: at(reported), decision: decision.map(|(code, hours)| (of(code), at(hours))),
            verify_asked_at: verify.0, verify_done_at: verify.0.and(verify.1), verified, dispatched_at: dispatched,
            dispatch_count: counts.0, due_at: due, handled_at: handled, paused: flags.0, late_rounds: counts.1,
            rework_count: counts.2, exempt: flags.1, check_from: check.0, check_asked_at: check.1,
            check_done_at: check.1.and(check.2), closed_at: closed, call: None,
        }
    }
}

proptest! {
    #[test]
    fn a_score_lies_between_zero_and_hundred_and_adds_up(facts in proptest::collection::vec(cases(), 0..12)) {
        let rules = rules();
        for subject in Subject::ALL {
            if let Outcome::Rated(rated) = composite(&rules, subject, &facts) {
                prop_assert!((0..=100_000).contains(&rated.score.0));
                prop_assert_eq!(rated.parts.iter().map(|part| part.earned).sum::<Milli>(), rated.score);
                prop_assert!(rated.parts.iter().all(|part| part.earned <= part.share));
            }
        }
    }

    /// Late in any step that the subject's composite measures, whatever else is true of the case.
    #[test]
    fn one_more_late_case_never_raises_a_score(facts in proptest::collection::vec(cases(), 0..10), more in cases()) {
        let rules = rules();
        for scheme in rules.schemes.iter().filter(|scheme| scheme.is_late(&more, &counting(&rules))) {
            let before = composite(&rules, scheme.subject, &facts).score();
            let mut with = facts.clone();
            with.push(more);
            let after = composite(&rules, scheme.subject, &with).score();
            if let (Some(before), Some(after)) = (before, after) {
                prop_assert!(after <= before, "{}: {before} became {after}", scheme.subject.code());
            }
            prop_assert!(!(before.is_some() && after.is_none()));
        }
    }

    /// Twice as much work of the same quality is worth the same; only reworked cases are counted by number, against the unit.
    #[test]
    fn volumes_do_not_reward(facts in proptest::collection::vec(cases(), 1..10), times in 2_usize..4) {
        let rules = rules();
        let more: Vec<CaseFacts> = facts.iter().copied().cycle().take(facts.len() * times).collect();
        for subject in Subject::ALL {
            let (one, many) = (composite(&rules, subject, &facts).score(), composite(&rules, subject, &more).score());
            prop_assert_eq!(one, many, "{}", subject.code());
        }
    }

    /// A late case was always late: proof that the property above is not about nothing.
    #[test]
    fn an_overdue_case_is_late_for_its_unit(reworks in 0_i64..3) {
        let rules = rules();
        let late = CaseFacts { rework_count: reworks, ..overdue() };
        prop_assert!(rules.scheme(Subject::Department).unwrap().is_late(&late, &counting(&rules)));
        let (few, many) = (composite(&rules, Subject::Department, &[good()]), composite(&rules, Subject::Department, &[good(), late]));
        prop_assert!(many.score() < few.score());
    }
}
