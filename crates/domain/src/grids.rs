//! Grids (网格): the parts of towns and villages that a city has drawn, each with somebody who walks it (网格员).

use crate::{
    divisions::{DivisionCode, Level},
    geo::{Outline, Position},
    ids::PostId,
    time::Day,
};

/// The longest code and name, in characters.
pub const GRID_CHARS: usize = 60;

/// A part of a town or of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The city's own code, unique in the city.
    pub code: String,
    pub name: String,
    /// In which it lies: a town, a street, a village or a community.
    pub division: DivisionCode,
    /// The post whose holder walks it.
    pub staff: Option<PostId>,
    /// `None` where the city has a list of grids and has not drawn them.
    pub outline: Option<Outline>,
    /// The first day on which it is no more; `None` while nobody knows one.
    pub until: Option<Day>,
}

impl Grid {
    pub fn in_force(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day < until)
    }
}

/// Whether a grid may lie in a division: in a town, a street, a village or a community.
pub fn may_lie_in(division: DivisionCode) -> bool {
    division.level() >= Level::Township
}

/// In which grid a place lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InGrid<'g> {
    /// In none that is known.
    Nowhere,
    One(&'g Grid),
    /// They overlap there: none of them is guessed.
    Several(Vec<&'g Grid>),
}

impl<'g> InGrid<'g> {
    /// The only one.
    pub fn one(&self) -> Option<&'g Grid> {
        match self {
            InGrid::One(grid) => Some(grid),
            InGrid::Nowhere | InGrid::Several(_) => None,
        }
    }

    fn of(mut found: Vec<&'g Grid>) -> Self {
        match found.len() {
            0 => InGrid::Nowhere,
            1 => found.pop().map_or(InGrid::Nowhere, InGrid::One),
            _ => InGrid::Several(found),
        }
    }
}

/// The grids whose outlines hold a position.
pub fn grid_at(grids: &[Grid], position: Position) -> InGrid<'_> {
    InGrid::of(grids.iter().filter(|grid| grid.outline.as_ref().is_some_and(|of| of.contains(position))).collect())
}

/// The grid of a place: by its position, else the only grid of the division where none there is drawn.
pub fn grid_of(grids: &[Grid], place: DivisionCode, position: Option<Position>) -> InGrid<'_> {
    match position.map_or(InGrid::Nowhere, |position| grid_at(grids, position)) {
        InGrid::Nowhere => {
            let here: Vec<&Grid> = grids.iter().filter(|grid| place.is_within(grid.division)).collect();
            let is_drawn = here.iter().any(|grid| grid.outline.is_some());
            match here.as_slice() {
                [one] if !is_drawn => InGrid::One(one),
                _ => InGrid::Nowhere,
            }
        }
        found => found,
    }
}

/// Whether the grids of a place leave a position there open: some cover the place, each of them is drawn, and no grid of the city holds the
/// position. Where one is not drawn yet, nobody knows.
pub fn leaves_open(grids: &[Grid], place: DivisionCode, position: Position) -> bool {
    let mut here = grids.iter().filter(|grid| place.is_within(grid.division)).peekable();
    let all_drawn = here.peek().is_some() && here.all(|grid| grid.outline.is_some());
    all_drawn && grid_at(grids, position) == InGrid::Nowhere
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn square(code: &str, division: i64, (west, south): (f64, f64)) -> Grid {
        let (east, north) = (west + 0.01, south + 0.01);
        let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
        let outline = Outline::from_geojson(&json!({ "type": "Polygon", "coordinates": [ring] })).expect("an outline");
        let division = DivisionCode::new(division).expect("a code");
        Grid {
            code: code.to_owned(),
            name: code.to_owned(),
            division,
            staff: None,
            outline: Some(outline),
            until: None,
        }
    }

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("a position")
    }

    #[test]
    fn a_position_is_in_one_grid_in_none_or_named_with_all_that_hold_it() {
        let grids = [
            square("A", 350_602_003_001, (117.60, 24.50)),
            square("B", 350_602_003_001, (117.605, 24.50)),
            square("C", 350_602_002_001, (117.70, 24.50)),
        ];
        let codes = |found: InGrid<'_>| match found {
            InGrid::Nowhere => String::new(),
            InGrid::One(grid) => grid.code.clone(),
            InGrid::Several(grids) => grids.iter().map(|grid| grid.code.as_str()).collect(),
        };
        assert_eq!(codes(grid_at(&grids, at(117.602, 24.505))), "A");
        assert_eq!(codes(grid_at(&grids, at(117.607, 24.505))), "AB");
        assert_eq!(codes(grid_at(&grids, at(117.705, 24.505))), "C");
        let place = DivisionCode::new(350_602_003_001).expect("a code");
        assert_eq!(codes(grid_of(&grids, place, Some(at(117.65, 24.505)))), "", "drawn grids do not hold it");
        assert_eq!(codes(grid_of(&grids, place, None)), "");
    }

    #[test]
    fn a_list_without_outlines_gives_the_only_grid_of_a_division() {
        let list = |code: &str, division| Grid { outline: None, ..square(code, division, (117.6, 24.5)) };
        let place = DivisionCode::new(350_602_003_001).expect("a code");
        let one = [list("A", 350_602_003_001), list("C", 350_602_002_001)];
        assert_eq!(grid_of(&one, place, None).one().map(|grid| grid.code.as_str()), Some("A"));
        let two = [list("A", 350_602_003_001), list("B", 350_602_003_001)];
        assert_eq!(grid_of(&two, place, Some(at(117.605, 24.505))), InGrid::Nowhere, "nobody says which of the two");
    }

    #[test]
    fn a_position_is_left_open_only_where_every_grid_of_its_place_is_drawn() {
        let village = DivisionCode::new(350_602_003_001).expect("a code");
        let street = DivisionCode::new(350_602_003).expect("a code");
        let drawn = [square("A", 350_602_003_001, (117.60, 24.50)), square("C", 350_602_002_001, (117.70, 24.50))];
        assert!(leaves_open(&drawn, village, at(117.65, 24.505)));
        assert!(!leaves_open(&drawn, village, at(117.602, 24.505)));
        assert!(
            !leaves_open(&drawn, village, at(117.705, 24.505)),
            "another grid holds it, which is asked about as such"
        );
        assert!(!leaves_open(&drawn, street, at(117.65, 24.505)), "nobody knows in which village of the street");
        let undrawn = Grid { outline: None, ..square("B", 350_602_003_001, (117.6, 24.5)) };
        assert!(!leaves_open(&[drawn[0].clone(), undrawn], village, at(117.65, 24.505)));
        assert!(!leaves_open(&[], village, at(117.65, 24.505)));
        let of_street = [square("S", 350_602_003, (117.60, 24.50))];
        assert!(leaves_open(&of_street, village, at(117.65, 24.505)), "a grid of the street covers its villages");
    }

    #[test]
    fn one_outline_is_read_alone_and_in_its_only_feature() {
        let geometry = r#"{"type":"Polygon","coordinates":[[[117.6,24.5],[117.61,24.5],[117.61,24.51],[117.6,24.5]]]}"#;
        let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{geometry}}}"#);
        let all = |features: &str| format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
        let alone = Outline::read_one(geometry).expect("an outline");
        assert_eq!(Outline::read_one(&feature).expect("an outline"), alone);
        assert_eq!(Outline::read_one(&all(&feature)).expect("an outline"), alone);
        for wrong in ["", "{}", "[]", r#"{"type":"Point","coordinates":[117.6,24.5]}"#] {
            assert!(Outline::read_one(wrong).is_err(), "{wrong}");
        }
        assert!(Outline::read_one(&all("")).is_err());
        assert!(Outline::read_one(&all(&format!("{feature},{feature}"))).is_err(), "which of the two");
    }

    #[test]
    fn a_grid_is_there_until_its_day() {
        let grid = Grid { until: Some(Day::constant(2026, 6, 17)), ..square("A", 350_602_003_001, (117.6, 24.5)) };
        assert!(grid.in_force(Day::constant(2026, 6, 16)) && !grid.in_force(Day::constant(2026, 6, 17)));
    }
}
