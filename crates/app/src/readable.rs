//! What a post reads of texts that people wrote: all of it with the right to, masked without.

use changxiao_domain::{
    masking::{HoldsTexts, mask_text, mask_texts},
    orgs::{Actor, Permission},
};

/// What leaves to this post. Whatever gives texts of cases and of what was made from them to somebody goes through here; what goes to
/// robots, mailboxes and other systems is masked for all ([`mask_texts`]).
pub(crate) fn readable<T: HoldsTexts>(actor: &Actor, held: T) -> T {
    if actor.may(Permission::ReadPersonal) { held } else { mask_texts(held) }
}

/// Whether a cell of a sheet that comes back says what stands there, or what somebody without that right read of it: that is no edit, else
/// numbers of persons would be overwritten by their masks.
pub(crate) fn is_as_read(cell: &str, stands: &str) -> bool {
    cell == stands.trim() || cell == mask_text(stands).trim()
}
