//! Who takes over what hangs on something that ends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Hanging, Leaving};

/// One for everything, and others for single kinds. A unit and a person are named by id, a division by its padded code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Heirs<T> {
    pub all: Option<T>,
    #[serde(default = "BTreeMap::new")]
    pub by_kind: BTreeMap<Hanging, T>,
}

impl<T> Default for Heirs<T> {
    fn default() -> Self {
        Self { all: None, by_kind: BTreeMap::new() }
    }
}

/// So many of a kind hang on it, and nobody takes them over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{count} of {} are taken over by nobody", kind.code())]
pub struct MissingHeir {
    pub kind: Hanging,
    pub count: i64,
}

impl<T: Copy + PartialEq> Heirs<T> {
    /// Everything goes to one.
    pub fn one(heir: T) -> Self {
        Self { all: Some(heir), by_kind: BTreeMap::new() }
    }

    pub fn of(&self, kind: Hanging) -> Option<T> {
        self.by_kind.get(&kind).copied().or(self.all)
    }

    /// Everybody who takes something over, each once, the one for everything first.
    pub fn everybody(&self) -> Vec<T> {
        let mut heirs: Vec<T> = Vec::new();
        for heir in self.all.iter().chain(self.by_kind.values()) {
            if !heirs.contains(heir) {
                heirs.push(*heir);
            }
        }
        heirs
    }

    /// What hangs there and needs somebody who is not named.
    pub fn missing(&self, leaving: Leaving, hanging: &[(Hanging, i64)]) -> Vec<MissingHeir> {
        let is_missing =
            |(kind, count): &&(Hanging, i64)| *count > 0 && kind.needs_heir(leaving) && self.of(*kind).is_none();
        hanging.iter().filter(is_missing).map(|(kind, count)| MissingHeir { kind: *kind, count: *count }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_names_one_for_a_kind_and_another_for_the_rest() {
        let heirs = Heirs { all: Some(1), by_kind: [(Hanging::Sites, 2)].into() };
        assert_eq!((heirs.of(Hanging::Sites), heirs.of(Hanging::Cases)), (Some(2), Some(1)));
        assert_eq!(heirs.everybody(), [1, 2]);
    }

    #[test]
    fn what_hangs_and_goes_to_nobody_is_named_with_its_count() {
        let heirs = Heirs { all: None, by_kind: [(Hanging::Sites, 2)].into() };
        let hanging = [(Hanging::Sites, 3), (Hanging::Cases, 12), (Hanging::Posts, 4), (Hanging::Hooks, 0)];
        let missing = heirs.missing(Leaving::Unit, &hanging);
        assert_eq!(missing, [MissingHeir { kind: Hanging::Cases, count: 12 }], "posts end with a unit, hooks are none");
    }

    #[test]
    fn every_kind_of_what_hangs_is_handed_over_somewhere_and_has_a_field() {
        for kind in Hanging::ALL {
            assert!(Leaving::ALL.iter().any(|leaving| Hanging::of(*leaving).contains(&kind)), "{kind:?}");
            assert_eq!(kind.field(), format!("heir.{}", kind.code()));
        }
    }
}
