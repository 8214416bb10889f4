//! Scores as a reader would check them with a pencil.

use changxiao_domain::{
    divisions::Level,
    ids::{CaseId, SiteId, UnitId, VisitId},
    inspections::Answer,
    orgs::UnitKind,
    scoring::{
        CaseFact, ClosedWell, Facts, GroupKey, Grouping, Improvement, ItemFact, Milli, NotRated, Outcome, PartKey,
        PassRow, Period, Ranked, Rate, Scheme, SplitMix64, Standing, Timeliness, VisitFact, gains, like_groups,
        pass_rate_interval, rank, rank_scores, roll_up, roll_up_by_division, score_interval, score_unit, simulate,
        split,
    },
    time::Instant,
};

/// The project's own default of November 2026, inferred from published schemes that put field results first (安康 2022: 70 of 100;
/// 宜昌 2019: 66.81 of 94.12) and rework next to closing in time.
const OWN_DEFAULT: &str = r#"{
  "code": "own-default", "name_zh": "默认方案", "name_en": "Default scheme", "grouping": "kind",
  "components": [
    {"code": "field", "name_zh": "实地达标率", "name_en": "Field pass rate", "weight_milli": 60000, "kind": "field_pass_rate",
     "source": "own default", "dated": "2026-11", "evidence": "inferred"},
    {"code": "on_time", "name_zh": "按时办结率", "name_en": "On-time closing", "weight_milli": 25000, "kind": "on_time_closing",
     "source": "own default", "dated": "2026-11", "evidence": "inferred"},
    {"code": "no_rework", "name_zh": "一次办结率", "name_en": "No rework", "weight_milli": 15000, "kind": "no_rework",
     "source": "own default", "dated": "2026-11", "evidence": "inferred"}
  ]
}"#;

fn own_default() -> Scheme {
    serde_json::from_str(OWN_DEFAULT).unwrap()
}

fn visit_id(n: u8) -> VisitId {
    VisitId::new(Instant(1_000_000), [n; 10])
}

fn case_id(n: u8) -> CaseId {
    CaseId::new(Instant(1_000_000), [n; 10])
}

fn unit_id(n: u8) -> UnitId {
    UnitId::new(Instant(1_000_000), [n; 10])
}

fn visit(n: u8, site_type: &str, answers: &[(&str, Answer)]) -> VisitFact {
    let items = answers.iter().map(|(item, answer)| ItemFact { item: (*item).into(), answer: *answer, exempt: false });
    let site = SiteId::new(Instant(1_000_000), [n; 10]);
    VisitFact { visit: visit_id(n), site, site_type: site_type.into(), items: items.collect() }
}

fn case(n: u8, closing: Timeliness, reworked: bool) -> CaseFact {
    CaseFact { case: case_id(n), category: "01".into(), closing, reworked, exempt: false }
}

use Answer::{Met, NotApplicable, NotMet};
use Timeliness::{Late, NotDue, OnTime};

fn a_month() -> Facts {
    Facts {
        visits: vec![
            visit(1, "zgd", &[("zgd-01", Met), ("zgd-02", NotMet), ("zgd-03", Met), ("zgd-04", NotApplicable)]),
            visit(2, "zgd", &[("zgd-01", Met), ("zgd-02", NotMet), ("zgd-03", NotMet)]),
            visit(3, "gc", &[("gc-01", Met), ("gc-02", Met)]),
        ],
        cases: vec![case(1, OnTime, false), case(2, OnTime, true), case(3, Late, false), case(4, NotDue, false)],
        closed_well: Vec::new(),
    }
}

#[test]
fn a_month_is_scored_as_by_hand() {
    let Outcome::Rated(trace) = score_unit(&a_month(), &own_default()) else { panic!("rated") };
    let lost: Vec<(&str, i64, i64, i64)> =
        trace.components.iter().map(|c| (c.code.as_str(), c.due, c.met, c.lost.0)).collect();
    // Field: 60 × 3/8 = 22.5. On time: 25 × 1/3 = 8.333. Rework: the late case is not counted, 15 × 1/2 = 7.5.
    assert_eq!(lost, [("field", 8, 5, 22_500), ("on_time", 3, 2, 8_333), ("no_rework", 2, 1, 7_500)]);
    assert_eq!(trace.score, Milli(61_667));
    assert!(trace.adds_up());
    assert!(trace.left_out.is_empty());

    let road = trace.components[0].parts.iter().find(|part| part.key == PartKey::SiteType("zgd".into())).unwrap();
    assert_eq!((road.due, road.met, road.lost), (6, 3, Milli(22_500)));
    let litter = road.parts.iter().find(|part| part.key == PartKey::Item("zgd-02".into())).unwrap();
    assert_eq!((litter.due, litter.met, litter.lost), (2, 0, Milli(15_000)));
    let visits: Vec<(PartKey, Milli)> = litter.parts.iter().map(|part| (part.key.clone(), part.lost)).collect();
    assert_eq!(visits, [(PartKey::Visit(visit_id(1)), Milli(7_500)), (PartKey::Visit(visit_id(2)), Milli(7_500))]);
    let square = trace.components[0].parts.iter().find(|part| part.key == PartKey::SiteType("gc".into())).unwrap();
    assert_eq!((square.due, square.met, square.lost), (2, 2, Milli(0)), "what lost nothing is shown down to its items");
}

#[test]
fn a_component_with_nothing_due_is_left_out_and_its_weight_spread() {
    let facts = Facts { cases: Vec::new(), ..a_month() };
    let Outcome::Rated(trace) = score_unit(&facts, &own_default()) else { panic!("rated") };
    assert_eq!(trace.components.len(), 1);
    assert_eq!((trace.components[0].weight, trace.components[0].share), (Milli(60_000), Milli::FULL));
    assert_eq!(trace.score, Milli(62_500));
    let left_out: Vec<(&str, NotRated)> = trace.left_out.iter().map(|out| (out.code.as_str(), out.why)).collect();
    assert_eq!(left_out, [("on_time", NotRated::NothingDue), ("no_rework", NotRated::NothingDue)]);

    // Without visits, 25 and 15 stand for 62.5 and 37.5.
    let Outcome::Rated(trace) = score_unit(&Facts { visits: Vec::new(), ..a_month() }, &own_default()) else {
        panic!("rated")
    };
    assert_eq!(trace.components.iter().map(|c| c.share.0).collect::<Vec<_>>(), [62_500, 37_500]);
}

#[test]
fn cases_that_lost_nothing_may_be_counted_instead_of_listed() {
    let listed = a_month();
    let well = |case: &CaseFact| case.closing == OnTime && !case.reworked;
    let count = listed.cases.iter().filter(|case| well(case)).count() as i64;
    let counted = Facts {
        cases: listed.cases.iter().filter(|case| !well(case)).cloned().collect(),
        closed_well: vec![ClosedWell { category: "01".into(), count }],
        ..listed.clone()
    };
    assert_eq!(score_unit(&counted, &own_default()), score_unit(&listed, &own_default()));
    assert_eq!(gains(&counted, &own_default()), gains(&listed, &own_default()));
}

#[test]
fn nothing_due_at_all_is_not_rated() {
    let not_rated = Outcome::NotRated(NotRated::NothingDue);
    assert_eq!(score_unit(&Facts::default(), &own_default()), not_rated);
    let only_open = Facts {
        cases: vec![case(1, NotDue, false)],
        visits: vec![visit(1, "zgd", &[("zgd-01", NotApplicable)])],
        ..Facts::default()
    };
    assert_eq!(score_unit(&only_open, &own_default()), not_rated);
    assert_eq!(not_rated.score(), None);
}

#[test]
fn a_granted_appeal_changes_the_score_and_is_shown() {
    let mut facts = a_month();
    facts.visits[0].items[1].exempt = true;
    facts.cases[2].exempt = true;
    let Outcome::Rated(trace) = score_unit(&facts, &own_default()) else { panic!("rated") };
    let field = &trace.components[0];
    assert_eq!((field.due, field.met, field.exempt), (7, 5, 1));
    let on_time = &trace.components[1];
    assert_eq!((on_time.due, on_time.met, on_time.exempt), (2, 2, 1));
    assert_eq!(on_time.parts[0].parts[0].key, PartKey::Case(case_id(3)), "the exempted case is still named");
    assert!(trace.score > Milli(61_667));
    assert_eq!(facts.visits[0].items[1].answer, NotMet, "the fact stays");
}

#[test]
fn a_scheme_is_checked_when_it_is_read() {
    let refused = |from: &str, to: &str| {
        let error = serde_json::from_str::<Scheme>(&OWN_DEFAULT.replacen(from, to, 1)).unwrap_err().to_string();
        error.split(" at line").next().unwrap_or_default().to_owned()
    };
    assert_eq!(refused("60000", "50000"), "the weights sum to 90000 thousandths of a point, 100000 are needed");
    assert_eq!(refused("\"code\": \"on_time\"", "\"code\": \"field\""), "component code field is used twice");
    assert_eq!(
        refused("\"on_time_closing\"", "\"no_rework\""),
        "component no_rework measures what an earlier component measures"
    );
    assert_eq!(
        refused("15000", "999"),
        "component no_rework weighs 999 thousandths of a point, at least 1000 are needed"
    );
    assert_eq!(refused("\"own default\"", "\"\""), "component field does not say where it comes from");
    assert!(refused("\"dated\"", "\"when\"").starts_with("unknown field `when`"));
    assert!(refused("\"grouping\"", "\"groping\"").starts_with("unknown field `groping`"));
    let scheme = own_default();
    assert_eq!(serde_json::from_value::<Scheme>(serde_json::to_value(&scheme).unwrap()).unwrap(), scheme);
}

#[test]
fn thousandths_print_with_one_decimal_and_three_on_request() {
    assert_eq!(Milli(86_449).to_string(), "86.4");
    assert_eq!(Milli(86_450).to_string(), "86.5");
    assert_eq!(format!("{:.3}", Milli(86_449)), "86.449");
    assert_eq!(format!("{:.0}", Milli(86_500)), "87");
    assert_eq!(Milli(-40).to_string(), "0.0");
    assert_eq!(Milli(-1_250).to_string(), "-1.3");
    assert_eq!(Milli(100_000).to_string(), "100.0");
    assert_eq!("86.44".parse(), Ok(Milli(86_440)));
    assert_eq!("-1".parse(), Ok(Milli(-1_000)));
    for wrong in ["", ".", "1.", ".5", "1.2345", "+1", "1e3", "８６", "9999999999999"] {
        assert!(wrong.parse::<Milli>().is_err(), "{wrong}");
    }
}

#[test]
fn a_split_adds_up_and_earlier_parts_take_equal_remainders() {
    assert_eq!(split(100_000, &[1, 1, 1]), [33_334, 33_333, 33_333]);
    assert_eq!(split(10, &[0, 5, 0]), [0, 10, 0]);
    assert_eq!(split(7, &[3, 3, 2]), [3, 2, 2]);
    assert_eq!(split(0, &[0, 0]), [0, 0]);
    assert_eq!(split(5, &[]), Vec::<i64>::new());
}

#[test]
fn equal_scores_share_a_rank_and_the_not_rated_stand_apart() {
    let scores = [(1, Ok(90_000)), (2, Err(NotRated::NothingDue)), (3, Ok(95_000)), (4, Ok(90_000)), (5, Ok(10_000))];
    let ranked = rank_scores(scores.map(|(unit, score)| (unit_id(unit), score.map(Milli))));
    let place = |unit, rank, score, tied| Ranked {
        unit: unit_id(unit),
        standing: Standing::Place { rank, of: 4, score: Milli(score), tied },
    };
    let expected = [
        place(3, 1, 95_000, false),
        place(1, 2, 90_000, true),
        place(4, 2, 90_000, true),
        place(5, 4, 10_000, false),
        Ranked { unit: unit_id(2), standing: Standing::NotRated(NotRated::NothingDue) },
    ];
    assert_eq!(ranked, expected);
    let traced = rank(vec![(unit_id(1), score_unit(&a_month(), &own_default()))]);
    assert_eq!(traced[0].standing, Standing::Place { rank: 1, of: 1, score: Milli(61_667), tied: false });
}

#[test]
fn only_like_units_are_ranked_together() {
    let units = [
        (unit_id(1), UnitKind::Town, Some("hills".to_owned())),
        (unit_id(2), UnitKind::Town, Some("plain".to_owned())),
        (unit_id(3), UnitKind::Department, None),
        (unit_id(4), UnitKind::Office, None),
    ];
    let by_kind = like_groups(units.clone(), Grouping::Kind);
    assert_eq!(by_kind[&GroupKey { kind: UnitKind::Town, group: None }], [unit_id(1), unit_id(2)]);
    assert_eq!(by_kind.values().map(Vec::len).sum::<usize>(), 3, "the office is in no ranking");
    assert_eq!(like_groups(units, Grouping::KindAndGroup).len(), 3);
}

#[test]
fn pass_rates_roll_up_without_losing_a_row() {
    let row = |site_type: &str, node: Option<&str>, division: i64, met, not_met| PassRow {
        site_type: site_type.into(),
        node: node.map(Into::into),
        division: division.try_into().unwrap(),
        unit: None,
        met,
        not_met,
    };
    let rows = [
        row("zgd", Some("III-1"), 350_602_001, 7, 3),
        row("zgd", None, 350_602_001_002, 1, 1),
        row("gc", Some("III-1"), 350_603, 5, 0),
    ];
    let by_type = roll_up(&rows, |row| Some(row.site_type.clone()));
    assert_eq!(by_type.rates["zgd"], Rate::new(8, 12));
    assert_eq!(by_type.rates["zgd"].percent(), Some(Milli(66_667)));
    let by_node = roll_up(&rows, |row| row.node.clone());
    assert_eq!((by_node.rates["III-1"], by_node.without_key), (Rate::new(12, 15), Rate::new(1, 2)));
    let by_town = roll_up_by_division(&rows, Level::Township);
    assert_eq!(by_town.rates[&350_602_001.try_into().unwrap()], Rate::new(8, 12));
    assert_eq!(by_town.without_key, Rate::new(5, 5), "a row of a whole district lies in no one town");
    assert_eq!(by_town.total, Rate::new(13, 17));
    assert_eq!(Rate::default().percent(), None);
}

#[test]
fn the_generator_is_splitmix64() {
    // First outputs for seed 1234567, as the reference implementation gives them (Vigna, prng.di.unimi.it/splitmix64.c).
    let mut generator = SplitMix64::new(1_234_567);
    let words = [(); 3].map(|()| generator.next_word());
    assert_eq!(words, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

#[test]
fn an_interval_is_the_same_for_the_same_seed_and_holds_the_rate() {
    let visits: Vec<Rate> = (0..40).map(|n| Rate::new(10 - n % 5, 10)).collect();
    let interval = pass_rate_interval(&visits, 7).unwrap();
    assert_eq!(Some(interval), pass_rate_interval(&visits, 7));
    assert!(interval.low < Milli(80_000) && Milli(80_000) < interval.high, "{interval:?}");
    // The rate is a mean of 40 draws with standard deviation 0.141, so 95 % lies within ± 1.96 × 0.141 / √40 = ± 4.4 points.
    assert!((interval.high - interval.low).0.abs_diff(8_765) < 700, "{interval:?}");
    assert_eq!(pass_rate_interval(&visits[..1], 7), None, "one visit says nothing about chance");
    let alike = pass_rate_interval(&[Rate::new(9, 10); 5], 7).unwrap();
    assert_eq!((alike.low, alike.high), (Milli(90_000), Milli(90_000)));

    let facts = a_month();
    let turned = Facts { visits: facts.visits.iter().rev().cloned().collect(), ..facts.clone() };
    let of_score = score_interval(&facts, &own_default(), 7).unwrap();
    assert_eq!(Some(of_score), score_interval(&turned, &own_default(), 7), "the order of visits does not matter");
    assert!(of_score.low <= Milli(61_667) && Milli(61_667) <= of_score.high);
}

#[test]
fn what_would_change_if() {
    let (facts, scheme) = (a_month(), own_default());
    let fixed = simulate(&facts, &scheme, &[Improvement::MeetItem { item: "zgd-02".into() }]);
    assert_eq!((fixed.gain_milli, fixed.changed), (15_000, 2));
    let in_time = simulate(&facts, &scheme, &[Improvement::CloseInTime { case: case_id(3) }]);
    // On time 3 of 3 gains 8.333; the case now also counts as closed at the first check, 15 × 1/3 lost instead of 15 × 1/2.
    assert_eq!(in_time.gain_milli, 8_333 + 2_500);
    let nothing = simulate(&facts, &scheme, &[Improvement::MeetItem { item: "xyz".into() }]);
    assert_eq!((nothing.gain_milli, nothing.changed, &nothing.before), (0, 0, &nothing.after));

    let gains = gains(&facts, &scheme);
    assert_eq!(gains[0], (Improvement::MeetItem { item: "zgd-02".into() }, 15_000));
    assert_eq!(gains.len(), 4);
    for (improvement, gain) in gains {
        assert_eq!(simulate(&facts, &scheme, &[improvement]).gain_milli, gain);
    }
}

#[test]
fn periods_are_months_quarters_and_years() {
    let days = |text: &str| {
        let period: Period = text.parse().unwrap();
        (period.to_string(), period.first_day().to_string(), period.end_day().to_string())
    };
    let owned = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(days("2026-12"), owned("2026-12", "2026-12-01", "2027-01-01"));
    assert_eq!(days("2026-q4"), owned("2026-Q4", "2026-10-01", "2027-01-01"));
    assert_eq!(days("2026"), owned("2026", "2026-01-01", "2027-01-01"));
    let january: Period = "2026-01".parse().unwrap();
    assert_eq!((january.previous().to_string(), january.next().to_string()), ("2025-12".into(), "2026-02".into()));
    for wrong in ["", "26-01", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-1", "2026-10-01", "1999"] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong}");
    }
}
