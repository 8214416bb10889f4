//! With what somebody founds the first city in the browser: drawn at the start of a server over an empty database, printed there, and
//! good until a city is there.

use std::fmt;

use changxiao_app::chance::{Chance, bytes};

/// 128 bits as 32 hexadecimal digits.
#[derive(Clone)]
pub struct FoundingKey(String);

impl FoundingKey {
    pub fn draw(chance: &dyn Chance) -> Self {
        let drawn: [u8; 16] = bytes(chance);
        Self(drawn.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// For the address that the start prints.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether somebody has the key; it takes as long whichever sign is wrong.
    pub fn is(&self, said: &str) -> bool {
        let differ = self.0.bytes().zip(said.bytes()).fold(0, |differ, (one, other)| differ | (one ^ other));
        self.0.len() == said.len() && differ == 0
    }
}

impl fmt::Debug for FoundingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoundingKey")
    }
}
