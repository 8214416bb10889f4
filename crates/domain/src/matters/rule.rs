//! What conditions and effects say of lines of a table and of days.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Code;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesHave {
    /// A field of the kind rows.
    pub table: Code,
    pub columns: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesSettled {
    /// A field of the kind rows.
    pub table: Code,
    /// The column that says why a line becomes nothing.
    pub unless: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// A field of the kind yes or no.
    pub says: Code,
    /// What has to be filled where it says yes.
    pub has: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Days.
    pub from: Code,
    pub until: Code,
    pub most_months: i32,
}

/// How lines become matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The key of the procedure by which they are begun.
    pub procedure: Code,
    /// A field of the kind rows.
    pub table: Code,
    /// The column that gives the title.
    pub title: Code,
    /// The column that says why a line becomes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<Code>,
    /// Fields of what is begun, each with the column that fills it.
    pub fields: BTreeMap<Code, Code>,
    /// The action that is taken with each at once, where nothing lacks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Code>,
}

/// The fields of a flow that say when: a Gantt chart is drawn by them, order is kept by them, and the next one is put by them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// A day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Code>,
    /// A day.
    pub ends: Code,
    /// Yes: it is a milestone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Code>,
    /// The matters after which it comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Code>,
    /// Yes: its days stand although others start too early by them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anyway: Option<Code>,
}

/// The fields of a flow by which an ask is registered that goes round outside of the program, so that it is counted and ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registers {
    /// Who asks: a line.
    pub issuer: Code,
    /// On what ground: a line.
    pub basis: Code,
    /// A choice of [`super::Frequency`].
    pub frequency: Code,
    /// The last day on which it is asked.
    pub until: Code,
    /// What one answer takes: a number.
    pub minutes: Code,
    /// Whom it reaches: a choice of [`super::Audience`].
    pub audience: Code,
    /// What it asks for: lines with the columns `what` and `fact`.
    pub items: Code,
    /// The state in which it is asked.
    pub state: Code,
}
