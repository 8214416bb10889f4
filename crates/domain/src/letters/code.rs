//! The code on the print of a letter, checked by hand or by QR.

use std::{fmt, str::FromStr};

use changxiao_words::{Message, say};

use crate::{sealing::Hash, text::narrowed};

/// Signs of the code without the check sign: 5 bits each.
const SIGNS: usize = 20;
/// Signs of a group on paper.
const GROUP: usize = 5;
/// Base 32 of Douglas Crockford (<https://www.crockford.com/base32.html>): no I, L, O, U. The last five stand in the check sign only.
const ALPHABET: [char; 37] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z', '*', '~', '$', '=', 'U',
];

/// The first 100 bits of the SHA-256 of a canonical text, as 20 signs and a check sign: `7ZQ4M-0K2TR-VX81C-9HJNB-5`.
///
/// What it promises: nobody finds another text for a code that exists (about 2^100 tries). Who writes both texts himself could find
/// two that share a code with about 2^50 tries, so the code leads to a letter and shows that a print was altered; what a head signed is
/// proven by the signature over the whole text. The check sign (the number modulo 37) tells a slip of the hand from an altered letter:
/// any one wrong sign and any two neighbours in wrong order are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LetterCode(u128);

/// Why what was typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongCode {
    #[error("a code has {expected} signs, this has {found}", expected = SIGNS + 1)]
    Length { found: usize },
    #[error("{0} stands in no code")]
    Sign(char),
    #[error("the check sign does not fit: a sign is mistyped")]
    Mistyped,
}

impl WrongCode {
    /// The sentence for people.
    pub fn message(self) -> Message {
        match self {
            WrongCode::Length { found } => say!(letters_code_length, expected = SIGNS + 1, found),
            WrongCode::Sign(sign) => say!(letters_code_sign, sign),
            WrongCode::Mistyped => say!(letters_code_mistyped),
        }
    }
}

impl LetterCode {
    /// The code of a text by its [`super::digest`].
    pub fn of(digest: &Hash) -> Self {
        let number = digest.iter().take(13).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        // 13 bytes are 104 bits.
        Self(number >> 4)
    }

    /// Whether it is the code of this digest.
    pub fn fits(self, digest: &Hash) -> bool {
        self == Self::of(digest)
    }

    /// The 21 signs without dashes, for an address.
    pub fn plain(self) -> String {
        let signs = (0..SIGNS).rev().map(|place| self.0 >> (5 * place) & 31);
        signs.chain([self.0 % 37]).map(sign_of).collect()
    }
}

fn sign_of(value: u128) -> char {
    usize::try_from(value).ok().and_then(|value| ALPHABET.get(value)).copied().unwrap_or('0')
}

impl fmt::Display for LetterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sign) in self.plain().chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

impl FromStr for LetterCode {
    type Err = WrongCode;

    /// Reads a code in any case and width, with dashes and blanks anywhere; O is 0, I and L are 1, as Crockford has it.
    fn from_str(text: &str) -> Result<Self, WrongCode> {
        let narrow = narrowed(text);
        let signs: Vec<char> = narrow.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect();
        let (check, number) = match signs.split_last() {
            Some((check, number)) if number.len() == SIGNS => (check, number),
            _ => return Err(WrongCode::Length { found: signs.len() }),
        };
        let mut value = 0_u128;
        for sign in number {
            value = value << 5 | value_of(*sign).filter(|value| *value < 32).ok_or(WrongCode::Sign(*sign))?;
        }
        let check = value_of(*check).ok_or(WrongCode::Sign(*check))?;
        if value % 37 == check { Ok(Self(value)) } else { Err(WrongCode::Mistyped) }
    }
}

fn value_of(sign: char) -> Option<u128> {
    let plain = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|one| *one == plain).and_then(|value| u128::try_from(value).ok())
}
