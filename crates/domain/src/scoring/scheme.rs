//! How a unit's score is put together: components and their weights, as data with a source and a date.

use changxiao_words::Lang;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::scoring::Milli;

/// A checked scheme: its weights sum to a hundred points, and no component weighs less than one point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub struct Scheme {
    code: String,
    name_zh: String,
    name_en: String,
    components: Vec<Component>,
    grouping: Grouping,
}

/// One component of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// Thousandths of a point; all components of a scheme sum to 100,000.
    pub weight_milli: i64,
    pub kind: ComponentKind,
    /// Where kind and weight come from: a city's published rule, or “own default”.
    pub source: String,
    /// Since when: a year, a month or a day.
    pub dated: String,
    /// How sure that is: certain, inferred.
    pub evidence: String,
}

/// What a component measures. All are shares of outcomes (closing, on time, recurrence); volumes are not measured, because they reward
/// quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentKind {
    /// Check items met of check items that applied, over all visits.
    FieldPassRate,
    /// Cases closed in time of cases due to close (closed, or overdue).
    OnTimeClosing,
    /// Cases closed in time at the first check, of those and all that were sent back. A late case that was never sent back is not
    /// counted here: it would earn a good mark by being late only.
    NoRework,
}

/// Which units stand in one ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// All units of one kind.
    #[default]
    Kind,
    /// Units of one kind and one group code: towns of the plain and towns of the hills apart.
    KindAndGroup,
}

/// Why a list of components is no scheme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    #[error("a scheme needs at least one component")]
    NoComponents,
    #[error("the weights sum to {sum} thousandths of a point, 100000 are needed")]
    WeightsDoNotSum { sum: i64 },
    #[error("component {code} weighs {weight_milli} thousandths of a point, at least 1000 are needed")]
    WeightTooSmall { code: String, weight_milli: i64 },
    #[error("component code {code} is used twice")]
    DuplicateCode { code: String },
    #[error("component {code} measures what an earlier component measures")]
    DuplicateKind { code: String },
    #[error("component {code} does not say where it comes from")]
    NoSource { code: String },
}

/// Below one point, the thousandth that a component loses or gains by rounding would outweigh what spreading its weight moves.
const LEAST_WEIGHT: i64 = 1_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: String,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    grouping: Grouping,
    components: Vec<Component>,
}

impl Scheme {
    /// Checks the components.
    ///
    /// Errors: what keeps the components from making one whole.
    pub fn new(
        code: impl Into<String>,
        name_zh: impl Into<String>,
        name_en: impl Into<String>,
        components: Vec<Component>,
        grouping: Grouping,
    ) -> Result<Self, SchemeError> {
        check(&components)?;
        Ok(Self { code: code.into(), name_zh: name_zh.into(), name_en: name_en.into(), components, grouping })
    }

    pub fn code(&self) -> &str {
        &self.code
    }

    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    pub fn components(&self) -> &[Component] {
        &self.components
    }

    pub const fn grouping(&self) -> Grouping {
        self.grouping
    }
}

impl Component {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }
}

fn check(components: &[Component]) -> Result<(), SchemeError> {
    if components.is_empty() {
        return Err(SchemeError::NoComponents);
    }
    let (mut codes, mut kinds) = (HashSet::new(), HashSet::new());
    for component in components {
        let code = || component.code.clone();
        if component.weight_milli < LEAST_WEIGHT {
            return Err(SchemeError::WeightTooSmall { code: code(), weight_milli: component.weight_milli });
        }
        if !codes.insert(&component.code) {
            return Err(SchemeError::DuplicateCode { code: code() });
        }
        if !kinds.insert(component.kind) {
            return Err(SchemeError::DuplicateKind { code: code() });
        }
        if component.source.trim().is_empty() || component.dated.trim().is_empty() {
            return Err(SchemeError::NoSource { code: code() });
        }
    }
    let weights = components.iter().map(|component| component.weight_milli);
    match weights.fold(0, i64::saturating_add) {
        sum if sum == Milli::FULL.0 => Ok(()),
        sum => Err(SchemeError::WeightsDoNotSum { sum }),
    }
}

impl TryFrom<Raw> for Scheme {
    type Error = SchemeError;
    fn try_from(raw: Raw) -> Result<Self, SchemeError> {
        Self::new(raw.code, raw.name_zh, raw.name_en, raw.components, raw.grouping)
    }
}

impl From<Scheme> for Raw {
    fn from(scheme: Scheme) -> Raw {
        let Scheme { code, name_zh, name_en, components, grouping } = scheme;
        Raw { code, name_zh, name_en, grouping, components }
    }
}
