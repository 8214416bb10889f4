//! What events keep of a decision, value by value. The sealed bytes follow from it, so an old event keeps what it has.

use serde_json::{Map, Value, json};

use super::{Hash, hex};
use crate::{calendar::Limit, categories::FiledUnder, time::Instant};

pub(super) fn keep(kept: &mut Map<String, Value>, key: &str, value: Option<impl ToString>) {
    if let Some(value) = value {
        kept.insert(key.into(), json!(value.to_string()));
    }
}

pub(super) fn keep_moment(kept: &mut Map<String, Value>, key: &str, at: Option<Instant>) {
    if let Some(at) = at {
        kept.insert(key.into(), json!(at.micros()));
    }
}

pub(super) fn keep_photos(kept: &mut Map<String, Value>, photos: &[Hash]) {
    if !photos.is_empty() {
        kept.insert("photos".into(), json!(photos.iter().map(hex).collect::<Vec<_>>()));
    }
}

/// Kept only where there is one, so that the chains of older cases stay what they are.
pub(super) fn keep_standard(kept: &mut Map<String, Value>, filed_under: Option<&FiledUnder>) {
    if let Some(under) = filed_under {
        kept.insert("standard".into(), json!(under.edition));
        keep(kept, "condition", under.condition);
    }
}

pub(super) fn limit_value(limit: Limit) -> Value {
    json!({ "kind": limit.kind.code(), "amount": limit.amount })
}
