//! The “why” of a score.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CaseId, VisitId},
    scoring::{ComponentKind, Milli},
};

/// What scoring a unit gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Rated(ScoreTrace),
    NotRated(NotRated),
}

/// Why a unit has no score. That is neither 0 nor 100, and no place in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotRated {
    #[error("nothing was due in any component")]
    NothingDue,
}

/// A score with everything it is made of.
///
/// `score` = `full` − `lost`; `lost` is the sum of the components' losses; each component's loss is the sum of its parts', and
/// so on down; the components' shares sum to `full`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreTrace {
    pub full: Milli,
    pub score: Milli,
    pub lost: Milli,
    /// The components that were rated, in the scheme's order.
    pub components: Vec<ComponentTrace>,
    /// The components in which nothing was due. Their weights are spread over the others in proportion.
    pub left_out: Vec<LeftOut>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentTrace {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: ComponentKind,
    /// What the scheme gives it.
    pub weight: Milli,
    /// What it counts for here, after the weights of the left-out components were spread.
    pub share: Milli,
    pub due: i64,
    pub met: i64,
    /// Lost marks that a granted appeal left out of `due`.
    pub exempt: i64,
    /// `share` × (due − met) / due, halves up.
    pub lost: Milli,
    /// `share` − `lost`.
    pub earned: Milli,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub weight: Milli,
    pub why: NotRated,
    pub exempt: i64,
}

/// One part of a loss. Site types, items and categories are all there; of the visits and cases at the bottom only those
/// that lost something or were exempted, since the rest would be thousands of zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub key: PartKey,
    pub due: i64,
    pub met: i64,
    pub exempt: i64,
    pub lost: Milli,
    pub parts: Vec<Part>,
}

/// What a part stands for. A field loss is split by site type, item and visit; a case loss by category and case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "code")]
pub enum PartKey {
    SiteType(String),
    Item(String),
    Visit(VisitId),
    Category(String),
    Case(CaseId),
}

impl Outcome {
    pub const fn score(&self) -> Option<Milli> {
        match self {
            Outcome::Rated(trace) => Some(trace.score),
            Outcome::NotRated(_) => None,
        }
    }

    pub const fn trace(&self) -> Option<&ScoreTrace> {
        match self {
            Outcome::Rated(trace) => Some(trace),
            Outcome::NotRated(_) => None,
        }
    }
}

impl ComponentTrace {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }
}

impl LeftOut {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }
}

impl ScoreTrace {
    /// True when every level sums exactly to the one above; a stored trace that does not was tampered with.
    pub fn adds_up(&self) -> bool {
        self.score == self.full - self.lost
            && self.components.iter().map(|component| component.share).sum::<Milli>() == self.full
            && self.components.iter().map(|component| component.lost).sum::<Milli>() == self.lost
            && self.components.iter().all(|component| {
                component.earned == component.share - component.lost && parts_add_up(component.lost, &component.parts)
            })
    }
}

fn parts_add_up(lost: Milli, parts: &[Part]) -> bool {
    parts.iter().map(|part| part.lost).sum::<Milli>() == lost
        && parts.iter().all(|part| part.parts.is_empty() || parts_add_up(part.lost, &part.parts))
}
