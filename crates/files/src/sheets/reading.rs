//! What people say of a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What whoever brings a file says of it, where reading it alone does not tell; kept beside the file, and under a name for the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// The name of the sheet; none: the one that fits best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Leave out rows that are hidden; they are taken where nobody says.
    pub leave_hidden: bool,
    /// Take rows that are struck through; they are left out where nobody says.
    pub take_struck: bool,
    /// What feeds a column of ours, by its code. What is not named is found by its title.
    pub columns: BTreeMap<String, Fed>,
}

/// What feeds one column of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fed {
    /// Titles in the sheet; none: nothing feeds it. Of several, what they say stands one behind the other with a blank between.
    pub titles: Vec<String>,
    /// Which part of a path such as a->b->c or a/b/c: 1 for the first, -1 for the last; 0 for the whole.
    pub part: i8,
}
