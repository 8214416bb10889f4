//! The outline of a division: one or more polygons, each with holes.

use serde_json::{Value, json};

use crate::{
    divisions::DivisionCode,
    geo::{BoundingBox, Position},
};

type Ring = Vec<Position>;

/// Polygons in millionths of a degree. What counts as inside is computed in integers, so every machine agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Each polygon: its outer ring, then its holes. Rings are closed: the last point repeats the first.
    polygons: Vec<Vec<Ring>>,
    bounds: BoundingBox,
}

/// An outline with the division it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOutline {
    pub code: DivisionCode,
    pub name: String,
    pub outline: Outline,
}

/// Why a text or value is no outline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutlineError {
    #[error("the text is not JSON: {0}")]
    NotJson(String),
    #[error("a GeoJSON Polygon or MultiPolygon is expected, “{0}” was found")]
    WrongType(String),
    #[error("a list of {0} is expected")]
    Missing(&'static str),
    #[error("point {point} of ring {ring} is not a pair of degrees within range")]
    BadPoint { ring: usize, point: usize },
    #[error("ring {ring} has {points} points, a closed ring has at least 4")]
    TooFewPoints { ring: usize, points: usize },
    #[error("ring {ring} does not end where it begins")]
    NotClosed { ring: usize },
    #[error("the outline encloses no area")]
    NoArea,
    #[error("feature {feature} has no division code in its properties")]
    NoCode { feature: usize },
    #[error("feature {feature}: {source}")]
    Feature { feature: usize, source: Box<OutlineError> },
}

/// Reads a GeoJSON FeatureCollection whose features carry `code` and `name` in their properties.
///
/// Errors: no GeoJSON of this shape; the feature that is wrong is named.
pub fn read_outlines(text: &str) -> Result<Vec<NamedOutline>, OutlineError> {
    let collection: Value = serde_json::from_str(text).map_err(|error| OutlineError::NotJson(error.to_string()))?;
    let features = collection["features"].as_array().ok_or(OutlineError::Missing("features"))?;
    let mut outlines = Vec::with_capacity(features.len());
    for (place, feature) in features.iter().enumerate() {
        let properties = &feature["properties"];
        let code = match &properties["code"] {
            Value::String(text) => text.parse().ok(),
            number => number.as_i64().and_then(|number| DivisionCode::new(number).ok()),
        };
        let code = code.ok_or(OutlineError::NoCode { feature: place })?;
        let outline = Outline::from_geojson(&feature["geometry"])
            .map_err(|source| OutlineError::Feature { feature: place, source: Box::new(source) })?;
        outlines.push(NamedOutline { code, name: properties["name"].as_str().unwrap_or_default().to_owned(), outline });
    }
    Ok(outlines)
}

impl Outline {
    /// Reads a GeoJSON geometry (RFC 7946, 3.1.6 and 3.1.7) in WGS-84 degrees.
    ///
    /// Errors: another type than Polygon or MultiPolygon; a ring without an area; positions that are none on earth.
    pub fn from_geojson(geometry: &Value) -> Result<Self, OutlineError> {
        let coordinates = &geometry["coordinates"];
        let polygons = match geometry["type"].as_str().unwrap_or_default() {
            "Polygon" => vec![read_polygon(coordinates)?],
            "MultiPolygon" => list(coordinates, "polygons")?.iter().map(read_polygon).collect::<Result<_, _>>()?,
            other => return Err(OutlineError::WrongType(other.chars().take(60).collect())),
        };
        let bounds = BoundingBox::of(polygons.iter().filter_map(|polygon| polygon.first()).flatten().copied());
        let outline = Self { bounds: bounds.ok_or(OutlineError::NoArea)?, polygons };
        if outline.polygons.iter().all(|polygon| doubled_area(&polygon[0]) == 0) {
            return Err(OutlineError::NoArea);
        }
        Ok(outline)
    }

    /// Reads the text of one geometry, alone or in the only feature of a text, as tools for drawing write it.
    ///
    /// Errors: no JSON; several features; whatever [`Self::from_geojson`] refuses.
    pub fn read_one(text: &str) -> Result<Self, OutlineError> {
        let read: Value = serde_json::from_str(text).map_err(|error| OutlineError::NotJson(error.to_string()))?;
        let geometry = match read["type"].as_str() {
            Some("Feature") => &read["geometry"],
            Some("FeatureCollection") => match read["features"].as_array().map(Vec::as_slice) {
                Some([only]) => &only["geometry"],
                _ => return Err(OutlineError::Missing("one feature")),
            },
            _ => &read,
        };
        Self::from_geojson(geometry)
    }

    /// The outline as a GeoJSON MultiPolygon in degrees.
    pub fn to_geojson(&self) -> Value {
        let ring = |ring: &Ring| ring.iter().map(|point| json!([point.lon(), point.lat()])).collect::<Vec<_>>();
        let polygons: Vec<Vec<_>> = self.polygons.iter().map(|polygon| polygon.iter().map(ring).collect()).collect();
        json!({ "type": "MultiPolygon", "coordinates": polygons })
    }

    pub const fn bounds(&self) -> BoundingBox {
        self.bounds
    }

    /// True for a position inside a polygon and in none of its holes; the edge itself counts as inside.
    pub fn contains(&self, position: Position) -> bool {
        self.bounds.contains(position) && self.polygons.iter().any(|polygon| polygon_contains(polygon, position))
    }

    /// True for a position inside, or no farther outside than `metres` in one of sixteen directions: outlines are drawn with fewer corners
    /// than borders have.
    pub fn is_near(&self, position: Position, metres: f64) -> bool {
        const METRES_A_DEGREE: f64 = 111_195.0;
        let across = METRES_A_DEGREE * position.lat().to_radians().cos().max(0.01);
        self.contains(position)
            || (0..16).any(|step| {
                let (north, east) = (f64::from(step) * std::f64::consts::TAU / 16.0).sin_cos();
                let moved = |share: f64| {
                    let (lon, lat) = (
                        position.lon() + east * metres * share / across,
                        position.lat() + north * metres * share / METRES_A_DEGREE,
                    );
                    Position::from_degrees(lon, lat).is_ok_and(|moved| self.contains(moved))
                };
                moved(0.5) || moved(1.0)
            })
    }

    /// A position inside, drawn with random words: the same words give the same position on any machine. Draws in the box until
    /// one falls inside; after 1,000 misses (a sliver) it takes the middle of the widest stretch half-way up instead.
    pub fn point_inside(&self, mut random: impl FnMut() -> u64) -> Position {
        for _ in 0..1_000 {
            let drawn = Position {
                lon_e6: draw(self.bounds.west_e6, self.bounds.east_e6, random()),
                lat_e6: draw(self.bounds.south_e6, self.bounds.north_e6, random()),
            };
            if self.contains(drawn) {
                return drawn;
            }
        }
        self.middle_of_widest_stretch()
    }

    fn middle_of_widest_stretch(&self) -> Position {
        let largest =
            self.polygons.iter().max_by_key(|polygon| doubled_area(&polygon[0]).abs()).unwrap_or(&self.polygons[0]);
        let bounds = BoundingBox::of(largest[0].iter().copied()).unwrap_or(self.bounds);
        let lat_e6 = bounds.centre().lat_e6;
        let mut crossings: Vec<i64> = largest.iter().flat_map(|ring| crossings(ring, lat_e6)).collect();
        crossings.sort_unstable();
        let widest = crossings.chunks_exact(2).max_by_key(|stretch| stretch[1] - stretch[0]);
        match widest {
            Some(stretch) => Position { lon_e6: (stretch[0] + stretch[1]) / 2, lat_e6 },
            None => largest[0][0],
        }
    }
}

fn list<'a>(value: &'a Value, of: &'static str) -> Result<&'a Vec<Value>, OutlineError> {
    value.as_array().filter(|list| !list.is_empty()).ok_or(OutlineError::Missing(of))
}

fn read_polygon(rings: &Value) -> Result<Vec<Ring>, OutlineError> {
    list(rings, "rings")?.iter().enumerate().map(|(place, ring)| read_ring(place, ring)).collect()
}

fn read_ring(ring: usize, points: &Value) -> Result<Ring, OutlineError> {
    let points = list(points, "points")?;
    let mut read = Ring::with_capacity(points.len());
    for (point, pair) in points.iter().enumerate() {
        let degrees = pair[0].as_f64().zip(pair[1].as_f64());
        let position = degrees.and_then(|(lon, lat)| Position::from_degrees(lon, lat).ok());
        read.push(position.ok_or(OutlineError::BadPoint { ring, point })?);
    }
    match read.len() {
        points @ 0..=3 => Err(OutlineError::TooFewPoints { ring, points }),
        _ if read.first() != read.last() => Err(OutlineError::NotClosed { ring }),
        _ => Ok(read),
    }
}

fn polygon_contains(polygon: &[Ring], position: Position) -> bool {
    let (outer, holes) = (&polygon[0], &polygon[1..]);
    match side(outer, position) {
        Side::Outside => false,
        Side::Edge => true,
        Side::Inside => !holes.iter().any(|hole| side(hole, position) == Side::Inside),
    }
}

#[derive(PartialEq)]
enum Side {
    Inside,
    Edge,
    Outside,
}

/// Even-odd rule: a ray to the east crosses the ring an odd number of times from inside. Products stay below 2.6 × 10^17.
fn side(ring: &[Position], at: Position) -> Side {
    let mut inside = false;
    for edge in ring.windows(2) {
        let (from, to) = (edge[0], edge[1]);
        let cross = (to.lon_e6 - from.lon_e6) * (at.lat_e6 - from.lat_e6)
            - (to.lat_e6 - from.lat_e6) * (at.lon_e6 - from.lon_e6);
        let in_box = BoundingBox::around(from).joined_with(BoundingBox::around(to)).contains(at);
        if cross == 0 && in_box {
            return Side::Edge;
        }
        let spans = (from.lat_e6 > at.lat_e6) != (to.lat_e6 > at.lat_e6);
        let crosses_to_the_east = (cross > 0) == (to.lat_e6 > from.lat_e6);
        if spans && crosses_to_the_east {
            inside = !inside;
        }
    }
    if inside { Side::Inside } else { Side::Outside }
}

/// Where a ring crosses a parallel, as longitudes; an even number of them.
fn crossings(ring: &[Position], lat_e6: i64) -> Vec<i64> {
    let spanning = ring.windows(2).filter(|edge| (edge[0].lat_e6 > lat_e6) != (edge[1].lat_e6 > lat_e6));
    let at = |edge: &[Position]| {
        let (from, to) = (edge[0], edge[1]);
        from.lon_e6 + (to.lon_e6 - from.lon_e6) * (lat_e6 - from.lat_e6) / (to.lat_e6 - from.lat_e6)
    };
    spanning.map(at).collect()
}

/// Twice the signed area of a ring in square millionths of a degree.
fn doubled_area(ring: &[Position]) -> i128 {
    let wide = |edge: &[Position]| {
        i128::from(edge[0].lon_e6) * i128::from(edge[1].lat_e6)
            - i128::from(edge[1].lon_e6) * i128::from(edge[0].lat_e6)
    };
    ring.windows(2).map(wide).sum()
}

/// A number from `low` to `high`, both included, from one random word by multiplying instead of dividing.
fn draw(low: i64, high: i64, word: u64) -> i64 {
    let choices = (high - low) as u128 + 1;
    low + ((u128::from(word) * choices) >> 64) as i64
}
