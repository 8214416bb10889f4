//! The countable part of a check item.

use changxiao_words::{Message, say};
use serde::{Deserialize, Serialize};

/// How much of something there has to be. The text of the item stays the rule; this helps the form to count.
///
/// Either `at_least`, alone, on so many metres or out of so many drawn; or a share in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_metres: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_percent: Option<u32>,
}

/// Why nothing could be counted by a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum QuantityFault {
    #[error("per_metres and out_of need at_least beside them")]
    NothingCounted,
    #[error("per_metres and out_of exclude each other")]
    TwoBases,
    #[error("a share in per cent stands alone")]
    ShareAndCount,
    #[error("{field} must lie between 1 and {most}")]
    OutOfSpan { field: &'static str, most: u32 },
    #[error("at_least is more than out_of")]
    MoreThanAll,
}

impl QuantityFault {
    /// The field to mend.
    pub const fn field(self) -> &'static str {
        match self {
            QuantityFault::NothingCounted | QuantityFault::MoreThanAll => "at_least",
            QuantityFault::TwoBases => "out_of",
            QuantityFault::ShareAndCount => "at_least_percent",
            QuantityFault::OutOfSpan { field, .. } => field,
        }
    }

    /// The sentence for people.
    pub fn message(self) -> Message {
        match self {
            QuantityFault::NothingCounted => say!(standards_quantity_nothing_counted),
            QuantityFault::TwoBases => say!(standards_quantity_two_bases),
            QuantityFault::ShareAndCount => say!(standards_quantity_share_and_count),
            QuantityFault::OutOfSpan { most, .. } => say!(standards_quantity_out_of_span, most),
            QuantityFault::MoreThanAll => say!(standards_quantity_more_than_all),
        }
    }
}

impl Quantity {
    /// As the rule of a visit has it, see `QuantityRule`.
    const MOST: u32 = 1_000_000;

    pub fn fault(self) -> Option<QuantityFault> {
        let spans = [
            ("at_least", self.at_least, Self::MOST),
            ("per_metres", self.per_metres, Self::MOST),
            ("out_of", self.out_of, Self::MOST),
            ("at_least_percent", self.at_least_percent, 100),
        ];
        for (field, value, most) in spans {
            if value.is_some_and(|value| value == 0 || value > most) {
                return Some(QuantityFault::OutOfSpan { field, most });
            }
        }
        match (self.at_least, self.per_metres, self.out_of, self.at_least_percent) {
            (_, Some(_), Some(_), _) => Some(QuantityFault::TwoBases),
            (None, Some(_), ..) | (None, _, Some(_), _) => Some(QuantityFault::NothingCounted),
            (Some(_), .., Some(_)) => Some(QuantityFault::ShareAndCount),
            (Some(least), _, Some(all), _) if least > all => Some(QuantityFault::MoreThanAll),
            _ => None,
        }
    }
}
