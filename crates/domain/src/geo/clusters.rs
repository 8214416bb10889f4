//! Points that lie too close to be drawn apart, as one point with a number.

use std::collections::BTreeMap;

use crate::{
    calendar::Lamp,
    geo::{BoundingBox, Position},
};

/// Side of the smallest cell, in millionths of a degree: some 900 metres. Larger cells are made of these.
pub const CELL_E6: i64 = 8_192;

/// At this zoom of the map a smallest cell is some fifty pixels wide; one step out it takes two of them, and so on. A map tile
/// shows 360 degrees divided by two to the power of the zoom in 512 pixels.
const SMALLEST_AT: u8 = 12;

/// What lies in one of the smallest cells: column and row (degrees in millionths divided by [`CELL_E6`]), and how many of a lamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gathered {
    pub cell: (i64, i64),
    pub lamp: Lamp,
    pub count: i64,
}

/// Neighbours drawn as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// In the middle of what it stands for, to the size of a smallest cell.
    pub at: Position,
    /// What the cells reach over, so that a press can bring the map there.
    pub bounds: BoundingBox,
    pub count: i64,
    /// The worst among them: late, then near, then on time, then no clock.
    pub lamp: Lamp,
}

/// Joins cells to what a map of this zoom can draw apart. No count is lost: the sum stays, at every zoom.
pub fn clusters(cells: impl IntoIterator<Item = Gathered>, zoom: u8) -> Vec<Cluster> {
    let joined = SMALLEST_AT.saturating_sub(zoom).min(20);
    let mut groups: BTreeMap<(i64, i64), Vec<Gathered>> = BTreeMap::new();
    for gathered in cells.into_iter().filter(|gathered| gathered.count > 0) {
        let (x, y) = gathered.cell;
        groups.entry((x >> joined, y >> joined)).or_default().push(gathered);
    }
    groups.into_values().filter_map(|group| join(&group)).collect()
}

fn join(group: &[Gathered]) -> Option<Cluster> {
    let count: i64 = group.iter().map(|gathered| gathered.count).sum();
    let bounds = group.iter().map(|gathered| cell_bounds(gathered.cell)).reduce(BoundingBox::joined_with)?;
    let middle = |axis: fn(&Gathered) -> i64| {
        group.iter().map(|gathered| (axis(gathered) * CELL_E6 + CELL_E6 / 2) * gathered.count).sum::<i64>() / count
    };
    let at = Position { lon_e6: middle(|gathered| gathered.cell.0), lat_e6: middle(|gathered| gathered.cell.1) };
    // The lamps stand in their order from the worst.
    let lamp = Lamp::ALL.into_iter().find(|lamp| group.iter().any(|gathered| gathered.lamp == *lamp))?;
    Some(Cluster { at, bounds, count, lamp })
}

/// What a smallest cell reaches over.
pub fn cell_bounds((x, y): (i64, i64)) -> BoundingBox {
    let (west_e6, south_e6) = (x * CELL_E6, y * CELL_E6);
    BoundingBox { west_e6, south_e6, east_e6: west_e6 + CELL_E6 - 1, north_e6: south_e6 + CELL_E6 - 1 }
}
