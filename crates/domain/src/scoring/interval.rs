//! How far a pass rate or score could have come out by the chance of which visits were made.
//!
//! Percentile bootstrap (Efron 1979): draw as many visits as there are, with replacement, 2,000 times; of the 2,000 sorted results the
//! 50th and the 1,951st bound the middle 95 %. Everything is integer, and the generator is written down here, so that a seed
//! gives the same interval on any machine.

use serde::{Deserialize, Serialize};

use crate::scoring::{Facts, Milli, Outcome, Rate, Scheme, ScoreTrace, rate::rounded_share, score::tally, score_unit};

/// How many times the visits are drawn again.
pub const DRAWS: usize = 2_000;

/// The middle 95 % of the draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    pub low: Milli,
    pub high: Milli,
    /// How many visits with something due it rests on.
    pub visits: usize,
    pub seed: u64,
}

/// The interval of a pass rate (thousandths of a per cent point), from one rate a visit. `None` with fewer than two visits: one
/// visit says nothing about chance.
pub fn pass_rate_interval(visits: &[Rate], seed: u64) -> Option<Interval> {
    middle_of_draws(visits, seed, |rate| rounded_share(Milli::FULL.0, rate.met, rate.due))
}

/// The interval of a unit's score when its visits are drawn again and its cases stay as they are. `None` when the unit is not rated,
/// or fewer than two visits had something due.
pub fn score_interval(facts: &Facts, scheme: &Scheme, seed: u64) -> Option<Interval> {
    let Outcome::Rated(ScoreTrace { components, .. }) = score_unit(facts, scheme) else { return None };
    let is_field = |kind| kind == super::ComponentKind::FieldPassRate;
    let field = components.iter().find(|component| is_field(component.kind))?;
    let elsewhere: Milli =
        components.iter().filter(|component| !is_field(component.kind)).map(|component| component.earned).sum();
    let share = field.share.0;
    middle_of_draws(&rates_of_visits(facts), seed, |rate| {
        elsewhere.0 + share - rounded_share(share, rate.not_met(), rate.due)
    })
}

fn rates_of_visits(facts: &Facts) -> Vec<Rate> {
    // The order in which facts arrive must not change which visit a random number hits.
    let mut visits: Vec<_> = facts.visits.iter().collect();
    visits.sort_by_key(|visit| visit.visit);
    let rate_of = |visit: &super::VisitFact| {
        let alone = Facts { visits: vec![visit.clone()], ..Facts::default() };
        let tally = tally(super::ComponentKind::FieldPassRate, &alone);
        Rate::new(tally.met, tally.due)
    };
    visits.into_iter().map(rate_of).collect()
}

fn middle_of_draws(visits: &[Rate], seed: u64, measure: impl Fn(Rate) -> i64) -> Option<Interval> {
    let visits: Vec<Rate> = visits.iter().copied().filter(|rate| rate.due > 0).collect();
    if visits.len() < 2 {
        return None;
    }
    let mut generator = SplitMix64::new(seed);
    let mut draw = || -> i64 { measure((0..visits.len()).map(|_| visits[generator.below(visits.len())]).sum()) };
    let mut results: Vec<i64> = (0..DRAWS).map(|_| draw()).collect();
    results.sort_unstable();
    // 2.5 % of the draws lie below and 2.5 % above.
    let tail = DRAWS / 40;
    Some(Interval { low: Milli(results[tail - 1]), high: Milli(results[DRAWS - tail]), visits: visits.len(), seed })
}

/// SplitMix64 (Steele, Lea and Flood 2014): 64 bits of state that grow by a fixed odd number and are mixed on the way out.
/// For drawing samples again; never for secrets.
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 random bits.
    pub const fn next_word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `limit` (above 0), by multiplying. Off from uniform by less than `limit` in 2^64, which no sample notices.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next_word()) * limit as u128) >> 64) as usize
    }
}
