//! Check items of a site type and what was answered to each.

use serde::{Deserialize, Serialize};

use super::{Answer, QuantityRule};
use crate::ids::SystemId;

/// What an answer “not met” needs beside it. No answer “met” ever needs anything: proof that all is well is work for nothing
/// (国办函〔2026〕12号: no forced upload of work photos unless necessary).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    #[default]
    Nothing,
    /// A note or a photo; a note says why there is no photo.
    NoteOrPhoto,
}

/// One check item of a site type, as the evaluation system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    pub system: SystemId,
    /// The code of the site type.
    pub site_type: String,
    /// Unique within the system: zgd-01.
    pub code: String,
    pub text: String,
    /// How it is judged, in the words of the source.
    pub scoring: String,
    /// The same as a rule that can be computed, where the item counts something.
    pub quantity: Option<QuantityRule>,
    pub proof: Proof,
}

/// What an inspector answered to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemResult {
    /// The code of the check item.
    pub item: String,
    pub answer: Answer,
    /// Empty when there is nothing to say.
    #[serde(default)]
    pub note: String,
    /// SHA-256 of the stored originals.
    #[serde(default)]
    pub photos: Vec<[u8; 32]>,
    /// What was counted, where the item has a quantity rule.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Over what it was counted: metres walked, rooms or people drawn. Absent: exactly what the rule names.
    #[serde(default)]
    pub over: Option<i64>,
}
