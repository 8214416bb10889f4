//! Public keys as authenticators write them (COSE, RFC 9052 and 9053).

use super::{
    PasskeyFault,
    cbor::{self, Item},
};

/// By what an authenticator signs. Every one that people have can do one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// In the order in which they are asked for.
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// Its number in IANA's registry of COSE algorithms.
    pub const fn number(self) -> i64 {
        match self {
            Algorithm::Es256 => -7,
            Algorithm::EdDsa => -8,
            Algorithm::Rs256 => -257,
        }
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The point, uncompressed (65 bytes, SEC 1, 2.3.3).
    Es256(Vec<u8>),
    /// 32 bytes.
    EdDsa(Vec<u8>),
    Rs256 {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

/// Names of the parts (RFC 9052, 7; RFC 9053, 7; RFC 8230, 4).
const KIND: i64 = 1;
const ALGORITHM: i64 = 3;
const CURVE_OR_MODULUS: i64 = -1;
const X_OR_EXPONENT: i64 = -2;
const Y: i64 = -3;

impl Key {
    /// # Errors
    /// [`PasskeyFault::UnknownKey`] for a key of another kind or one that is not whole.
    pub fn read(bytes: &[u8]) -> Result<Self, PasskeyFault> {
        Self::whole(bytes).ok_or(PasskeyFault::UnknownKey)
    }

    fn whole(bytes: &[u8]) -> Option<Self> {
        let (Item::Map(parts), []) = cbor::read(bytes)? else { return None };
        let part = |name: i64| parts.iter().find(|(key, _)| *key == Item::Number(name)).map(|(_, value)| value);
        let number = |name: i64| match part(name) {
            Some(Item::Number(number)) => Some(*number),
            _ => None,
        };
        let text = |name: i64, length: std::ops::RangeInclusive<usize>| match part(name) {
            Some(Item::Bytes(bytes)) => length.contains(&bytes.len()).then(|| bytes.to_vec()),
            _ => None,
        };
        match (number(KIND)?, number(ALGORITHM)?) {
            (2, -7) if number(CURVE_OR_MODULUS)? == 1 => {
                let (x, y) = (text(X_OR_EXPONENT, 32..=32)?, text(Y, 32..=32)?);
                Some(Key::Es256([&[4][..], &x, &y].concat()))
            }
            (1, -8) if number(CURVE_OR_MODULUS)? == 6 => text(X_OR_EXPONENT, 32..=32).map(Key::EdDsa),
            // 2048 to 4096 bits.
            (3, -257) => {
                let (modulus, exponent) = (text(CURVE_OR_MODULUS, 256..=512)?, text(X_OR_EXPONENT, 1..=4)?);
                Some(Key::Rs256 { modulus, exponent })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_three_kinds_are_read_and_no_other() {
        let p256 = [
            &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..],
            &[1; 32],
            &[0x22, 0x58, 0x20],
            &[2; 32],
        ]
        .concat();
        assert_eq!(Key::read(&p256), Ok(Key::Es256([&[4][..], &[1; 32], &[2; 32]].concat())));
        let rsa = [
            &[0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00][..],
            &[3; 256],
            &[0x21, 0x43, 1, 0, 1],
        ]
        .concat();
        assert_eq!(Key::read(&rsa), Ok(Key::Rs256 { modulus: vec![3; 256], exponent: vec![1, 0, 1] }));
        // Another curve, another algorithm, a short point, something behind it, nothing.
        let changed = |place: usize, byte: u8| {
            let mut bytes = p256.clone();
            bytes[place] = byte;
            bytes
        };
        for other in [changed(6, 0x02), changed(4, 0x27), changed(2, 0x03), [&p256[..], &[0]].concat(), Vec::new()] {
            assert_eq!(Key::read(&other), Err(PasskeyFault::UnknownKey));
        }
    }

    #[test]
    fn numbers_are_those_of_the_registry() {
        assert_eq!(Algorithm::ALL.map(Algorithm::number), [-7, -8, -257]);
    }
}
