//! Where townships and sites lie: inside the county's outline, streets close around the county seat, towns apart.
//! The real centres of towns are not part of the shipped data, so these are made up.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    geo::{Outline, Position},
};

use super::{dice::Dice, founding::Base};

pub(super) struct Places<'a> {
    outlines: HashMap<DivisionCode, &'a Outline>,
    /// Of every township.
    centres: HashMap<DivisionCode, Position>,
}

const STREET_REACH: i64 = 3_500;
/// So many places are tried for a town; the one farthest from its neighbours is taken.
const TRIES: usize = 12;

impl<'a> Places<'a> {
    pub fn of(base: &'a Base, dice: &mut Dice) -> Self {
        let outlines: HashMap<DivisionCode, &Outline> =
            base.outlines.iter().map(|named| (named.code, &named.outline)).collect();
        let mut centres = HashMap::new();
        for county in base.divisions.iter().filter(|division| division.level == Level::County) {
            let Some(outline) = outlines.get(&county.code).copied() else { continue };
            let seat = seat(outline, dice);
            let mut taken = vec![seat];
            for town in base.divisions.children(county.code) {
                let centre = match base.derivation.place_kind(&town.name) {
                    "street" => around(outline, seat, STREET_REACH, dice),
                    _ => apart(outline, &taken, dice),
                };
                taken.push(centre);
                centres.insert(town.code, centre);
            }
        }
        Self { outlines, centres }
    }

    /// A position of a site: near the centre of its township, a village a little off it, never outside the county.
    pub fn site(&self, division: DivisionCode, is_street: bool, dice: &mut Dice) -> Option<Position> {
        let outline = self.outlines.get(&division.at_level(Level::County)?).copied()?;
        let centre = self.centres.get(&division.at_level(Level::Township)?).copied()?;
        let reach = if is_street { 1_100 } else { 2_200 };
        let middle = match division.level() {
            Level::Village => {
                // A village lies at the same place for every site in it.
                let mut fixed = Dice::new(division.number().unsigned_abs(), "village");
                around(outline, centre, reach, &mut fixed)
            }
            _ => centre,
        };
        let reach = if division.level() == Level::Village { 350 } else { reach };
        Some(around(outline, middle, reach, dice))
    }
}

/// The mean of some places inside, which lies in the thick of the county; a place inside where the mean does not.
fn seat(outline: &Outline, dice: &mut Dice) -> Position {
    let drawn: Vec<Position> = (0..40).map(|_| outline.point_inside(|| dice.word())).collect();
    let mean = |of: fn(&Position) -> i64| drawn.iter().map(of).sum::<i64>() / drawn.len() as i64;
    let middle = Position { lon_e6: mean(|at| at.lon_e6), lat_e6: mean(|at| at.lat_e6) };
    if outline.contains(middle) { middle } else { drawn[0] }
}

/// Within `reach` metres of `centre` and inside; the centre itself after twenty misses.
fn around(outline: &Outline, centre: Position, reach: i64, dice: &mut Dice) -> Position {
    for _ in 0..20 {
        let (east, north) = (dice.between(-reach, reach), dice.between(-reach, reach));
        if east * east + north * north > reach * reach {
            continue;
        }
        let at = moved(centre, east, north);
        if outline.contains(at) {
            return at;
        }
    }
    centre
}

fn apart(outline: &Outline, taken: &[Position], dice: &mut Dice) -> Position {
    let distance = |at: &Position| {
        taken
            .iter()
            .map(|other| (at.lon_e6 - other.lon_e6).pow(2) + (at.lat_e6 - other.lat_e6).pow(2))
            .min()
            .unwrap_or(i64::MAX)
    };
    let tries: Vec<Position> = (0..TRIES).map(|_| outline.point_inside(|| dice.word())).collect();
    tries.into_iter().max_by_key(distance).unwrap_or(taken[0])
}

/// Moved by metres east and north. A degree of latitude has 111,320 m; the cosine is a short series, so that every machine agrees.
fn moved(from: Position, east: i64, north: i64) -> Position {
    let angle = from.lat_e6 as f64 / 1e6 * std::f64::consts::PI / 180.0;
    let square = angle * angle;
    let cosine = 1.0 - square / 2.0 + square * square / 24.0 - square * square * square / 720.0;
    let micro_degrees = 1e6 / 111_320.0;
    Position {
        lon_e6: from.lon_e6 + (east as f64 * micro_degrees / cosine) as i64,
        lat_e6: from.lat_e6 + (north as f64 * micro_degrees) as i64,
    }
}
