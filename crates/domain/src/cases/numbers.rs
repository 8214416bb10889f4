//! The numbers of the workflow. They are the practice of cities, so each is a default with a date and a source, and the page of
//! rules prints them.

use changxiao_words::{Key, keys};

/// One number that a rule uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    pub code: &'static str,
    pub value: i64,
    /// Since when it is our default.
    pub since: &'static str,
    /// What it counts.
    pub label: Key,
    pub source: Key,
}

pub const EXTENSIONS: Number = Number {
    code: "extensions",
    value: 2,
    since: "2026-11-01",
    label: keys::cases_number_extensions,
    source: keys::cases_number_source_cities,
};

pub const SUSPENSIONS: Number = Number {
    code: "hangs",
    value: 1,
    since: "2026-11-01",
    label: keys::cases_number_suspensions,
    source: keys::cases_number_source_cities,
};

pub const SUSPENSION_DAYS: Number = Number {
    code: "hang_days",
    value: 365,
    since: "2026-11-01",
    label: keys::cases_number_suspension_days,
    source: keys::cases_number_source_cities,
};

pub const OBJECTIONS: Number = Number {
    code: "objections",
    value: 1,
    since: "2026-11-01",
    label: keys::cases_number_objections,
    source: keys::cases_number_source_objections,
};

pub const APPEALS: Number = Number {
    code: "appeals",
    value: 1,
    since: "2026-11-01",
    label: keys::cases_number_appeals,
    source: keys::cases_number_source_cities,
};

pub const MERGE_METRES: Number = Number {
    code: "merge_metres",
    value: 200,
    since: "2026-11-22",
    label: keys::cases_number_merge_metres,
    source: keys::cases_number_source_merge,
};

pub const MERGE_HOURS: Number = Number {
    code: "merge_hours",
    value: 168,
    since: "2026-11-22",
    label: keys::cases_number_merge_hours,
    source: keys::cases_number_source_merge,
};

/// All of them, in the order in which the page prints them.
pub const NUMBERS: [Number; 7] =
    [EXTENSIONS, SUSPENSIONS, SUSPENSION_DAYS, OBJECTIONS, APPEALS, MERGE_METRES, MERGE_HOURS];
