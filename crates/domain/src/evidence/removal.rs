//! Whether an item may be taken out of the store.

use super::Use;

/// Something uses it: each use by its number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} things use it", .0.len())]
pub struct InUse(pub Vec<Use>);

/// What is used by anything stays, whoever asks.
pub fn may_remove(uses: Vec<Use>) -> Result<(), InUse> {
    if uses.is_empty() { Ok(()) } else { Err(InUse(uses)) }
}
