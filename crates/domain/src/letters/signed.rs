//! A letter as it was signed: what a part of a matter keeps of its signature.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Algorithm, LetterCode, NotSigned, PublicKey, Signature, digest};
use crate::{ids::PostId, time::Instant};

/// The canonical text, who signed it and when, and the signature with the key that it is checked by. Bytes are written in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedLetter {
    pub text: String,
    pub post: PostId,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub algorithm: Algorithm,
    pub signature: String,
    pub key: String,
}

impl SignedLetter {
    pub fn of(text: String, signature: &Signature, key: &PublicKey) -> Self {
        let Signature { post, at, algorithm, bytes } = signature;
        Self {
            text,
            post: *post,
            at: at.micros(),
            algorithm: *algorithm,
            signature: written(bytes),
            key: written(&key.bytes),
        }
    }

    /// As it stands in a field; `None` for anything else.
    pub fn from_json(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok()
    }

    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    pub const fn signed_at(&self) -> Instant {
        Instant(self.at)
    }

    /// The public key that it names. What it is worth, the list of keys says.
    pub fn public_key(&self) -> PublicKey {
        PublicKey { post: self.post, algorithm: self.algorithm, bytes: bytes_of(&self.key).unwrap_or_default() }
    }

    /// Whether the signature is that of the text by the named key.
    ///
    /// Errors: the key cannot be read; text, moment or signature were changed.
    pub fn check(&self) -> Result<(), NotSigned> {
        let bytes = bytes_of(&self.signature).and_then(|bytes| bytes.try_into().ok()).ok_or(NotSigned::Altered)?;
        let signature = Signature { post: self.post, at: self.signed_at(), algorithm: self.algorithm, bytes };
        signature.verify(&self.text, &self.public_key())
    }

    /// What stands on paper.
    pub fn code(&self) -> LetterCode {
        LetterCode::of(&digest(&self.text))
    }
}

fn written(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
