//! 责任书: signing with the key of a head's post, and the check of a printed code by whoever holds the paper.

pub mod check;
mod keys;
pub(crate) mod sign;

pub use keys::sealed;
