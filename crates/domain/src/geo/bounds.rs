//! A box of longitudes and latitudes.

use serde::{Deserialize, Serialize};

use crate::geo::Position;

/// A box in millionths of a degree, all four sides included. It never crosses the date line: no Chinese city does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundingBox {
    pub west_e6: i64,
    pub south_e6: i64,
    pub east_e6: i64,
    pub north_e6: i64,
}

impl BoundingBox {
    /// The smallest box around some positions; `None` for none.
    pub fn of(positions: impl IntoIterator<Item = Position>) -> Option<Self> {
        positions.into_iter().map(Self::around).reduce(Self::joined_with)
    }

    /// The box that is just this position.
    pub const fn around(position: Position) -> Self {
        Self {
            west_e6: position.lon_e6,
            south_e6: position.lat_e6,
            east_e6: position.lon_e6,
            north_e6: position.lat_e6,
        }
    }

    /// The smallest box around both.
    pub fn joined_with(self, other: Self) -> Self {
        Self {
            west_e6: self.west_e6.min(other.west_e6),
            south_e6: self.south_e6.min(other.south_e6),
            east_e6: self.east_e6.max(other.east_e6),
            north_e6: self.north_e6.max(other.north_e6),
        }
    }

    pub fn contains(self, position: Position) -> bool {
        (self.west_e6..=self.east_e6).contains(&position.lon_e6)
            && (self.south_e6..=self.north_e6).contains(&position.lat_e6)
    }

    /// Whether the two have a point in common.
    pub const fn meets(self, other: Self) -> bool {
        self.west_e6 <= other.east_e6
            && other.west_e6 <= self.east_e6
            && self.south_e6 <= other.north_e6
            && other.south_e6 <= self.north_e6
    }

    pub fn centre(self) -> Position {
        Position { lon_e6: (self.west_e6 + self.east_e6) / 2, lat_e6: (self.south_e6 + self.north_e6) / 2 }
    }

    /// Reads `west,south,east,north` in degrees, as maps send it; `None` when it is no box.
    pub fn parse(text: &str) -> Option<Self> {
        let mut sides = text.split(',').map(|side| side.trim().parse::<f64>().ok());
        let (west, south, east, north) = (sides.next()??, sides.next()??, sides.next()??, sides.next()??);
        let (low, high) = (Position::from_degrees(west, south).ok()?, Position::from_degrees(east, north).ok()?);
        let is_box = sides.next().is_none() && low.lon_e6 <= high.lon_e6 && low.lat_e6 <= high.lat_e6;
        is_box.then(|| Self::around(low).joined_with(Self::around(high)))
    }
}
