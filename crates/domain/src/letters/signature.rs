//! The signature of a letter by the key of a head's post.

use std::fmt;

use changxiao_words::{Message, say};
use serde::{Deserialize, Serialize};

use super::{
    algorithm::{Algorithm, KeyFault},
    canonical::canonical,
};
use crate::{ids::PostId, time::Instant};

/// The secret key of a head's post. Never printed, never serialized but by whoever seals it.
#[derive(Clone, PartialEq, Eq)]
pub struct HeadKey {
    post: PostId,
    algorithm: Algorithm,
    secret: [u8; 32],
}

impl fmt::Debug for HeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeadKey").field("post", &self.post).field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// What anybody may have of a head's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    pub post: PostId,
    pub algorithm: Algorithm,
    /// 32 bytes for Ed25519, 65 for SM2.
    pub bytes: Vec<u8>,
}

/// A signature with what it says besides the text. All of it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub post: PostId,
    pub at: Instant,
    pub algorithm: Algorithm,
    pub bytes: [u8; 64],
}

/// Why a text does not count as signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    #[error("the key belongs to another post or another algorithm")]
    OtherKey,
    #[error("the public key cannot be read")]
    NoKey,
    #[error("the text, the moment or the signature is not what was signed")]
    Altered,
}

impl NotSigned {
    /// The stable code for JSON and tests.
    pub const fn code(self) -> &'static str {
        match self {
            NotSigned::OtherKey => "other_key",
            NotSigned::NoKey => "no_key",
            NotSigned::Altered => "altered",
        }
    }

    /// The sentence for people.
    pub fn message(self) -> Message {
        match self {
            NotSigned::OtherKey => say!(letters_not_signed_other_key),
            NotSigned::NoKey => say!(letters_not_signed_no_key),
            NotSigned::Altered => say!(letters_not_signed_altered),
        }
    }
}

/// What is signed: the canonical text, then the post and the moment (microseconds since 1970, UTC), each on a line. Kept as a file it is
/// what another program verifies, for example
/// `openssl pkeyutl -verify -rawin -pubin -inkey head.pem -sigfile letter.sig -in letter.txt`.
pub fn signed_text(text: &str, post: PostId, at: Instant) -> String {
    format!("{}\nsigned by post: {post}\nsigned at: {}", canonical(text), at.micros())
}

impl HeadKey {
    /// A new key from 32 random bytes.
    ///
    /// Errors: the bytes are no key (SM2, one of about four billion): draw others.
    pub fn new(post: PostId, algorithm: Algorithm, random: [u8; 32]) -> Result<Self, KeyFault> {
        algorithm.public_of(&random)?;
        Ok(Self { post, algorithm, secret: random })
    }

    pub const fn post(&self) -> PostId {
        self.post
    }

    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The 32 bytes, for the vault alone.
    pub const fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// The half of the key that is shown. Errors: none for a key that [`Self::new`] made.
    pub fn public(&self) -> Result<PublicKey, KeyFault> {
        let bytes = self.algorithm.public_of(&self.secret)?;
        Ok(PublicKey { post: self.post, algorithm: self.algorithm, bytes })
    }

    /// Signs a text at a moment. The same text, moment and key give the same bytes. Errors: none for a key that [`Self::new`] made.
    pub fn sign(&self, text: &str, at: Instant) -> Result<Signature, KeyFault> {
        let bytes = self.algorithm.sign(&self.secret, signed_text(text, self.post, at).as_bytes())?;
        Ok(Signature { post: self.post, at, algorithm: self.algorithm, bytes })
    }
}

impl Signature {
    /// Whether this text was signed by this key for this post at this moment. The text may have other line ends and blanks than the
    /// canonical one ([`canonical`]); any other character that is changed, put in or left out makes it another text.
    ///
    /// Errors: the key is another post's; it cannot be read; text, moment or signature were changed.
    pub fn verify(&self, text: &str, key: &PublicKey) -> Result<(), NotSigned> {
        if (self.post, self.algorithm) != (key.post, key.algorithm) {
            return Err(NotSigned::OtherKey);
        }
        if !self.algorithm.is_key(&key.bytes) {
            return Err(NotSigned::NoKey);
        }
        let message = signed_text(text, self.post, self.at);
        let fits = self.algorithm.fits(&key.bytes, message.as_bytes(), &self.bytes);
        if fits { Ok(()) } else { Err(NotSigned::Altered) }
    }
}
