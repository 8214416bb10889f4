//! Which cases came back often enough. What is found depends on the cases alone, never on the order in which they are looked at.
//!
//! Two cases are linked when they lie at the same place and the later one was reported within the days after the earlier one was
//! closed (while that is open: reported). A case is a *core* when it and its links make the least number of times; everything
//! that is linked to a core belongs to a chronic problem, and so does the core.

use std::collections::{BTreeMap, BTreeSet};

use super::{RecurrenceRules, Seen};
use crate::{ids::CaseId, time::Instant};

/// Whether the later of the two came back after the earlier one.
fn linked(one: &Seen, two: &Seen, rules: &RecurrenceRules) -> bool {
    let (first, second) =
        if (one.reported_at, one.case) <= (two.reported_at, two.case) { (one, two) } else { (two, one) };
    // A closing after the second report does not count: the first was still open then, and its own report counts.
    let closed = first.closed_at.filter(|closed| *closed <= second.reported_at);
    let from = closed.map_or(first.reported_at, |closed| closed.max(first.reported_at));
    second.reported_at.since(from) <= rules.window() && one.same_place(two, rules.metres)
}

/// The case and everything that is linked to it, where that makes the least number of times.
fn around<'a>(core: &Seen, all: &'a [Seen], rules: &RecurrenceRules) -> Option<Vec<&'a Seen>> {
    let links: Vec<&Seen> = all.iter().filter(|other| other.case == core.case || linked(core, other, rules)).collect();
    let times = numbered(links.iter().map(|seen| (seen.case, seen.reported_at)), rules);
    (times.values().copied().max().unwrap_or(0) >= rules.least).then_some(links)
}

/// Every case of a category that belongs to a chronic problem.
pub fn chronic(all: &[Seen], rules: &RecurrenceRules) -> BTreeSet<CaseId> {
    all.iter().filter_map(|core| around(core, all, rules)).flatten().map(|seen| seen.case).collect()
}

/// What came back at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The case in the middle of them: the one with the most links, of these the earliest.
    pub core: CaseId,
    pub cases: BTreeSet<CaseId>,
}

/// What a new case makes chronic, itself among it; `None`: nothing. `known` holds every case of the category that is linked to it,
/// and what is linked to those; more does no harm, and the case itself may stand among them.
pub fn returned(new: &Seen, known: &[Seen], rules: &RecurrenceRules) -> Option<Came> {
    let mut all: Vec<Seen> = known.iter().filter(|seen| seen.case != new.case).cloned().collect();
    all.push(new.clone());
    let cores = all.iter().filter(|core| core.case == new.case || linked(core, new, rules));
    let found: Vec<(&Seen, Vec<&Seen>)> = cores.filter_map(|core| Some((core, around(core, &all, rules)?))).collect();
    let (core, _) =
        found.iter().min_by_key(|(core, links)| (std::cmp::Reverse(links.len()), core.reported_at, core.case))?;
    Some(Came { core: core.case, cases: found.iter().flat_map(|(_, links)| links).map(|seen| seen.case).collect() })
}

/// Which time each of these is, in the order of their reports.
pub fn numbered(
    reported: impl IntoIterator<Item = (CaseId, Instant)>,
    rules: &RecurrenceRules,
) -> BTreeMap<CaseId, i64> {
    let mut moments: Vec<(Instant, CaseId)> = reported.into_iter().map(|(case, at)| (at, case)).collect();
    moments.sort_unstable();
    let (mut time, mut last) = (0, None::<Instant>);
    let mut numbered = BTreeMap::new();
    for (moment, case) in moments {
        if last.is_none_or(|last| moment.since(last) >= rules.apart()) {
            time += 1;
            last = Some(moment);
        }
        numbered.insert(case, time);
    }
    numbered
}
