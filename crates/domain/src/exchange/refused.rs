//! What is wrong with an order, and what to do about it.

use super::Field;
use changxiao_words::{Message, say};

/// One value that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub field: Field,
    /// As it stands there.
    pub value: String,
    pub why: WhyNot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    Required,
    TooLong {
        most: usize,
    },
    /// A number of which a sheet has lost the last digits: 2.02611E+16.
    Spoiled,
    NotATime {
        example: &'static str,
    },
    NotAPosition,
    HalfAPosition,
    UnknownCategory,
    AmbiguousCategory {
        found: usize,
    },
    UnknownDivision,
    AmbiguousDivision {
        found: usize,
    },
    DueBeforeReported,
    NotYesOrNo,
    NotASatisfaction,
    /// The number stands in another row of the file with other content.
    OtherContent {
        first_row: u32,
    },
    /// Our own sheet brings back orders that are here, and no others.
    NotHere,
}

impl WhyNot {
    /// A code that never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            WhyNot::Required => "order_required",
            WhyNot::TooLong { .. } => "order_too_long",
            WhyNot::Spoiled => "order_spoiled_number",
            WhyNot::NotATime { .. } => "order_not_a_time",
            WhyNot::NotAPosition => "order_not_a_position",
            WhyNot::HalfAPosition => "order_half_a_position",
            WhyNot::UnknownCategory => "order_unknown_category",
            WhyNot::AmbiguousCategory { .. } => "order_ambiguous_category",
            WhyNot::UnknownDivision => "order_unknown_division",
            WhyNot::AmbiguousDivision { .. } => "order_ambiguous_division",
            WhyNot::DueBeforeReported => "order_due_before_reported",
            WhyNot::NotYesOrNo => "order_not_yes_or_no",
            WhyNot::NotASatisfaction => "order_not_a_satisfaction",
            WhyNot::OtherContent { .. } => "order_other_content",
            WhyNot::NotHere => "order_not_here",
        }
    }

    /// What is wrong, without a full stop.
    pub fn message(&self) -> Message {
        match self {
            WhyNot::Required => say!(exchange_why_not_required),
            WhyNot::TooLong { most } => say!(exchange_why_not_too_long, most),
            WhyNot::Spoiled => say!(sheets_why_spoiled),
            WhyNot::NotATime { .. } => say!(exchange_why_not_not_atime_2),
            WhyNot::NotAPosition => say!(exchange_why_not_not_aposition),
            WhyNot::HalfAPosition => {
                say!(exchange_only_one_longitude_latitude_there)
            }
            WhyNot::UnknownCategory => say!(exchange_why_not_unknown_category),
            WhyNot::AmbiguousCategory { found } => {
                say!(exchange_found_categories_city_name, found)
            }
            WhyNot::UnknownDivision => say!(exchange_why_not_unknown_division),
            WhyNot::AmbiguousDivision { found } => {
                say!(exchange_found_divisions_city_name, found)
            }
            WhyNot::DueBeforeReported => say!(exchange_why_not_due_before_reported),
            WhyNot::NotYesOrNo => say!(exchange_why_not_not_yes_or_no),
            WhyNot::NotASatisfaction => {
                say!(exchange_none_satisfied_mostly_satisfied_unsatisfied)
            }
            WhyNot::OtherContent { first_row } => say!(exchange_why_not_other_content, first_row),
            WhyNot::NotHere => say!(exchange_why_not_here),
        }
    }

    /// What to do about it, without a full stop.
    pub fn remedy_message(&self) -> Message {
        match self {
            WhyNot::Required => say!(exchange_why_not_required_2),
            WhyNot::TooLong { most } => say!(exchange_why_not_too_long_2, most),
            WhyNot::Spoiled => say!(sheets_why_spoiled_remedy),
            WhyNot::NotATime { example } => say!(exchange_why_not_not_atime, example),
            WhyNot::NotAPosition => say!(exchange_why_not_not_aposition_2),
            WhyNot::HalfAPosition => say!(exchange_why_not_half_aposition),
            WhyNot::UnknownCategory => say!(exchange_why_not_unknown_category_2),
            WhyNot::AmbiguousCategory { .. } => {
                say!(exchange_name_code_mapping_s_categories)
            }
            WhyNot::UnknownDivision => say!(exchange_why_not_unknown_division_2),
            WhyNot::AmbiguousDivision { .. } => say!(exchange_why_not_ambiguous_division),
            WhyNot::DueBeforeReported => say!(exchange_why_not_due_before_reported_2),
            WhyNot::NotYesOrNo => say!(exchange_why_not_not_yes_or_no_2),
            WhyNot::NotASatisfaction => {
                say!(exchange_write_one_these_leave_empty)
            }
            WhyNot::OtherContent { .. } => {
                say!(exchange_keep_one_row_usually_newer)
            }
            WhyNot::NotHere => say!(exchange_why_not_here_2),
        }
    }
}
