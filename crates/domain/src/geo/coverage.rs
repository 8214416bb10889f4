//! How outlines that should lie side by side cover what they lie in: where two of them overlap, and what none of them holds. Estimated on a
//! raster; what is less than a hundredth is left out, because outlines are drawn with fewer corners than borders have.

use super::{BoundingBox, Outline, Position};

/// Points of the raster along each side of a box.
const ACROSS: i64 = 64;
/// Thousandths from which on something is worth a word.
const LEAST: usize = 10;

/// Two outlines that hold the same ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Places in the list.
    pub first: usize,
    pub second: usize,
    /// Of the smaller of the two.
    pub thousandths: usize,
    /// A position that both hold.
    pub at: Position,
}

/// Ground of the whole that none of the parts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Of the whole.
    pub thousandths: usize,
    /// A position in it.
    pub at: Position,
}

/// Every two of the parts that overlap, in the order of the list.
pub fn overlaps(parts: &[&Outline]) -> Vec<Overlap> {
    let mut found = Vec::new();
    for (first, one) in parts.iter().enumerate() {
        for (second, other) in parts.iter().enumerate().skip(first + 1) {
            if !one.bounds().meets(other.bounds()) {
                continue;
            }
            let (small, large) = if size(one.bounds()) <= size(other.bounds()) { (one, other) } else { (other, one) };
            let (all, both) = counted(small.bounds(), |at| small.contains(at), |at| large.contains(at));
            if let Some((thousandths, at)) = share(all, both) {
                found.push(Overlap { first, second, thousandths, at });
            }
        }
    }
    found
}

/// What the parts leave open of the whole; `None` where that is hardly anything.
pub fn gap(whole: &Outline, parts: &[&Outline]) -> Option<Gap> {
    let is_open = |at| !parts.iter().any(|part| part.contains(at));
    let (all, open) = counted(whole.bounds(), |at| whole.contains(at), is_open);
    share(all, open).map(|(thousandths, at)| Gap { thousandths, at })
}

/// How many points of the raster over a box lie in it, and how many of those are meant, with the middle one of them.
fn counted(
    bounds: BoundingBox,
    is_in: impl Fn(Position) -> bool,
    is_meant: impl Fn(Position) -> bool,
) -> (usize, Vec<Position>) {
    let along = |from: i64, to: i64, step: i64| from + (to - from) * (2 * step + 1) / (2 * ACROSS);
    let (mut all, mut meant) = (0, Vec::new());
    for row in 0..ACROSS {
        for column in 0..ACROSS {
            let at = Position {
                lon_e6: along(bounds.west_e6, bounds.east_e6, column),
                lat_e6: along(bounds.south_e6, bounds.north_e6, row),
            };
            if is_in(at) {
                all += 1;
                if is_meant(at) {
                    meant.push(at);
                }
            }
        }
    }
    (all, meant)
}

fn share(all: usize, meant: Vec<Position>) -> Option<(usize, Position)> {
    let thousandths = (meant.len() * 1_000).checked_div(all)?;
    let at = meant.get(meant.len() / 2).copied()?;
    (thousandths >= LEAST).then_some((thousandths, at))
}

fn size(bounds: BoundingBox) -> i64 {
    (bounds.east_e6 - bounds.west_e6) * (bounds.north_e6 - bounds.south_e6) / 1_000
}
