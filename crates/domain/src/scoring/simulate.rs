//! “What would change if”: the score that the same facts would give with some losses made good.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CaseId, VisitId},
    inspections::Answer,
    scoring::{
        ComponentKind, ComponentTrace, Facts, Outcome, PartKey, Scheme, Timeliness, rate::rounded_share, score_unit,
    },
};

/// Something that could have gone better.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Improvement {
    /// One item of one visit is met.
    MeetOnVisit { visit: VisitId, item: String },
    /// An item is met wherever it was not.
    MeetItem { item: String },
    /// Every item is met on all sites of a type.
    MeetSiteType { site_type: String },
    /// One case is closed in time.
    CloseInTime { case: CaseId },
    /// Every case is closed in time.
    CloseAllInTime,
    /// No case is sent back.
    NoRework,
}

/// The score as it is, and as it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    pub before: Outcome,
    pub after: Outcome,
    /// Thousandths of a point that would be gained; nothing where the unit is not rated.
    pub gain_milli: i64,
    /// How many items and cases the improvements touch.
    pub changed: usize,
}

/// Scores the facts as they are and as they would be with the improvements. The facts themselves stay.
pub fn simulate(facts: &Facts, scheme: &Scheme, improvements: &[Improvement]) -> Simulation {
    let mut better = facts.clone();
    let changed = improvements.iter().map(|improvement| apply(&mut better, improvement)).sum();
    let (before, after) = (score_unit(facts, scheme), score_unit(&better, scheme));
    let gain_milli = match (before.score(), after.score()) {
        (Some(before), Some(after)) => (after - before).0,
        _ => 0,
    };
    Simulation { before, after, gain_milli, changed }
}

/// What each single improvement would gain (every lost item everywhere, all cases in time, no rework), most first, without those that
/// would gain nothing. The same as `simulate` for each, read off the trace where that is enough.
pub fn gains(facts: &Facts, scheme: &Scheme) -> Vec<(Improvement, i64)> {
    let Outcome::Rated(trace) = score_unit(facts, scheme) else { return Vec::new() };
    let field = trace.components.iter().find(|component| component.kind == ComponentKind::FieldPassRate);
    let mut gains = field.map_or_else(Vec::new, gains_by_item);
    for improvement in [Improvement::CloseAllInTime, Improvement::NoRework] {
        let gain = simulate(facts, scheme, std::slice::from_ref(&improvement)).gain_milli;
        gains.push((improvement, gain));
    }
    gains.retain(|(_, gain)| *gain > 0);
    gains.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
    gains
}

/// Meeting an item changes neither what was due nor any share, so the new loss follows from the counts.
fn gains_by_item(field: &ComponentTrace) -> Vec<(Improvement, i64)> {
    let mut not_met: BTreeMap<&str, i64> = BTreeMap::new();
    for part in field.parts.iter().flat_map(|site_type| &site_type.parts) {
        if let PartKey::Item(item) = &part.key {
            *not_met.entry(item).or_default() += part.due - part.met;
        }
    }
    let lost_now = field.due - field.met;
    let gain = |made_good: i64| field.lost.0 - rounded_share(field.share.0, lost_now - made_good, field.due);
    not_met.into_iter().map(|(item, count)| (Improvement::MeetItem { item: item.to_owned() }, gain(count))).collect()
}

/// Makes the losses good that an improvement names and says how many it found. What a granted appeal already left out of the score is
/// no loss and stays.
fn apply(facts: &mut Facts, improvement: &Improvement) -> usize {
    match improvement {
        Improvement::MeetOnVisit { visit, item } => meet(facts, |at, _, code| at == *visit && code == item),
        Improvement::MeetItem { item } => meet(facts, |_, _, code| code == item),
        Improvement::MeetSiteType { site_type } => meet(facts, |_, of_type, _| of_type == site_type),
        Improvement::CloseInTime { case } => close_in_time(facts, |at| at == *case),
        Improvement::CloseAllInTime => close_in_time(facts, |_| true),
        Improvement::NoRework => {
            let reworked = facts.cases.iter_mut().filter(|case| case.reworked && !case.exempt);
            reworked.map(|case| case.reworked = false).count()
        }
    }
}

fn meet(facts: &mut Facts, wanted: impl Fn(VisitId, &str, &str) -> bool) -> usize {
    let mut changed = 0;
    for visit in &mut facts.visits {
        let (id, site_type) = (visit.visit, visit.site_type.as_str());
        for item in &mut visit.items {
            if item.answer == Answer::NotMet && !item.exempt && wanted(id, site_type, &item.item) {
                item.answer = Answer::Met;
                changed += 1;
            }
        }
    }
    changed
}

fn close_in_time(facts: &mut Facts, wanted: impl Fn(CaseId) -> bool) -> usize {
    let late =
        facts.cases.iter_mut().filter(|case| case.closing == Timeliness::Late && !case.exempt && wanted(case.case));
    late.map(|case| case.closing = Timeliness::OnTime).count()
}
