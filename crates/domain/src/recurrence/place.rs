//! What counts as the same place, and the keys by which a database finds what may lie there.

use crate::{
    geo::Position,
    ids::{CaseId, SiteId},
    text::narrow,
    time::Instant,
};

/// The edge of a cell of the grid, in millionths of a degree: about 220 metres from south to north.
pub const CELL_E6: i64 = 2_000;
/// More than the cells from west to east around the earth.
const CELLS_EAST: i64 = 1_000_000;
/// Millionths of a degree of latitude in a metre, rounded up.
const E6_A_METRE: i64 = 9;

/// A case as the detector sees it. All of one list are of one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub case: CaseId,
    pub site: Option<SiteId>,
    pub position: Option<Position>,
    /// Padded code of the division.
    pub division: i64,
    /// [`place_key`] of the words for the place; empty: none.
    pub place: String,
    pub reported_at: Instant,
    /// `None`: still open.
    pub closed_at: Option<Instant>,
}

impl Seen {
    /// The same site, or positions within so many metres; where one has no position, the same words in the same division.
    pub fn same_place(&self, other: &Seen, metres: i64) -> bool {
        if self.site.is_some() && self.site == other.site {
            return true;
        }
        match self.position.zip(other.position) {
            Some((one, two)) => certainly_within(one, two, metres) || one.distance_m(two) <= metres as f64,
            None => !self.place.is_empty() && self.place == other.place && self.division == other.division,
        }
    }
}

/// Whether even the way along the meridian and then along the equator is no longer: most reports of one place lie so near each
/// other that this spares the sines. A millionth of a degree is at most 112 millimetres.
const fn certainly_within(one: Position, two: Position, metres: i64) -> bool {
    let way_e6 = (one.lon_e6 - two.lon_e6).abs() + (one.lat_e6 - two.lat_e6).abs();
    way_e6 * 112 <= metres * 1_000
}

/// The words for a place without blanks, signs and differences of width or case: 延安北路 12 号 and 延安北路１２号 are one.
pub fn place_key(words: &str) -> String {
    words.chars().map(narrow).flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()).take(80).collect()
}

/// The cell of the grid that a position lies in.
pub fn cell_of(position: Position) -> i64 {
    cell(position.lat_e6.div_euclid(CELL_E6), position.lon_e6.div_euclid(CELL_E6))
}

/// Every cell that a place within so many metres of the position may lie in, rising.
pub fn cells_around(position: Position, metres: i64) -> Vec<i64> {
    let north = metres.saturating_mul(E6_A_METRE) + 1;
    // A degree of longitude shrinks towards the poles; nobody reports from beyond the eighty-fifth.
    let shrunk = position.lat().clamp(-85.0, 85.0).to_radians().cos();
    let east = (north as f64 / shrunk).ceil() as i64 + 1;
    let span = |at: i64, by: i64| (at - by).div_euclid(CELL_E6)..=(at + by).div_euclid(CELL_E6);
    let rows = span(position.lat_e6, north);
    rows.flat_map(|row| span(position.lon_e6, east).map(move |column| cell(row, column))).collect()
}

const fn cell(row: i64, column: i64) -> i64 {
    row * CELLS_EAST + column
}
