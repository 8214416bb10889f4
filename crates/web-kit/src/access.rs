//! Who may use an address.

use changxiao_domain::orgs::Permission;

use crate::json::{HANDLE, READ};

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody: health, assets, sign-in.
    Public,
    /// A signed-in person whose password has still to be changed, too: changing it, signing out.
    Account,
    /// Any signed-in person.
    SignedIn,
    /// A post with this permission.
    May(Permission),
    /// The JSON interface: a bearer token or a session of a post with this permission; a token needs this word among its scopes.
    Api(Permission, &'static str),
}

impl Access {
    /// Reading through the JSON interface.
    pub const fn read(permission: Permission) -> Self {
        Self::Api(permission, READ)
    }

    /// Working through the JSON interface.
    pub const fn handle(permission: Permission) -> Self {
        Self::Api(permission, HANDLE)
    }
}
