//! Ranking like with like.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    ids::UnitId,
    orgs::UnitKind,
    scoring::{Grouping, Milli, NotRated, Outcome},
};

/// The place of one unit among its like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    pub unit: UnitId,
    pub standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 1 is best. Equal scores share a rank and the next rank is left free (1, 1, 3); `of` counts the rated units.
    Place {
        rank: usize,
        of: usize,
        score: Milli,
        tied: bool,
    },
    NotRated(NotRated),
}

/// Ranks the units of one group, best first, those not rated at the end. Units are compared by the score in thousandths, not by
/// what is printed of it.
pub fn rank(group: Vec<(UnitId, Outcome)>) -> Vec<Ranked> {
    rank_scores(group.into_iter().map(|(unit, outcome)| match outcome {
        Outcome::Rated(trace) => (unit, Ok(trace.score)),
        Outcome::NotRated(why) => (unit, Err(why)),
    }))
}

/// The same from scores without their traces.
pub fn rank_scores(group: impl IntoIterator<Item = (UnitId, Result<Milli, NotRated>)>) -> Vec<Ranked> {
    let mut rated = Vec::new();
    let mut not_rated = Vec::new();
    for (unit, score) in group {
        match score {
            Ok(score) => rated.push((unit, score)),
            Err(why) => not_rated.push(Ranked { unit, standing: Standing::NotRated(why) }),
        }
    }
    rated.sort_by_key(|(unit, score)| (Reverse(*score), *unit));
    not_rated.sort_by_key(|ranked| ranked.unit);
    let of = rated.len();
    let place = |(unit, score): &(UnitId, Milli)| {
        let rank = rated.partition_point(|(_, other)| other > score) + 1;
        let last = rated.partition_point(|(_, other)| other >= score);
        Ranked { unit: *unit, standing: Standing::Place { rank, of, score: *score, tied: last > rank } }
    };
    rated.iter().map(place).chain(not_rated).collect()
}

/// What the units of one ranking have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupKey {
    pub kind: UnitKind,
    /// The group code, where the scheme groups by it; empty for units without one.
    pub group: Option<String>,
}

/// Sorts units into groups of like units. Kinds that are not ranked (headquarters, office) are in none.
pub fn like_groups(
    units: impl IntoIterator<Item = (UnitId, UnitKind, Option<String>)>,
    grouping: Grouping,
) -> BTreeMap<GroupKey, Vec<UnitId>> {
    let mut groups: BTreeMap<GroupKey, Vec<UnitId>> = BTreeMap::new();
    for (unit, kind, group) in units {
        if kind.is_ranked() {
            let group = group.filter(|_| grouping == Grouping::KindAndGroup);
            groups.entry(GroupKey { kind, group }).or_default().push(unit);
        }
    }
    groups
}
