//! What takes two of the three administrators: a post among them, and a way into the account of one of them.

use changxiao_words::{Message, coded, say};

use crate::{
    ids::PersonId,
    orgs::{Actor, Permission},
    time::HOUR,
};

/// What was not confirmed for so long has to be asked for anew.
pub const CONFIRMED_WITHIN: i64 = 7 * 24 * HOUR;

coded! {
    /// What is asked for.
    pub enum AdminRequestKind {
        /// A new one-time password, one half for each of the two.
        Reset = "reset", administrators_reset;
        /// One of the three administrative posts.
        Appoint = "appoint", administrators_appoint;
        /// The directory through which people sign in.
        Directory = "directory", administrators_directory;
        /// Who an administrator is in the directory.
        Link = "link", administrators_link;
    }
}

/// Why somebody is not the other of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTheOther {
    #[error("the post is none of the three")]
    NoAdministrator,
    #[error("it was asked for by the same person")]
    Asker,
    #[error("it is about the same person")]
    Subject,
}

impl NotTheOther {
    /// The sentence for people.
    pub fn message(self) -> Message {
        match self {
            NotTheOther::NoAdministrator => say!(errors_post_may_not_do_switch),
            NotTheOther::Asker => say!(administrators_asked_yourself),
            NotTheOther::Subject => say!(administrators_about_yourself),
        }
    }
}

/// Whether `actor` may confirm what `asker` asked for about `subject`: another of the three, and not about oneself.
///
/// Errors: why not.
pub fn may_confirm(actor: &Actor, asker: PersonId, subject: PersonId) -> Result<(), NotTheOther> {
    actor.require(Permission::ConfirmAdministrators).map_err(|_| NotTheOther::NoAdministrator)?;
    if actor.person == asker {
        return Err(NotTheOther::Asker);
    }
    if actor.person == subject { Err(NotTheOther::Subject) } else { Ok(()) }
}
