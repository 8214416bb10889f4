//! A ranking as rows, with the scale that its intervals are drawn on.

use std::collections::BTreeMap;

use changxiao_app::scoring::{Group, PeriodScores, may_see_unit};
use changxiao_domain::{
    ids::UnitId,
    orgs::{Actor, Unit},
    scoring::{ComponentTrace, Interval, Milli, Outcome, Standing},
};
use changxiao_web_kit::words;
use changxiao_words::{Texts, fill};

/// A rated unit in its ranking.
pub struct RankRow<'a> {
    pub unit: &'a Unit,
    pub rank: usize,
    pub is_tied: bool,
    pub score: Milli,
    pub interval: Option<Interval>,
    /// Rank and score in the period before.
    pub before: Option<(usize, Milli)>,
    /// Where the why is; none outside the scope of the post.
    pub why: Option<String>,
    /// What each component of the scheme comes to; none where nothing was due.
    pub parts: Vec<Option<&'a ComponentTrace>>,
}

/// The ends of the scale that intervals are drawn on, in thousandths.
#[derive(Clone, Copy)]
pub struct Scale {
    pub low: i64,
    pub high: i64,
}

impl RankRow<'_> {
    /// The ends of what is drawn, in thousandths; without an interval both are the score.
    pub fn low(&self) -> i64 {
        self.interval.map_or(self.score.0, |interval| interval.low.0.min(self.score.0))
    }

    pub fn high(&self) -> i64 {
        self.interval.map_or(self.score.0, |interval| interval.high.0.max(self.score.0))
    }

    pub fn moved(&self) -> Option<Milli> {
        self.before.map(|(_, score)| self.score - score)
    }

    /// ▲ 2.
    pub fn rank_moved(&self) -> Option<String> {
        self.before.map(|(rank, _)| rank_moved(rank, self.rank))
    }

    pub fn interval_words(&self, l: &Texts) -> String {
        interval_words(self.interval.as_ref(), l)
    }
}

pub fn rank_moved(before: usize, now: usize) -> String {
    let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    words::rank_movement(place(before), place(now))
}

/// 95% 区间 82.0–85.2, or that one visit gives none.
pub fn interval_words(interval: Option<&Interval>, l: &Texts) -> String {
    match interval {
        Some(interval) => {
            fill(l.scores_interval, &[("low", &words::score(interval.low.0)), ("high", &words::score(interval.high.0))])
        }
        None => l.scores_no_interval.to_owned(),
    }
}

/// Whole fives around every interval.
pub fn scale_of(rows: &[RankRow<'_>]) -> Scale {
    let low = rows.iter().map(RankRow::low).min().unwrap_or(0) / 5_000 * 5_000;
    let high = ((rows.iter().map(RankRow::high).max().unwrap_or(100_000) + 4_999) / 5_000 * 5_000).min(100_000);
    // A ranking of one unit at full marks still needs a scale with two ends.
    Scale { low: low.min(high - 5_000), high }
}

/// The rated units of a group, best first.
pub fn rank_rows<'a>(
    actor: &Actor,
    scores: &'a PeriodScores,
    before: &PeriodScores,
    intervals: &BTreeMap<UnitId, Interval>,
    group: &Group,
) -> Vec<RankRow<'a>> {
    let row = |(unit, standing): (UnitId, Standing)| {
        let Standing::Place { rank, score, tied, .. } = standing else { return None };
        let unit = scores.tree.get(unit)?;
        let trace = scores.units.get(&unit.id).and_then(Outcome::trace);
        let part = |code: &str| trace?.components.iter().find(|part| part.code == code);
        Some(RankRow {
            unit,
            rank,
            is_tied: tied,
            score,
            interval: intervals.get(&unit.id).copied(),
            before: match before.standing(unit.id) {
                Some(Standing::Place { rank, score, .. }) => Some((rank, score)),
                _ => None,
            },
            why: may_see_unit(actor, unit).then(|| format!("/scores/{}/units/{}", scores.period, unit.code)),
            parts: scores.scheme.components().iter().map(|component| part(&component.code)).collect(),
        })
    };
    group.ranking.iter().map(|ranked| (ranked.unit, ranked.standing)).filter_map(row).collect()
}
