//! Units, people's posts, roles and who may see and do what.

mod actor;
mod common;
mod directory;
mod permission;
mod post;
mod role;
mod sign_in;
mod territory;
mod tree;
mod tries;
mod two_hands;
mod unit;

pub use actor::{Actor, NotPermitted, RowOwner, Scope};
pub use directory::{Directory, DirectoryFault, DirectoryRefusal, Identity, SUBJECT};
pub use permission::{Permission, conflicts, permissions};
pub use post::{Post, PostFault};
pub use role::{Role, UnknownRole};
pub use sign_in::{
    Account, PasswordFault, PasswordRule, SessionEnded, SignInRefusal, SignInRule, TOKEN_DAYS, WeakPassword,
};
pub use territory::Territory;
pub use tree::{NoLead, UnitTree, UnitTreeError};
pub use tries::{FORGOTTEN_AFTER, Failures, Patience};
pub use two_hands::{AdminRequestKind, CONFIRMED_WITHIN, NotTheOther, may_confirm};
pub use unit::{Unit, UnitKind};
