//! Scoring one unit.

use std::collections::BTreeMap;

use crate::{
    inspections::Answer,
    scoring::{
        CaseFact, Component, ComponentKind, ComponentTrace, Facts, LeftOut, Milli, NotRated, Outcome, Part, PartKey,
        ScoreTrace, Timeliness, rate::rounded_share, split,
    },
};

/// Scores a unit's facts by a scheme, with the trace.
///
/// A component in which nothing was due is left out and its weight spread over the others in proportion (largest remainders, so that the
/// shares sum to a hundred points). A component loses `share` × not met / due, halves up. A unit in which nothing at all was due
/// is not rated. For a fixed scheme one more lost mark never raises a score and a granted exemption never lowers it.
pub fn score_unit(facts: &Facts, scheme: &super::Scheme) -> Outcome {
    let marked: Vec<(&Component, Tally)> =
        scheme.components().iter().map(|component| (component, tally(component.kind, facts))).collect();
    let (rated, empty): (Vec<_>, Vec<_>) = marked.into_iter().partition(|(_, tally)| tally.due > 0);
    if rated.is_empty() {
        return Outcome::NotRated(NotRated::NothingDue);
    }
    let weights: Vec<i64> = rated.iter().map(|(component, _)| component.weight_milli).collect();
    let shares = split(Milli::FULL.0, &weights);
    let components: Vec<ComponentTrace> =
        rated.into_iter().zip(shares).map(|((component, tally), share)| trace_of(component, tally, share)).collect();
    let lost: Milli = components.iter().map(|component| component.lost).sum();
    Outcome::Rated(ScoreTrace {
        full: Milli::FULL,
        score: Milli::FULL - lost,
        lost,
        components,
        left_out: empty.into_iter().map(|(component, tally)| left_out(component, &tally)).collect(),
    })
}

/// One mark: what it stands for, from wide to narrow, and how it came out.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Met,
    Lost,
    Exempt,
}

/// The marks of one component, grown into a tree by their paths.
#[derive(Default)]
pub(super) struct Tally {
    pub due: i64,
    pub met: i64,
    exempt: i64,
    below: BTreeMap<PartKey, Tally>,
}

impl Tally {
    fn add(&mut self, path: &[PartKey], verdict: Verdict, marks: i64) {
        self.due += if verdict == Verdict::Exempt { 0 } else { marks };
        self.met += if verdict == Verdict::Met { marks } else { 0 };
        self.exempt += if verdict == Verdict::Exempt { marks } else { 0 };
        if let Some((first, rest)) = path.split_first() {
            self.below.entry(first.clone()).or_default().add(rest, verdict, marks);
        }
    }

    const fn not_met(&self) -> i64 {
        self.due - self.met
    }
}

/// Collects the marks of one kind of component.
pub(super) fn tally(kind: ComponentKind, facts: &Facts) -> Tally {
    let mut tally = Tally::default();
    match kind {
        ComponentKind::FieldPassRate => tally_visits(facts, &mut tally),
        ComponentKind::OnTimeClosing => tally_cases(facts, on_time, &mut tally),
        ComponentKind::NoRework => tally_cases(facts, without_rework, &mut tally),
    }
    tally
}

fn tally_visits(facts: &Facts, tally: &mut Tally) {
    for visit in &facts.visits {
        for item in &visit.items {
            let verdict = match item.answer {
                Answer::Met => Verdict::Met,
                Answer::NotMet if item.exempt => Verdict::Exempt,
                Answer::NotMet => Verdict::Lost,
                Answer::NotApplicable => continue,
            };
            let path = [
                PartKey::SiteType(visit.site_type.clone()),
                PartKey::Item(item.item.clone()),
                PartKey::Visit(visit.visit),
            ];
            tally.add(&path, verdict, 1);
        }
    }
}

fn tally_cases(facts: &Facts, judge: fn(&CaseFact) -> Option<Verdict>, tally: &mut Tally) {
    for case in &facts.cases {
        if let Some(verdict) = judge(case) {
            tally.add(&[PartKey::Category(case.category.clone()), PartKey::Case(case.case)], verdict, 1);
        }
    }
    // Both components of cases count such a case as met.
    for well in facts.closed_well.iter().filter(|well| well.count > 0) {
        tally.add(&[PartKey::Category(well.category.clone())], Verdict::Met, well.count);
    }
}

fn on_time(case: &CaseFact) -> Option<Verdict> {
    match case.closing {
        Timeliness::NotDue => None,
        Timeliness::OnTime => Some(Verdict::Met),
        Timeliness::Late if case.exempt => Some(Verdict::Exempt),
        Timeliness::Late => Some(Verdict::Lost),
    }
}

fn without_rework(case: &CaseFact) -> Option<Verdict> {
    match (case.reworked, case.closing) {
        (true, _) if case.exempt => Some(Verdict::Exempt),
        (true, _) => Some(Verdict::Lost),
        (false, Timeliness::OnTime) => Some(Verdict::Met),
        (false, Timeliness::NotDue | Timeliness::Late) => None,
    }
}

fn trace_of(component: &Component, tally: Tally, share: i64) -> ComponentTrace {
    let lost = rounded_share(share, tally.not_met(), tally.due);
    ComponentTrace {
        code: component.code.clone(),
        name_zh: component.name_zh.clone(),
        name_en: component.name_en.clone(),
        kind: component.kind,
        weight: Milli(component.weight_milli),
        share: Milli(share),
        due: tally.due,
        met: tally.met,
        exempt: tally.exempt,
        lost: Milli(lost),
        earned: Milli(share - lost),
        parts: parts_of(tally, lost),
    }
}

/// Splits a loss over the parts below in proportion to what each did not meet.
fn parts_of(tally: Tally, lost: i64) -> Vec<Part> {
    let weights: Vec<i64> = tally.below.values().map(Tally::not_met).collect();
    let losses = split(lost, &weights);
    let parts = tally.below.into_iter().zip(losses).map(|((key, below), lost)| Part {
        due: below.due,
        met: below.met,
        exempt: below.exempt,
        lost: Milli(lost),
        parts: parts_of(below, lost),
        key,
    });
    parts.filter(is_worth_showing).collect()
}

fn is_worth_showing(part: &Part) -> bool {
    let is_bottom = matches!(part.key, PartKey::Visit(_) | PartKey::Case(_));
    !is_bottom || part.due > part.met || part.exempt > 0
}

fn left_out(component: &Component, tally: &Tally) -> LeftOut {
    LeftOut {
        code: component.code.clone(),
        name_zh: component.name_zh.clone(),
        name_en: component.name_en.clone(),
        weight: Milli(component.weight_milli),
        why: NotRated::NothingDue,
        exempt: tally.exempt,
    }
}
