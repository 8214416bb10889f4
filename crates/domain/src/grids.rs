//! Grids (网格): the parts of towns and villages that a city has drawn, each with somebody who walks it (网格员).

use crate::{divisions::DivisionCode, geo::Outline, geo::Position, ids::PostId};

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn square(code: &str, division: i64, (west, south): (f64, f64)) -> Grid {
        let (east, north) = (west + 0.01, south + 0.01);
        let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
        let outline = Outline::from_geojson(&json!({ "type": "Polygon", "coordinates": [ring] })).expect("an outline");
        let division = DivisionCode::new(division).expect("a code");
        Grid { code: code.to_owned(), name: code.to_owned(), division, staff: None, outline: Some(outline) }
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
}
