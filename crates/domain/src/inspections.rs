//! Inspections: a site is visited, every check item of its type is answered, what is not met becomes a finding.

mod answer;
mod items;
mod quantity;
mod visit;

pub use answer::Answer;
pub use items::{CheckItem, ItemResult, Proof};
pub use quantity::{QuantityRule, QuantityRuleError};
pub use visit::{
    Counts, Finding, InspectorStamp, NOTE_CHARS, PHOTOS, Submission, Visit, VisitDraft, VisitFault, VisitRefused,
};
