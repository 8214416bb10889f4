//! Rules that count: five displays on 300 metres, three of five pupils, no litter spot at all.

use serde::{Deserialize, Serialize};

use super::Answer;

/// A rule that judges a count. As data: `{"at_least":5,"per_metres":300}`, `{"at_least":3,"out_of":5}`,
/// `{"at_least":2}`, `{"at_most":0}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub enum QuantityRule {
    /// At least so many.
    AtLeast { at_least: i64 },
    /// At least so many on so many metres; a longer or shorter walk needs more or fewer in proportion.
    PerMetres { at_least: i64, per_metres: i64 },
    /// At least so many of so many drawn; more or fewer drawn need more or fewer in proportion.
    OutOf { at_least: i64, out_of: i64 },
    /// At most so many.
    AtMost { at_most: i64 },
}

/// Why data is no quantity rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityRuleError {
    #[error("a quantity rule has either at_least or at_most")]
    OneBoundExpected,
    #[error("per_metres and out_of stand beside at_least, and only one of them")]
    OneBaseExpected,
    #[error("{field} must lie between {least} and 1,000,000, {given} was given")]
    OutOfSpan { field: &'static str, least: i64, given: i64 },
    #[error("at_least {at_least} is more than out_of {out_of}")]
    MoreThanAll { at_least: i64, out_of: i64 },
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    per_metres: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    out_of: Option<i64>,
}

impl QuantityRule {
    /// Judges a count over so many metres or draws (`None`: exactly what the rule names). Nothing walked or drawn is nothing to judge.
    pub fn judge(self, count: i64, over: Option<i64>) -> Answer {
        let met = match self {
            QuantityRule::AtLeast { at_least } => count >= at_least,
            QuantityRule::AtMost { at_most } => count <= at_most,
            QuantityRule::PerMetres { at_least, per_metres: base } | QuantityRule::OutOf { at_least, out_of: base } => {
                match over.unwrap_or(base) {
                    ..=0 => return Answer::NotApplicable,
                    // count / over >= at_least / base, without dividing.
                    over => i128::from(count) * i128::from(base) >= i128::from(at_least) * i128::from(over),
                }
            }
        };
        if met { Answer::Met } else { Answer::NotMet }
    }

    /// The count that is needed (or allowed, for `AtMost`) over so many metres or draws, rounded up.
    pub fn needed(self, over: Option<i64>) -> i64 {
        match self {
            QuantityRule::AtLeast { at_least } => at_least,
            QuantityRule::AtMost { at_most } => at_most,
            QuantityRule::PerMetres { at_least, per_metres: base } | QuantityRule::OutOf { at_least, out_of: base } => {
                let over = i128::from(over.unwrap_or(base).max(0));
                let needed = (i128::from(at_least) * over + i128::from(base) - 1) / i128::from(base);
                i64::try_from(needed).unwrap_or(i64::MAX)
            }
        }
    }
}

impl TryFrom<Raw> for QuantityRule {
    type Error = QuantityRuleError;
    fn try_from(raw: Raw) -> Result<Self, QuantityRuleError> {
        let rule = match (raw.at_least, raw.at_most, raw.per_metres, raw.out_of) {
            (Some(at_least), None, None, None) => QuantityRule::AtLeast { at_least },
            (Some(at_least), None, Some(per_metres), None) => QuantityRule::PerMetres { at_least, per_metres },
            (Some(at_least), None, None, Some(out_of)) => QuantityRule::OutOf { at_least, out_of },
            (None, Some(at_most), None, None) => QuantityRule::AtMost { at_most },
            (Some(_), None, ..) | (None, Some(_), ..) => return Err(QuantityRuleError::OneBaseExpected),
            _ => return Err(QuantityRuleError::OneBoundExpected),
        };
        let fields = [
            ("at_least", raw.at_least, 1),
            ("at_most", raw.at_most, 0),
            ("per_metres", raw.per_metres, 1),
            ("out_of", raw.out_of, 1),
        ];
        for (field, given, least) in fields {
            if let Some(given) = given.filter(|given| !(least..=1_000_000).contains(given)) {
                return Err(QuantityRuleError::OutOfSpan { field, least, given });
            }
        }
        match rule {
            QuantityRule::OutOf { at_least, out_of } if at_least > out_of => {
                Err(QuantityRuleError::MoreThanAll { at_least, out_of })
            }
            rule => Ok(rule),
        }
    }
}

impl From<QuantityRule> for Raw {
    fn from(rule: QuantityRule) -> Raw {
        let (at_least, at_most, per_metres, out_of) = match rule {
            QuantityRule::AtLeast { at_least } => (Some(at_least), None, None, None),
            QuantityRule::PerMetres { at_least, per_metres } => (Some(at_least), None, Some(per_metres), None),
            QuantityRule::OutOf { at_least, out_of } => (Some(at_least), None, None, Some(out_of)),
            QuantityRule::AtMost { at_most } => (None, Some(at_most), None, None),
        };
        Raw { at_least, at_most, per_metres, out_of }
    }
}
