//! Which cases came back often enough. What is found depends on the cases alone, never on the order in which they are looked at.
//!
//! Two cases are linked when they lie at the same place and the later one was reported within the days after the earlier one was
//! closed (while that is open: reported). A case is a *core* when it and its links make the least number of times; everything
//! that is linked to a core belongs to a chronic problem, and so does the core.

use std::collections::BTreeSet;

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

/// How many times these were: reports less than the given hours apart are one time.
pub fn occasions(reported: impl IntoIterator<Item = Instant>, rules: &RecurrenceRules) -> i64 {
    let mut moments: Vec<Instant> = reported.into_iter().collect();
    moments.sort_unstable();
    let (mut times, mut last) = (0, None::<Instant>);
    for moment in moments {
        if last.is_none_or(|last| moment.since(last) >= rules.apart()) {
            times += 1;
            last = Some(moment);
        }
    }
    times
}

/// The case and everything that is linked to it, where that makes the least number of times.
fn around<'a>(core: &Seen, all: &'a [Seen], rules: &RecurrenceRules) -> Option<Vec<&'a Seen>> {
    let links: Vec<&Seen> =
        all.iter().filter(|other| other.case == core.case || linked(core, other, rules)).collect();
    (occasions(links.iter().map(|seen| seen.reported_at), rules) >= rules.least).then_some(links)
}

/// Every case of a category that belongs to a chronic problem.
pub fn chronic(all: &[Seen], rules: &RecurrenceRules) -> BTreeSet<CaseId> {
    all.iter().filter_map(|core| around(core, all, rules)).flatten().map(|seen| seen.case).collect()
}

/// What a new case makes chronic, itself among it; empty: nothing. `known` holds every case of the category that is linked to it,
/// and what is linked to those; more does no harm, and the case itself may stand among them.
pub fn returned(new: &Seen, known: &[Seen], rules: &RecurrenceRules) -> BTreeSet<CaseId> {
    let mut all: Vec<Seen> = known.iter().filter(|seen| seen.case != new.case).cloned().collect();
    all.push(new.clone());
    let cores = all.iter().filter(|core| core.case == new.case || linked(core, new, rules));
    cores.filter_map(|core| around(core, &all, rules)).flatten().map(|seen| seen.case).collect()
}
