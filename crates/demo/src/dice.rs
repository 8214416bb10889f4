//! Drawn numbers of the demonstration. Each part of it has dice of its own, so that a change in one does not move the others.

use rand::{Rng, SeedableRng, rngs::StdRng};

pub(super) struct Dice(StdRng);

impl Dice {
    /// `part` names who throws: the same seed and part give the same throws.
    pub fn new(seed: u64, part: &str) -> Self {
        // FNV-1a, so that the parts' names lie far apart.
        let mixed = part
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(StdRng::seed_from_u64(mixed))
    }

    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number from 0 up to, not including, `end`; 0 for an empty range.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { usize::try_from(self.word() % end as u64).unwrap_or(0) }
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low + i64::try_from(self.word() % span).unwrap_or(0)
    }

    /// True in so many of a thousand throws.
    pub fn permille(&mut self, chance: i64) -> bool {
        self.between(0, 999) < chance
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of some fixed words.
    pub fn word_of(&mut self, from: &[&'static str]) -> &'static str {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}
