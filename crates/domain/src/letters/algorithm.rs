//! The two ways of signing: keys and signatures as bytes.

use changxiao_words::coded;
use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use sm2::dsa::signature::Verifier as _;

/// Who signs, for SM2: the usual distinguishing id of GM/T 0009-2012, 10, so that other programs verify without a setting.
const SM2_ID: &str = "1234567812345678";

coded! {
    /// With what a head's key signs. A city that has to use national algorithms (密码法; GB/T 39786-2021) sets SM2.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Algorithm {
        /// RFC 8032. Key 32 bytes, signature 64.
        Ed25519 = "ed25519", letters_algorithm_ed25519;
        /// GM/T 0003-2012 with SM3 (GM/T 0004-2012). Public key 65 bytes (uncompressed point), signature 64 (r and s). Each signature
        /// draws its number from key and text (RFC 6979), so that a weak source of chance does not give the key away.
        Sm2 = "sm2", letters_algorithm_sm2;
    }
}

/// Why bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no {} key", .0.code())]
pub struct KeyFault(pub Algorithm);

impl Algorithm {
    /// The public key of a secret. Errors: the bytes are no secret of SM2 (one of about four billion is none): draw others.
    pub(super) fn public_of(self, secret: &[u8; 32]) -> Result<Vec<u8>, KeyFault> {
        match self {
            Algorithm::Ed25519 => Ok(ed25519_dalek::SigningKey::from_bytes(secret).verifying_key().to_bytes().to_vec()),
            Algorithm::Sm2 => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_ID, secret).map_err(|_| KeyFault(self))?;
                Ok(key.verifying_key().to_sec1_bytes().to_vec())
            }
        }
    }

    /// The 64 bytes of a signature. Errors: the bytes are no secret.
    pub(super) fn sign(self, secret: &[u8; 32], message: &[u8]) -> Result<[u8; 64], KeyFault> {
        match self {
            Algorithm::Ed25519 => Ok(ed25519_dalek::SigningKey::from_bytes(secret).sign(message).to_bytes()),
            Algorithm::Sm2 => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_ID, secret).map_err(|_| KeyFault(self))?;
                let signature: sm2::dsa::Signature =
                    sm2::dsa::signature::Signer::try_sign(&key, message).map_err(|_| KeyFault(self))?;
                Ok(signature.to_bytes().into())
            }
        }
    }

    /// Whether the bytes are a public key.
    pub(super) fn is_key(self, public: &[u8]) -> bool {
        match self {
            Algorithm::Ed25519 => ed25519_key(public).is_some(),
            Algorithm::Sm2 => sm2_key(public).is_some(),
        }
    }

    /// Whether the signature is that of the message by the key. What is no key or no signature fits nothing. Ed25519 is checked strictly:
    /// no key of small order, one spelling of a signature.
    pub(super) fn fits(self, public: &[u8], message: &[u8], signature: &[u8; 64]) -> bool {
        match self {
            Algorithm::Ed25519 => ed25519_key(public).is_some_and(|key| {
                key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
            }),
            Algorithm::Sm2 => sm2_key(public).is_some_and(|key| {
                sm2::dsa::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }),
        }
    }
}

fn ed25519_key(public: &[u8]) -> Option<ed25519_dalek::VerifyingKey> {
    ed25519_dalek::VerifyingKey::from_bytes(public.try_into().ok()?).ok()
}

fn sm2_key(public: &[u8]) -> Option<sm2::dsa::VerifyingKey> {
    // One spelling of a key: the uncompressed point.
    let is_uncompressed = public.len() == 65 && public.first() == Some(&4);
    sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, public).ok().filter(|_| is_uncompressed)
}
