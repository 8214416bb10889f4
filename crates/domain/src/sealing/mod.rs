//! Sealing: every record of a workflow carries the hash of the one before it, so that nobody can change, remove or slip in a
//! record afterwards without every later one showing it. Cases, whistles and consultations are sealed alike; each names an
//! encoding of its own, so that a record of one can never pass for a record of another. Every night a seal is laid over all of it
//! ([`Seal`]), and the rows that stand are told again by their events ([`Retold`]).

mod chain;
mod chained;
mod entry;
mod finding;
mod retold;
mod seal;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    ids::{CityId, PersonId, PostId, TokenId, UnitId},
    orgs::Role,
    time::Instant,
};

pub use chain::{BreakKind, ChainBreak, Head, Sealed, verify, verify_head};
pub(crate) use chained::chained;
pub use chained::{Chained, Course, EventOf, record, verify_chained};
pub use entry::{Entry, Verb, Word};
pub use finding::{Finding, Wrong};
pub(crate) use retold::Particulars;
pub use retold::{NotTold, Retold};
pub use seal::{KeyId, Leaf, RowHasher, RowPrint, Seal, SealKey, SealSum, SumHasher};

/// SHA-256 of an event, or of the content of a file.
pub type Hash = [u8; 32];

/// What stands before the first event of a chain.
pub const NO_HASH: Hash = [0; 32];

/// Who did it, as the person stood then: later moves between units and roles do not change the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorStamp {
    pub person: PersonId,
    pub post: PostId,
    pub unit: UnitId,
    pub role: Role,
    /// A scheduled job acted in the name of this post.
    pub system: bool,
    /// The token of a program that acted in this post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<TokenId>,
}

/// What is hashed of one event.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The first field, such as `changxiao case event 1`. A new encoding gets a new number, and old events keep theirs.
    pub encoding: &'static [u8],
    pub city: CityId,
    /// The sixteen bytes of the id of what the event belongs to.
    pub subject: &'a [u8],
    /// Counts from 1 inside its subject.
    pub seq: i64,
    pub action: &'a str,
    /// `None` for the event that brought the subject into being.
    pub from: Option<&'a str>,
    pub to: &'a str,
    pub at: Instant,
    pub actor: &'a ActorStamp,
    pub particulars: &'a Value,
    pub prev_hash: &'a Hash,
}

impl Link<'_> {
    /// SHA-256 over these fields in this order, each preceded by its length in bytes as 4 bytes, the highest first:
    ///
    /// the words of the encoding; city (8 bytes); subject (16); seq (8); action code; code of the state before, empty for
    /// the first event; code of the state after; at (8); person (16); post (16); unit (16); role code; system (1 byte, 0 or 1);
    /// particulars as canonical JSON in UTF-8; hash of the event before (32, zeros for the first); where a program acted, the id of its token
    /// (16). What a person did has no such field, as before there were any.
    ///
    /// Numbers are signed and start with the highest byte.
    pub fn hash(&self) -> Hash {
        let particulars = canonical_json(self.particulars);
        let mut hasher = Sha256::new();
        for field in [
            self.encoding,
            &self.city.0.to_be_bytes(),
            self.subject,
            &self.seq.to_be_bytes(),
            self.action.as_bytes(),
            self.from.unwrap_or_default().as_bytes(),
            self.to.as_bytes(),
            &self.at.micros().to_be_bytes(),
            self.actor.person.as_bytes(),
            self.actor.post.as_bytes(),
            self.actor.unit.as_bytes(),
            self.actor.role.code().as_bytes(),
            &[u8::from(self.actor.system)],
            particulars.as_bytes(),
            self.prev_hash,
        ] {
            // No field comes near 4 GiB: texts are limited when they are accepted.
            hasher.update((field.len() as u32).to_be_bytes());
            hasher.update(field);
        }
        if let Some(program) = self.actor.program {
            hasher.update(16_u32.to_be_bytes());
            hasher.update(program.as_bytes());
        }
        hasher.finalize().into()
    }
}

/// JSON without blanks, the keys of every object sorted by their bytes. The library's own order depends on a build feature
/// that any other crate may switch on, so the order is made here.
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_unstable_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (place, (key, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// The 64 lowercase digits of a hash.
pub fn hex(hash: &Hash) -> String {
    use std::fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash that 64 hexadecimal digits name; `None` for anything else.
pub fn from_hex(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = NO_HASH;
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(hash)
}
