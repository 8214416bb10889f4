//! 责任书: the canonical text of a letter of responsibility, its signature by the head of the unit, and the code on its print.
//!
//! [`Letter::canonical`] makes one text of the facts, [`digest`] its SHA-256, [`HeadKey::sign`] the signature with the key of a head's
//! post, [`Signature::verify`] says whether text, post and moment are those that were signed, [`LetterCode`] is what stands on paper.
//! Who may sign and when is a procedure's; where keys lie is the vault's.

mod algorithm;
mod canonical;
mod code;
mod letter;
mod rules;
mod signature;
mod signed;

pub use algorithm::{Algorithm, KeyFault};
pub use canonical::{canonical, digest};
pub use code::{LetterCode, WrongCode};
pub use letter::{Answerable, Indicator, Letter, LetterFault, LetterLimit};
pub use rules::{LetterRules, LetterRulesFault};
pub use signature::{HeadKey, NotSigned, PublicKey, Signature, signed_text};
pub use signed::SignedLetter;
