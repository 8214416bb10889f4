//! A flow as a drawing: states as boxes, one below the other, and actions as arrows that run in lanes beside them. Every line has a height of
//! its own and every lane a place of its own, so that nothing lies upon anything else, however many there are. Lengths are pixels.

use std::collections::BTreeSet;

use super::{Code, Flow};

/// A box, and the column of names beside it.
const BOX: i32 = 188;
const NAMES: i32 = 176;
/// What stands between the two, and between two boxes.
const GAP: i32 = 10;
/// One line that leaves or comes.
const LINE: i32 = 26;
/// The least height of a box, for its two lines of text.
const LEAST: i32 = 52;
/// One lane.
const LANE: i32 = 14;

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    pub width: i32,
    pub height: i32,
    pub boxes: Vec<StateBox>,
    pub arrows: Vec<Arrow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateBox {
    /// `None`: from here it is begun.
    pub state: Option<Code>,
    pub rect: Rect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// All actions that lead from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// `None`: it is begun by them.
    pub from: Option<Code>,
    /// The same as `from` where the state stays.
    pub to: Option<Code>,
    pub actions: Vec<Code>,
    /// Where their names stand.
    pub names: Rect,
    /// From corner to corner, the arrow's head at the end. Where the state stays it is one line.
    pub path: Vec<(i32, i32)>,
}

impl Rect {
    pub const fn right(&self) -> i32 {
        self.x + self.width
    }

    pub const fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// Whether two have a point in common that is no edge.
    pub const fn meets(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// One state and what leaves it and comes to it.
struct Stop {
    state: Option<Code>,
    /// Places of arrows, and whether they come.
    lines: Vec<(usize, bool)>,
}

/// `begins`: the state in which a part begins; a whole begins by a row.
pub fn diagram(flow: &Flow, begins: Option<Code>) -> Diagram {
    let mut arrows = arrows(flow, begins);
    let mut stops = stops(flow, begins, &arrows);
    for stop in &mut stops {
        let comes = (0..arrows.len()).filter(|at| arrows[*at].to == stop.state && arrows[*at].to != arrows[*at].from);
        let leaves = (0..arrows.len()).filter(|at| arrows[*at].from == stop.state);
        stop.lines = comes.map(|at| (at, true)).chain(leaves.map(|at| (at, false))).collect();
    }
    let (mut boxes, mut y) = (Vec::with_capacity(stops.len()), 1);
    let (mut left_at, mut came_at) = (vec![0; arrows.len()], vec![0; arrows.len()]);
    for stop in &stops {
        let lines = i32::try_from(stop.lines.len()).unwrap_or(0);
        let least = if stop.state.is_some() { LEAST } else { LINE };
        let height = (lines * LINE).max(least);
        for ((arrow, comes), place) in stop.lines.iter().zip(0..) {
            let at = y + place * LINE + LINE - 5;
            if *comes { came_at[*arrow] = at } else { left_at[*arrow] = at }
        }
        boxes.push(StateBox { state: stop.state, rect: Rect { x: 1, y, width: BOX, height } });
        y += height + GAP;
    }
    let lanes = lanes(&arrows, &left_at, &came_at);
    let (edge, names) = (1 + BOX, 1 + BOX + GAP);
    let first = names + NAMES + GAP;
    for (at, arrow) in arrows.iter_mut().enumerate() {
        arrow.names = Rect { x: names, y: left_at[at] - LINE + 6, width: NAMES, height: LINE - 8 };
        arrow.path = match lanes[at] {
            Some(lane) => {
                let x = first + lane * LANE;
                vec![(edge, left_at[at]), (x, left_at[at]), (x, came_at[at]), (edge, came_at[at])]
            }
            None => vec![(edge, left_at[at]), (names + NAMES, left_at[at])],
        };
    }
    let most = lanes.iter().flatten().max().map_or(0, |lane| (lane + 1) * LANE);
    Diagram { width: first + most, height: y - GAP + 1, boxes, arrows }
}

/// One for each pair of states, in the order of the rows.
fn arrows(flow: &Flow, begins: Option<Code>) -> Vec<Arrow> {
    let mut all: Vec<Arrow> = Vec::new();
    let nothing = Rect { x: 0, y: 0, width: 0, height: 0 };
    let mut add = |from: Option<Code>, to: Option<Code>, action: Option<Code>| match all
        .iter_mut()
        .find(|arrow| arrow.from == from && arrow.to == to)
    {
        Some(arrow) => arrow.actions.extend(action.filter(|action| !arrow.actions.contains(action))),
        None => all.push(Arrow { from, to, actions: action.into_iter().collect(), names: nothing, path: Vec::new() }),
    };
    if begins.is_some() {
        add(None, begins, None);
    }
    for row in &flow.rows {
        if row.from.is_empty() && begins.is_none() && row.to.is_some() {
            add(None, row.to, Some(row.action));
        }
        for from in &row.from {
            add(Some(*from), row.to.or(Some(*from)), Some(row.action));
        }
    }
    let is_there = |state: Option<Code>| state.is_none_or(|state| flow.state(state).is_some());
    all.retain(|arrow| is_there(arrow.from) && is_there(arrow.to));
    all
}

/// The beginning, then the states in the order in which they are come to, the ends last, then those to which nothing leads.
fn stops(flow: &Flow, begins: Option<Code>, arrows: &[Arrow]) -> Vec<Stop> {
    let mut order: Vec<Option<Code>> = Vec::new();
    let has_begin = begins.is_some() || arrows.iter().any(|arrow| arrow.from.is_none());
    if has_begin {
        order.push(None);
    }
    let mut seen: BTreeSet<Option<Code>> = order.iter().copied().collect();
    let mut next = 0;
    while next < order.len() {
        let here = order[next];
        for arrow in arrows.iter().filter(|arrow| arrow.from == here) {
            if seen.insert(arrow.to) {
                order.push(arrow.to);
            }
        }
        next += 1;
    }
    // A name that stands twice is one box.
    order.extend(flow.states.iter().map(|state| Some(state.name)).filter(|state| seen.insert(*state)));
    let is_end = |state: &Option<Code>| state.and_then(|state| flow.state(state)).is_some_and(|state| state.end);
    order.sort_by_key(is_end);
    order.into_iter().map(|state| Stop { state, lines: Vec::new() }).collect()
}

/// The lane of each arrow, short ones nearest to the boxes; `None` where the state stays.
fn lanes(arrows: &[Arrow], left_at: &[i32], came_at: &[i32]) -> Vec<Option<i32>> {
    let mut order: Vec<usize> = (0..arrows.len()).filter(|at| arrows[*at].from != arrows[*at].to).collect();
    order.sort_by_key(|at| ((left_at[*at] - came_at[*at]).abs(), *at));
    let (mut lanes, mut taken) = (vec![None; arrows.len()], Vec::<Vec<(i32, i32)>>::new());
    for at in order {
        let span = (left_at[at].min(came_at[at]), left_at[at].max(came_at[at]));
        let is_free = |spans: &Vec<(i32, i32)>| spans.iter().all(|other| span.1 < other.0 || other.1 < span.0);
        let lane = taken.iter().position(is_free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[lane].push(span);
        lanes[at] = i32::try_from(lane).ok();
    }
    lanes
}
