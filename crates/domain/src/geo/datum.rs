//! The four coordinate systems in which positions reach a Chinese city, and the way between them.
//!
//! GCJ-02 and BD-09 have no published definition; the formulas are the ones that public map tools have shared since about 2013 and that
//! agree with the map services to a few metres. The way there is exact for those formulas, the way back is solved by iteration.

use std::{f64::consts::PI, fmt, str::FromStr};

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use super::position::{Position, PositionError, degrees};

coded! {
    /// In which system a pair of degrees was taken.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Datum {
        /// GPS receivers, and everything inside this system.
        #[default]
        Wgs84 = "wgs84";
        /// China Geodetic Coordinate System 2000 (GB 22021-2008). Differs from WGS-84 by centimetres, which a site does not notice.
        Cgcs2000 = "cgcs2000";
        /// The shifted system of AMap and Tencent maps (火星坐标).
        Gcj02 = "gcj02";
        /// Baidu's shift on top of GCJ-02.
        Bd09 = "bd09";
    }
}

/// A name that no known datum has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is none of the known coordinate systems: WGS-84, CGCS2000, GCJ-02, BD-09")]
pub struct UnknownDatum(pub String);

impl Datum {
    /// The name as it is usually written.
    pub const fn name(self) -> &'static str {
        match self {
            Datum::Wgs84 => "WGS-84",
            Datum::Cgcs2000 => "CGCS2000",
            Datum::Gcj02 => "GCJ-02",
            Datum::Bd09 => "BD-09",
        }
    }

    /// Reads a name in any of its usual spellings.
    pub fn read(text: &str) -> Option<Self> {
        let plain: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        Some(match plain.as_str() {
            "wgs84" | "epsg4326" | "gps" | "4326" => Datum::Wgs84,
            "cgcs2000" | "epsg4490" | "国家2000" | "2000国家大地坐标系" | "大地2000" | "4490" => {
                Datum::Cgcs2000
            }
            "gcj02" | "gcj" | "火星坐标" | "火星坐标系" | "国测局" | "高德" | "腾讯" | "amap" => {
                Datum::Gcj02
            }
            "bd09" | "bd09ll" | "百度" | "百度坐标" | "百度坐标系" | "baidu" => Datum::Bd09,
            _ => return None,
        })
    }

    /// A position from degrees taken in this datum. The way back out of GCJ-02 and BD-09 is good to far better than a metre.
    ///
    /// Errors: degrees that are none on earth.
    pub fn to_wgs84(self, lon: f64, lat: f64) -> Result<Position, PositionError> {
        // Refuses what is no position before any formula makes a number of it.
        let given = Position::from_degrees(lon, lat)?;
        let (lon, lat) = match self {
            Datum::Wgs84 | Datum::Cgcs2000 => return Ok(given),
            Datum::Gcj02 => gcj02_to_wgs84(lon, lat),
            Datum::Bd09 => {
                let (lon, lat) = bd09_to_gcj02(lon, lat);
                gcj02_to_wgs84(lon, lat)
            }
        };
        Position::from_degrees(lon, lat)
    }

    /// Degrees (longitude, latitude) in this datum, for a map that expects them.
    pub fn from_wgs84(self, position: Position) -> (f64, f64) {
        let (lon, lat) = (position.lon(), position.lat());
        match self {
            Datum::Wgs84 | Datum::Cgcs2000 => (lon, lat),
            Datum::Gcj02 => wgs84_to_gcj02(lon, lat),
            Datum::Bd09 => {
                let (lon, lat) = wgs84_to_gcj02(lon, lat);
                gcj02_to_bd09(lon, lat)
            }
        }
    }
}

impl Position {
    /// Reads two decimal numbers that were taken in `datum`.
    ///
    /// Errors: no numbers, or none on earth.
    pub fn parse(lon: &str, lat: &str, datum: Datum) -> Result<Self, PositionError> {
        datum.to_wgs84(degrees(lon)?, degrees(lat)?)
    }
}

/// Semi-major axis in metres and squared eccentricity of the Krasovsky 1940 ellipsoid, on which the shift is computed.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
/// Baidu turns its waves with this factor instead of π / 180.
const BAIDU_TURN: f64 = PI * 3000.0 / 180.0;
const BAIDU_LON: f64 = 0.0065;
const BAIDU_LAT: f64 = 0.006;
/// 1e-10 of a degree is a hundredth of a millimetre.
const CLOSE_ENOUGH: f64 = 1e-10;

fn wgs84_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if !is_shifted(lon, lat) {
        return (lon, lat);
    }
    let (shift_lon, shift_lat) = shift(lon, lat);
    (lon + shift_lon, lat + shift_lat)
}

fn gcj02_to_wgs84(lon: f64, lat: f64) -> (f64, f64) {
    if !is_shifted(lon, lat) {
        return (lon, lat);
    }
    invert(lon, lat, |lon, lat| {
        let (shift_lon, shift_lat) = shift(lon, lat);
        (lon + shift_lon, lat + shift_lat)
    })
}

fn gcj02_to_bd09(lon: f64, lat: f64) -> (f64, f64) {
    let radius = lon.hypot(lat) + 0.000_02 * (lat * BAIDU_TURN).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BAIDU_TURN).cos();
    (radius * angle.cos() + BAIDU_LON, radius * angle.sin() + BAIDU_LAT)
}

fn bd09_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    invert(lon, lat, gcj02_to_bd09)
}

/// Finds the point that `forward` moves to the given one: move, see how far off it lands, correct by that much. Each round
/// shrinks the error by the slope of the shift (below 1 to 100), so a dozen rounds are plenty and 30 the guard.
fn invert(lon: f64, lat: f64, forward: impl Fn(f64, f64) -> (f64, f64)) -> (f64, f64) {
    let (mut guess_lon, mut guess_lat) = (lon, lat);
    for _ in 0..30 {
        let (landed_lon, landed_lat) = forward(guess_lon, guess_lat);
        let (off_lon, off_lat) = (landed_lon - lon, landed_lat - lat);
        guess_lon -= off_lon;
        guess_lat -= off_lat;
        if off_lon.abs() < CLOSE_ENOUGH && off_lat.abs() < CLOSE_ENOUGH {
            break;
        }
    }
    (guess_lon, guess_lat)
}

/// The box around China in which the public formulas shift.
fn is_shifted(lon: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

/// How far GCJ-02 lies from WGS-84 at a point, in degrees of longitude and latitude.
fn shift(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let ripple = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let waves = |at: f64, long: f64, longer: f64, parts: [f64; 2]| {
        (20.0 * (at * PI).sin() + 40.0 * (at / 3.0 * PI).sin()) * 2.0 / 3.0
            + (long * (at / parts[0] * PI).sin() + longer * (at / parts[1] * PI).sin()) * 2.0 / 3.0
    };
    let root = x.abs().sqrt();
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + ripple
        + waves(y, 160.0, 320.0, [12.0, 30.0]);
    let east_m =
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple + waves(x, 150.0, 300.0, [12.0, 30.0]);

    let sine = lat.to_radians().sin();
    let flattening = 1.0 - ECCENTRICITY_2 * sine * sine;
    let meridian_radius = AXIS * (1.0 - ECCENTRICITY_2) / (flattening * flattening.sqrt());
    let parallel_radius = AXIS / flattening.sqrt() * lat.to_radians().cos();
    ((east_m / parallel_radius).to_degrees(), (north_m / meridian_radius).to_degrees())
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Datum {
    type Err = UnknownDatum;
    fn from_str(text: &str) -> Result<Self, UnknownDatum> {
        Self::read(text).ok_or_else(|| UnknownDatum(text.chars().take(60).collect()))
    }
}
