//! Points that lie too close to be drawn apart, as one point with a number.

use std::collections::BTreeMap;

use crate::{
    calendar::DueStatus,
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
    pub lamp: DueStatus,
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
    pub lamp: DueStatus,
}

/// What lies where, joined beforehand for every zoom, so that a part of a map is answered from what it shows and not from all there is.
#[derive(Clone, Debug, Default)]
pub struct Pyramid {
    /// From the smallest cells to one for everything.
    levels: Vec<Vec<Node>>,
}

/// What lies in a cell of some size and has one lamp.
#[derive(Clone, Copy, Debug)]
struct Node {
    cell: (i64, i64),
    lamp: DueStatus,
    count: i64,
    /// Sums of the middles of the smallest cells, each taken as often as it counts.
    lon_sum: i64,
    lat_sum: i64,
    bounds: BoundingBox,
}

impl Pyramid {
    pub fn of(cells: impl IntoIterator<Item = Gathered>) -> Self {
        let single = |gathered: Gathered| {
            let bounds = cell_bounds(gathered.cell);
            let middle = |axis: i64| (axis * CELL_E6 + CELL_E6 / 2) * gathered.count;
            let (lon_sum, lat_sum) = (middle(gathered.cell.0), middle(gathered.cell.1));
            Node { cell: gathered.cell, lamp: gathered.lamp, count: gathered.count, lon_sum, lat_sum, bounds }
        };
        let mut levels = vec![joined(cells.into_iter().filter(|gathered| gathered.count > 0).map(single))];
        for _ in 0..SMALLEST_AT {
            let below = levels.last().map(Vec::as_slice).unwrap_or_default();
            levels.push(joined(below.iter().map(|node| Node { cell: (node.cell.0 >> 1, node.cell.1 >> 1), ..*node })));
        }
        Self { levels }
    }

    /// How many of the lamp, or of all, lie in smallest cells that meet the frame.
    pub fn count(&self, frame: Option<BoundingBox>, lamp: Option<DueStatus>) -> i64 {
        let smallest = self.levels.first().map(Vec::as_slice).unwrap_or_default();
        smallest.iter().filter(|node| node.is_wanted(frame, lamp)).map(|node| node.count).sum()
    }

    /// What a map of this zoom can draw apart, where it meets the frame. Without a frame no count is lost: the sum stays, at every zoom.
    pub fn clusters(&self, zoom: u8, frame: Option<BoundingBox>, lamp: Option<DueStatus>) -> Vec<Cluster> {
        let level = usize::from(SMALLEST_AT.saturating_sub(zoom));
        let mut groups: BTreeMap<(i64, i64), Node> = BTreeMap::new();
        let nodes = self.levels.get(level).map(Vec::as_slice).unwrap_or_default();
        for node in nodes.iter().filter(|node| node.is_wanted(frame, lamp)) {
            groups.entry(node.cell).and_modify(|group| group.add(node)).or_insert(*node);
        }
        groups.into_values().map(Node::cluster).collect()
    }
}

impl Node {
    fn is_wanted(&self, frame: Option<BoundingBox>, lamp: Option<DueStatus>) -> bool {
        frame.is_none_or(|frame| frame.meets(self.bounds)) && lamp.is_none_or(|lamp| lamp == self.lamp)
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.lon_sum += other.lon_sum;
        self.lat_sum += other.lat_sum;
        self.bounds = self.bounds.joined_with(other.bounds);
        if badness(other.lamp) > badness(self.lamp) {
            self.lamp = other.lamp;
        }
    }

    /// A node counts at least one.
    fn cluster(self) -> Cluster {
        let at = Position { lon_e6: self.lon_sum / self.count.max(1), lat_e6: self.lat_sum / self.count.max(1) };
        Cluster { at, bounds: self.bounds, count: self.count, lamp: self.lamp }
    }
}

/// Nodes of the same cell and lamp as one.
fn joined(nodes: impl Iterator<Item = Node>) -> Vec<Node> {
    let mut nodes: Vec<Node> = nodes.collect();
    nodes.sort_unstable_by_key(|node| (node.cell, badness(node.lamp)));
    let mut kept: Vec<Node> = Vec::new();
    for node in nodes {
        match kept.last_mut().filter(|last| last.cell == node.cell && last.lamp == node.lamp) {
            Some(last) => last.add(&node),
            None => kept.push(node),
        }
    }
    kept
}

const fn badness(lamp: DueStatus) -> u8 {
    match lamp {
        DueStatus::Late => 3,
        DueStatus::Near => 2,
        DueStatus::Ok => 1,
        DueStatus::Idle => 0,
    }
}

/// What a smallest cell reaches over.
pub fn cell_bounds((x, y): (i64, i64)) -> BoundingBox {
    let (west_e6, south_e6) = (x * CELL_E6, y * CELL_E6);
    BoundingBox { west_e6, south_e6, east_e6: west_e6 + CELL_E6 - 1, north_e6: south_e6 + CELL_E6 - 1 }
}
