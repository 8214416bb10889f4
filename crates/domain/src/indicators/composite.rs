//! One score out of several shares, with its trace: every component says what it earned, and the parts add up.

use super::{Counts, Measure, Rules, Scheme};
use crate::scoring::{Milli, split};

/// A component that was rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartScore {
    pub measure: Measure,
    /// What the scheme gives it.
    pub weight: Milli,
    /// What it counts for here, after the weights of what was not due were spread.
    pub share: Milli,
    /// Good cases, and those of which only a part counts; for the band the number of reworked cases.
    pub good: i64,
    pub partly: i64,
    /// Good and bad cases together; for the band 0.
    pub due: i64,
    pub earned: Milli,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The sum of what the parts earned: 0 to 100,000.
    pub score: Milli,
    pub grade: char,
    pub parts: Vec<PartScore>,
    /// Components in which nothing was due.
    pub left_out: Vec<Measure>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Rated(Score),
    /// Nothing was due: neither 0 nor 100.
    NotRated,
}

impl Outcome {
    pub fn score(&self) -> Option<Milli> {
        match self {
            Outcome::Rated(score) => Some(score.score),
            Outcome::NotRated => None,
        }
    }

    pub fn rated(&self) -> Option<&Score> {
        match self {
            Outcome::Rated(score) => Some(score),
            Outcome::NotRated => None,
        }
    }
}

/// The composite of a subject from what was counted for it.
///
/// Only shares of cases that were due count, so that many cases earn no more than few. A case that is late in one step is good in none
/// ([`super::Indicator::is_late`]); so one more late case adds to no numerator, and never raises the score. The band of reworked cases
/// stands or falls with the shares beside it: alone it would reward a subject that had nothing to do.
pub fn score(rules: &Rules, scheme: &Scheme, counts: &Counts) -> Outcome {
    let reworked = counts.of(super::Indicator::Rework).met;
    let mut rated = Vec::new();
    let mut left_out = Vec::new();
    for component in &scheme.components {
        let Measure::Share(indicator) = component.measure else { continue };
        let (good, partly, due) = if scheme.is_graded() {
            let (good, bad) = counts.graded.get(&(scheme.subject, indicator)).copied().unwrap_or_default();
            (good, 0, good + bad)
        } else {
            let tally = counts.of(indicator);
            (tally.met, tally.partly, tally.due)
        };
        if due == 0 {
            left_out.push(component.measure);
        } else {
            rated.push((component, good, partly, due));
        }
    }
    if rated.is_empty() {
        return Outcome::NotRated;
    }
    if let Some(band) = scheme.components.iter().find(|component| component.measure == Measure::ReworkBand) {
        rated.push((band, reworked, 0, 0));
    }
    let weights: Vec<i64> = rated.iter().map(|(component, ..)| component.weight_milli).collect();
    let shares = split(Milli::FULL.0, &weights);
    let parts: Vec<PartScore> = rated
        .into_iter()
        .zip(shares)
        .map(|((component, good, partly, due), share)| {
            let (above, below) = match component.measure {
                Measure::ReworkBand => (rules.band(reworked), 1000),
                Measure::Share(_) => (good * 1000 + partly * rules.partly_thousandths, due * 1000),
            };
            PartScore {
                measure: component.measure,
                weight: Milli(component.weight_milli),
                share: Milli(share),
                good,
                partly,
                due,
                earned: Milli(rounded(share, above, below)),
            }
        })
        .collect();
    let score = parts.iter().map(|part| part.earned).sum();
    Outcome::Rated(Score { score, grade: rules.grade(score), parts, left_out })
}

/// `share` × `above` / `below`, halves up; never more than `share`.
fn rounded(share: i64, above: i64, below: i64) -> i64 {
    let (share_wide, above, below) = (i128::from(share), i128::from(above), i128::from(below));
    i64::try_from((2 * share_wide * above + below) / (2 * below)).unwrap_or(share).min(share)
}
