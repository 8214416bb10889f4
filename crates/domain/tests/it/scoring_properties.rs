//! What must hold for every set of facts.

use changxiao_domain::{
    ids::{CaseId, SiteId, VisitId},
    inspections::Answer,
    scoring::{
        CaseFact, ClosedWell, Component, ComponentKind, Facts, Grouping, ItemFact, Milli, Outcome, Part, Scheme,
        Timeliness, VisitFact, gains, score_interval, score_unit, simulate, split,
    },
    time::Instant,
};
use proptest::prelude::*;

fn component(code: &str, weight_milli: i64, kind: ComponentKind) -> Component {
    let text = || code.to_owned();
    Component {
        code: text(),
        name_zh: text(),
        name_en: text(),
        weight_milli,
        kind,
        source: "test".into(),
        dated: "2026".into(),
        evidence: "certain".into(),
    }
}

prop_compose! {
    /// Any weights that a scheme may have, down to the least.
    fn schemes()(first in 1_000_i64..=98_000, part in 0.0_f64..=1.0) -> Scheme {
        let second = 1_000 + ((99_000 - first - 1_000) as f64 * part) as i64;
        let components = vec![
            component("field", first, ComponentKind::FieldPassRate),
            component("on_time", second, ComponentKind::OnTimeClosing),
            component("no_rework", 100_000 - first - second, ComponentKind::NoRework),
        ];
        Scheme::new("any", "任意", "any", components, Grouping::Kind).unwrap()
    }
}

fn visit_of(place: usize, site_type: u8, items: Vec<(u8, Answer, bool)>) -> VisitFact {
    let random = (place as u64).to_be_bytes();
    let random = [0, 0, random[0], random[1], random[2], random[3], random[4], random[5], random[6], random[7]];
    let item = |(code, answer, exempt)| ItemFact { item: format!("t{site_type}-{code}"), answer, exempt };
    VisitFact {
        visit: VisitId::new(Instant(0), random),
        site: SiteId::new(Instant(0), random),
        site_type: format!("t{site_type}"),
        items: items.into_iter().map(item).collect(),
    }
}

fn case_of(place: usize, category: u8, closing: Timeliness, reworked: bool, exempt: bool) -> CaseFact {
    let case = CaseId::new(Instant(0), [place as u8; 10]);
    CaseFact { case, category: format!("c{category}"), closing, reworked, exempt }
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![4 => Just(Answer::Met), 3 => Just(Answer::NotMet), 1 => Just(Answer::NotApplicable)]
}

fn timeliness() -> impl Strategy<Value = Timeliness> {
    prop_oneof![Just(Timeliness::NotDue), Just(Timeliness::OnTime), Just(Timeliness::Late)]
}

prop_compose! {
    fn facts()(
        visits in prop::collection::vec((0_u8..4, prop::collection::vec((0_u8..6, answers(), prop::bool::weighted(0.1)), 0..8)), 0..8),
        cases in prop::collection::vec((0_u8..3, timeliness(), prop::bool::weighted(0.3), prop::bool::weighted(0.1)), 0..12),
        well in prop::collection::vec((0_u8..3, 0_i64..20), 0..3),
    ) -> Facts {
        Facts {
            visits: visits.into_iter().enumerate().map(|(n, (site_type, items))| visit_of(n, site_type, items)).collect(),
            cases: cases
                .into_iter()
                .enumerate()
                .map(|(n, (category, closing, reworked, exempt))| case_of(n, category, closing, reworked, exempt))
                .collect(),
            closed_well: well.into_iter().map(|(category, count)| ClosedWell { category: format!("c{category}"), count }).collect(),
        }
    }
}

/// Sums every level by itself, without the code that is tested.
fn assert_parts_sum(lost: i64, counts: Option<(i64, i64)>, parts: &[Part]) {
    assert_eq!(parts.iter().map(|part| part.lost.0).sum::<i64>(), lost);
    if let Some(counts) = counts {
        let sums = parts.iter().fold((0, 0), |(due, met), part| (due + part.due, met + part.met));
        assert_eq!(sums, counts);
    }
    for part in parts.iter().filter(|part| !part.parts.is_empty()) {
        assert!(part.lost.0 >= 0);
        // At the bottom only what lost something is listed, so there the losses sum and the counts need not.
        let below_is_bottom = part.parts.iter().all(|below| below.parts.is_empty());
        assert_parts_sum(part.lost.0, (!below_is_bottom).then_some((part.due, part.met)), &part.parts);
        if below_is_bottom {
            let lost_below: i64 = part.parts.iter().map(|below| below.due - below.met).sum();
            assert_eq!(lost_below, part.due - part.met);
        }
    }
}

/// `None` (not rated) is no score and is compared with nothing.
fn scores(before: &Outcome, after: &Outcome) -> Option<(Milli, Milli)> {
    before.score().zip(after.score())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_level_sums_exactly_to_its_parent(facts in facts(), scheme in schemes()) {
        if let Outcome::Rated(trace) = score_unit(&facts, &scheme) {
            prop_assert!((0..=100_000).contains(&trace.score.0));
            prop_assert_eq!(trace.score.0 + trace.lost.0, 100_000);
            prop_assert_eq!(trace.components.iter().map(|c| c.share.0).sum::<i64>(), 100_000);
            prop_assert_eq!(trace.components.iter().map(|c| c.lost.0).sum::<i64>(), trace.lost.0);
            prop_assert_eq!(trace.components.len() + trace.left_out.len(), 3);
            for component in &trace.components {
                prop_assert!(component.due > 0 && component.lost <= component.share);
                assert_parts_sum(component.lost.0, Some((component.due, component.met)), &component.parts);
            }
            prop_assert!(trace.adds_up());
        }
    }

    #[test]
    fn a_trace_that_was_changed_no_longer_adds_up(facts in facts(), scheme in schemes()) {
        if let Outcome::Rated(mut trace) = score_unit(&facts, &scheme) {
            trace.components[0].parts[0].lost.0 += 1;
            prop_assert!(!trace.adds_up());
        }
    }

    #[test]
    fn one_more_late_case_never_raises_a_score(facts in facts(), scheme in schemes(), category in 0_u8..3, reworked: bool) {
        let mut worse = facts.clone();
        worse.cases.push(case_of(200, category, Timeliness::Late, reworked, false));
        if let Some((before, after)) = scores(&score_unit(&facts, &scheme), &score_unit(&worse, &scheme)) {
            prop_assert!(after <= before, "{before:?} → {after:?}");
        }
    }

    #[test]
    fn a_case_that_turns_late_never_raises_a_score(facts in facts(), scheme in schemes()) {
        let before = score_unit(&facts, &scheme);
        for place in 0..facts.cases.len() {
            let mut worse = facts.clone();
            if worse.cases[place].exempt { continue; }
            worse.cases[place].closing = Timeliness::Late;
            if let Some((before, after)) = scores(&before, &score_unit(&worse, &scheme)) {
                prop_assert!(after <= before, "{before:?} → {after:?}");
            }
        }
    }

    #[test]
    fn an_item_that_turns_not_met_and_a_case_sent_back_never_raise_a_score(facts in facts(), scheme in schemes()) {
        let before = score_unit(&facts, &scheme);
        let mut failed = facts.clone();
        if let Some(item) = failed.visits.iter_mut().flat_map(|v| &mut v.items).find(|item| item.answer == Answer::Met && !item.exempt) {
            item.answer = Answer::NotMet;
        }
        let mut sent_back = facts.clone();
        if let Some(case) = sent_back.cases.iter_mut().find(|case| !case.reworked && !case.exempt) {
            case.reworked = true;
        }
        for worse in [failed, sent_back] {
            if let Some((before, after)) = scores(&before, &score_unit(&worse, &scheme)) {
                prop_assert!(after <= before, "{before:?} → {after:?}");
            }
        }
    }

    #[test]
    fn a_granted_appeal_never_lowers_a_score(facts in facts(), scheme in schemes()) {
        let before = score_unit(&facts, &scheme);
        let mut granted = Vec::new();
        for visit in 0..facts.visits.len() {
            for item in 0..facts.visits[visit].items.len() {
                let mut better = facts.clone();
                better.visits[visit].items[item].exempt = true;
                granted.push(better);
            }
        }
        for case in 0..facts.cases.len() {
            let mut better = facts.clone();
            better.cases[case].exempt = true;
            granted.push(better);
        }
        for better in granted {
            if let Some((before, after)) = scores(&before, &score_unit(&better, &scheme)) {
                prop_assert!(after >= before, "{before:?} → {after:?}");
            }
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter(facts in facts(), scheme in schemes(), turn in 0_usize..12) {
        let mut other = facts.clone();
        other.visits.reverse();
        for visit in &mut other.visits {
            visit.items.reverse();
        }
        if !other.cases.is_empty() {
            let by = turn % other.cases.len();
            other.cases.rotate_left(by);
        }
        prop_assert_eq!(score_unit(&facts, &scheme), score_unit(&other, &scheme));
    }

    #[test]
    fn gains_are_what_simulating_says(facts in facts(), scheme in schemes()) {
        for (improvement, gain) in gains(&facts, &scheme) {
            prop_assert!(gain > 0);
            prop_assert_eq!(simulate(&facts, &scheme, &[improvement]).gain_milli, gain);
        }
    }

    #[test]
    fn split_adds_up_and_each_part_is_its_share_rounded(total in 0_i64..=1_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..40)) {
        let parts = split(total, &weights);
        let sum: i64 = weights.iter().sum();
        prop_assert_eq!(parts.iter().sum::<i64>(), if sum == 0 { 0 } else { total });
        for (part, weight) in parts.iter().zip(&weights) {
            if sum > 0 {
                let below = (i128::from(total) * i128::from(*weight) / i128::from(sum)) as i64;
                prop_assert!((below..=below + 1).contains(part));
                prop_assert!(*weight > 0 || *part == 0);
            }
        }
    }
}

proptest! {
    // Each case draws 2,000 samples.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_interval_lies_within_the_scale(facts in facts(), scheme in schemes(), seed: u64) {
        if let Some(interval) = score_interval(&facts, &scheme, seed) {
            prop_assert!(Milli(0) <= interval.low && interval.low <= interval.high && interval.high <= Milli::FULL);
        }
    }
}
