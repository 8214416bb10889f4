//! The nightly seal: one keyed digest over everything that must not change unseen, each holding the one before it.
//!
//! A row is sealed as a leaf: which row, in which version, with the head of its chain and the hash of its columns. Leaves are only
//! ever added: a row that went on gets another one the next night. The seal of a night holds, of every table, how many rows there
//! were and one hash over the leaves of that night. Leaves and seals are keyed with HMAC-SHA256 under a key that lies outside of the
//! database, so that whoever can write the database cannot make them anew.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

use super::Hash;
use crate::{
    ids::CityId,
    time::{Day, Instant},
};

/// The secret of the seals. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey([u8; 32]);

/// Tells one key from another without giving it away: the first eight bytes of a hash of it.
pub type KeyId = [u8; 8];

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    pub fn id(&self) -> KeyId {
        let whole: Hash = Sha256::new_with_prefix(b"changxiao seal key 1").chain_update(self.0).finalize().into();
        let [a, b, c, d, e, f, g, h, ..] = whole;
        [a, b, c, d, e, f, g, h]
    }

    fn mac(&self, fields: &[&[u8]]) -> Hash {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes a key of any length")
        };
        mac.update(&framed(fields));
        mac.finalize().into_bytes().into()
    }
}

/// Each field preceded by its length in bytes as 4 bytes, the highest first, so that no two lists of fields give the same bytes.
fn framed(fields: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(fields.iter().map(|field| field.len() + 4).sum());
    for field in fields {
        // No field comes near 4 GiB: texts are limited when they are accepted.
        bytes.extend_from_slice(&(field.len() as u32).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}

/// The print of one row: a hash over all columns with their names, and four bytes a column by which a changed one is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPrint {
    pub hash: Hash,
    pub marks: Vec<u8>,
}

/// Takes the columns of a row, always in the same order.
pub struct RowHasher {
    whole: Sha256,
    marks: Vec<u8>,
}

impl Default for RowHasher {
    fn default() -> Self {
        Self { whole: Sha256::new_with_prefix(b"changxiao row 1"), marks: Vec::new() }
    }
}

impl RowHasher {
    /// The next column; `value` are bytes that differ where the values differ.
    pub fn add(&mut self, column: &str, value: &[u8]) {
        let fields = framed(&[column.as_bytes(), value]);
        let mark: Hash = Sha256::digest(&fields).into();
        self.marks.extend_from_slice(&mark[..MARK]);
        self.whole.update(fields);
    }

    pub fn finish(self) -> RowPrint {
        RowPrint { hash: self.whole.finalize().into(), marks: self.marks }
    }
}

/// Bytes of the mark of a column.
const MARK: usize = 4;

impl RowPrint {
    /// The places, in `now`, of the columns in which the two differ. The last `parts` marks are those of the rows that belong to it; a
    /// table that got columns has them before these, and then those that both have are compared.
    pub fn unlike(then: &[u8], now: &[u8], parts: usize) -> Vec<usize> {
        let (then, now): (Vec<_>, Vec<_>) = (then.chunks(MARK).collect(), now.chunks(MARK).collect());
        let own = then.len().min(now.len()).saturating_sub(parts);
        let last = |all: usize| all.saturating_sub(parts)..all;
        let pairs = (0..own).zip(0..own).chain(last(then.len()).zip(last(now.len())));
        pairs.filter(|(old, new)| then[*old] != now[*new]).map(|(_, new)| new).collect()
    }
}

/// One row as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its table.
    pub kind: String,
    /// Its key there, as text.
    pub key: String,
    /// The seal that it belongs to.
    pub number: i64,
    pub version: i64,
    pub row: Hash,
    pub marks: Vec<u8>,
    pub mac: Hash,
}

impl Leaf {
    /// `head` is the last event of its chain in that version; zeros for what has no chain.
    pub fn mac(&self, key: &SealKey, city: CityId, head: &Hash) -> Hash {
        key.mac(&[
            b"changxiao seal leaf 1",
            &city.0.to_be_bytes(),
            self.kind.as_bytes(),
            self.key.as_bytes(),
            &self.number.to_be_bytes(),
            &self.version.to_be_bytes(),
            head,
            &self.row,
            &self.marks,
        ])
    }

    /// Says that the row was taken away rightly.
    pub fn is_farewell(&self) -> bool {
        self.row == super::NO_HASH
    }
}

/// What a seal holds of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealSum {
    pub kind: String,
    /// Rows that there were.
    pub counted: i64,
    /// Leaves of this night.
    pub leaves: i64,
    pub hash: Hash,
}

/// One hash over the leaves of a night and a table, by ascending key.
pub struct SumHasher {
    hasher: Sha256,
    pub leaves: i64,
}

impl SumHasher {
    pub fn begin(kind: &str) -> Self {
        Self { hasher: Sha256::new_with_prefix(framed(&[b"changxiao seal sum 1", kind.as_bytes()])), leaves: 0 }
    }

    pub fn add(&mut self, key: &str, mac: &Hash) {
        self.leaves += 1;
        self.hasher.update(framed(&[key.as_bytes(), mac]));
    }

    pub fn finish(self) -> Hash {
        self.hasher.finalize().into()
    }
}

/// The seal of a night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    pub city: CityId,
    /// Counts from 1; the order of the seals, whatever the clock said.
    pub number: i64,
    pub day: Day,
    pub at: Instant,
    /// That of the city's reference data.
    pub model_version: i64,
    pub key_id: KeyId,
    /// Zeros for the first.
    pub prev: Hash,
    /// By ascending table.
    pub sums: Vec<SealSum>,
    pub digest: Hash,
}

impl Seal {
    /// HMAC-SHA256 over: the words, city (8 bytes), number (8), day as text, at (8), model version (8), id of the key (8), digest of the
    /// seal before (32); then of each table its name, rows (8), leaves (8) and sum (32). Each field is preceded by its length.
    pub fn computed(&self, key: &SealKey) -> Hash {
        let mut fields = vec![
            b"changxiao seal 1".to_vec(),
            self.city.0.to_be_bytes().to_vec(),
            self.number.to_be_bytes().to_vec(),
            self.day.to_string().into_bytes(),
            self.at.micros().to_be_bytes().to_vec(),
            self.model_version.to_be_bytes().to_vec(),
            self.key_id.to_vec(),
            self.prev.to_vec(),
        ];
        for sum in &self.sums {
            fields.extend([
                sum.kind.clone().into_bytes(),
                sum.counted.to_be_bytes().to_vec(),
                sum.leaves.to_be_bytes().to_vec(),
                sum.hash.to_vec(),
            ]);
        }
        key.mac(&fields.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// Rows of all tables.
    pub fn counted(&self) -> i64 {
        self.sums.iter().map(|sum| sum.counted).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::{NO_HASH, hex};

    fn seal() -> Seal {
        let sum = SealSum { kind: "cases".to_owned(), counted: 3, leaves: 2, hash: [7; 32] };
        Seal {
            city: CityId(3506),
            number: 1,
            day: Day::constant(2026, 6, 16),
            at: Instant(5),
            model_version: 9,
            key_id: [1; 8],
            prev: NO_HASH,
            sums: vec![sum],
            digest: NO_HASH,
        }
    }

    #[test]
    fn a_seal_depends_on_everything_that_it_holds_and_on_the_key() {
        let key = SealKey::new([5; 32]);
        let whole = seal().computed(&key);
        let others = [
            seal().computed(&SealKey::new([6; 32])),
            Seal { number: 2, ..seal() }.computed(&key),
            Seal { prev: [1; 32], ..seal() }.computed(&key),
            Seal { sums: Vec::new(), ..seal() }.computed(&key),
            Seal { at: Instant(6), ..seal() }.computed(&key),
        ];
        assert!(others.iter().all(|other| *other != whole));
        // Whoever keeps a digest for years compares it with what a later release counts.
        assert_eq!(hex(&whole), "2815d082af87d661ed8852d242538f60d7adaa39130eb0c293d81913848008c9");
    }

    fn print(columns: &[(&str, &str)]) -> RowPrint {
        let mut hasher = RowHasher::default();
        columns.iter().for_each(|(column, value)| hasher.add(column, value.as_bytes()));
        hasher.finish()
    }

    #[test]
    fn a_changed_column_is_named_by_its_place() {
        let one = print(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let other = print(&[("a", "1"), ("b", ""), ("c", "3")]);
        assert_ne!(one.hash, other.hash);
        for parts in 0..=3 {
            assert_eq!(RowPrint::unlike(&one.marks, &other.marks, parts), [1]);
        }
    }

    #[test]
    fn a_column_that_came_later_moves_what_belongs_to_the_row_and_nothing_else() {
        let then = print(&[("a", "1"), ("parts.b", "2"), ("parts.c", "3")]);
        let now = |c: &str| print(&[("a", "1"), ("later", "x"), ("parts.b", "2"), ("parts.c", c)]);
        assert_eq!(RowPrint::unlike(&then.marks, &now("3").marks, 2), Vec::<usize>::new());
        assert_eq!(RowPrint::unlike(&then.marks, &now("4").marks, 2), [3], "a part that changed is still found");
        let changed = print(&[("a", "9"), ("later", "x"), ("parts.b", "2"), ("parts.c", "3")]);
        assert_eq!(RowPrint::unlike(&then.marks, &changed.marks, 2), [0]);
    }
}
