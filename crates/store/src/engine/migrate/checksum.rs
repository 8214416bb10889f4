//! What was taken is what ships: the SHA-256 of a step's text is kept beside it and compared at every start.

use sha2::{Digest, Sha256};

use super::{MIGRATIONS, Migration};
use crate::error::StoreError;

/// This step makes room for checksums. A database that has not taken it keeps none yet, and gets those of today's steps when it has.
const ROOM: i64 = 20;

pub const KEPT: &str = "SELECT step, checksum FROM schema_steps ORDER BY step";
pub const KEEP: &str = "UPDATE schema_steps SET checksum = $2 WHERE step = $1";

/// Whether a database that has taken these steps has room for checksums.
pub fn has_room(taken: &[i64]) -> bool {
    taken.contains(&ROOM)
}

/// Of the text with plain line ends, whatever a checkout made of them.
pub fn checksum(text: &str) -> [u8; 32] {
    Sha256::digest(text.replace("\r\n", "\n")).into()
}

/// Whether every step that a database has taken is known here.
///
/// Errors: [`StoreError::NewerSchema`] for the first that is not.
pub fn refuse_unknown(taken: impl IntoIterator<Item = (i64, String)>) -> Result<(), StoreError> {
    let known = |step: i64| MIGRATIONS.iter().any(|migration| migration.step == step);
    match taken.into_iter().filter(|(step, _)| !known(*step)).min() {
        Some((_, step)) => Err(StoreError::NewerSchema { step }),
        None => Ok(()),
    }
}

/// Compares what a database keeps with today's steps; gives those whose checksum it does not keep yet.
///
/// Errors: [`StoreError::StepChanged`] for the first step that is another today.
pub fn without(kept: &[(i64, Option<Vec<u8>>)]) -> Result<Vec<&'static Migration>, StoreError> {
    let mut without = Vec::new();
    for (step, kept) in kept {
        let Some(migration) = MIGRATIONS.iter().find(|migration| migration.step == *step) else { continue };
        match kept {
            None => without.push(migration),
            Some(kept) if *kept == checksum(migration.text) => {}
            Some(_) => return Err(StoreError::StepChanged { step: migration.name }),
        }
    }
    Ok(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_a_later_release_is_named() {
        let mut taken: Vec<_> =
            MIGRATIONS.iter().map(|migration| (migration.step, migration.name.to_owned())).collect();
        assert!(refuse_unknown(taken.clone()).is_ok());
        taken.push((i64::MAX, "9999_later".to_owned()));
        let refused = refuse_unknown(taken).err().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(refused.contains("9999_later"), "{refused}");
    }

    #[test]
    fn a_changed_step_is_named() {
        let own = |migration: &Migration| (migration.step, Some(checksum(migration.text).to_vec()));
        let mut kept: Vec<_> = MIGRATIONS.iter().map(own).collect();
        assert_eq!(without(&kept).map(|without| without.len()).ok(), Some(0));
        kept[3].1 = None;
        assert_eq!(without(&kept).map(|without| without[0].name).ok(), Some(MIGRATIONS[3].name));
        kept[5].1 = Some(vec![0; 32]);
        let refused = without(&kept).err().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(refused.contains(MIGRATIONS[5].name), "{refused}");
    }

    #[test]
    fn line_ends_of_a_checkout_do_not_matter() {
        assert_eq!(checksum("a\r\nb\n"), checksum("a\nb\n"));
        assert_ne!(checksum("a\nb"), checksum("a\nc"));
    }
}
