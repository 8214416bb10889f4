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

/// Every case of a category that belongs to a chronic problem, by the definition word for word; [`Around`] finds the same with less work.
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
    let others = known.iter().filter(|seen| seen.case != new.case);
    Around::new(others.chain([new]), rules).returned(new.case)
}

/// Everything around new cases of one category, so that each case is weighed once, however many new ones are asked about.
///
/// Six hundred reports of one morning are six hundred new cases with six hundred links each. Asked one by one without what the
/// one before has weighed, that is the third power of their number.
pub struct Around<'a> {
    rules: &'a RecurrenceRules,
    /// By report, then by id.
    all: Vec<&'a Seen>,
    /// All of them together do not make the least number of times, so no core does.
    too_few: bool,
    /// Of each in `all`, once it was weighed: how many links it has where it is a core.
    weighed: Vec<Option<Option<usize>>>,
    compared: u64,
}

impl<'a> Around<'a> {
    /// Each case once, with what [`returned`] says of `known`.
    pub fn new(all: impl IntoIterator<Item = &'a Seen>, rules: &'a RecurrenceRules) -> Self {
        let mut all: Vec<&Seen> = all.into_iter().collect();
        all.sort_unstable_by_key(|seen| (seen.reported_at, seen.case));
        let too_few = times(all.iter().map(|seen| seen.reported_at), rules) < rules.least;
        let weighed = vec![None; all.len()];
        Self { rules, all, too_few, weighed, compared: 0 }
    }

    /// What this case, one of all, makes chronic, as [`returned`] does.
    pub fn returned(&mut self, new: CaseId) -> Option<Came> {
        if self.too_few {
            return None;
        }
        let new = *self.all.iter().find(|seen| seen.case == new)?;
        let mut cores = Vec::new();
        for place in 0..self.all.len() {
            if self.are_linked(new, self.all[place])
                && let Some(links) = self.weigh(place)
            {
                cores.push((place, links));
            }
        }
        let (core, _) = *cores.iter().min_by_key(|(place, links)| (std::cmp::Reverse(*links), *place))?;
        let mut belongs = vec![false; self.all.len()];
        for (core, _) in cores {
            for (place, belongs) in belongs.iter_mut().enumerate() {
                *belongs = *belongs || self.are_linked(self.all[core], self.all[place]);
            }
        }
        let cases = self.all.iter().zip(belongs).filter(|(_, belongs)| *belongs).map(|(seen, _)| seen.case).collect();
        Some(Came { core: self.all[core].case, cases })
    }

    /// How many pairs of cases were looked at: the work that was done, for whoever holds it to the number of cases.
    pub const fn compared(&self) -> u64 {
        self.compared
    }

    /// How many links a core has; `None`: it is none.
    fn weigh(&mut self, place: usize) -> Option<usize> {
        if let Some(weighed) = self.weighed[place] {
            return weighed;
        }
        let core = self.all[place];
        let mut links = Vec::new();
        for other in 0..self.all.len() {
            if self.are_linked(core, self.all[other]) {
                links.push(self.all[other].reported_at);
            }
        }
        let weighed = (times(links.iter().copied(), self.rules) >= self.rules.least).then_some(links.len());
        self.weighed[place] = Some(weighed);
        weighed
    }

    /// A case is linked to itself.
    fn are_linked(&mut self, one: &Seen, two: &Seen) -> bool {
        self.compared += 1;
        one.case == two.case || linked(one, two, self.rules)
    }
}

/// How many times reports in their order are.
fn times(reported: impl Iterator<Item = Instant>, rules: &RecurrenceRules) -> i64 {
    let (mut times, mut last) = (0, None::<Instant>);
    for moment in reported {
        if last.is_none_or(|last| moment.since(last) >= rules.apart()) {
            times += 1;
            last = Some(moment);
        }
    }
    times
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
