//! A place on the ground.

use serde::{Deserialize, Serialize};

/// WGS-84 longitude and latitude in millionths of a degree (about 11 cm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Position {
    pub lon_e6: i64,
    pub lat_e6: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    lon_e6: i64,
    lat_e6: i64,
}

/// Why numbers are no position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PositionError {
    #[error("“{0}” is not a number of degrees such as 117.647298")]
    NotANumber(String),
    #[error("longitude {0} millionths of a degree lies outside -180° to 180°")]
    Longitude(i64),
    #[error("latitude {0} millionths of a degree lies outside -90° to 90°")]
    Latitude(i64),
    #[error("longitude and latitude look exchanged: latitude {0} millionths of a degree is more than 90°")]
    Exchanged(i64),
}

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl Position {
    /// Checks the range. A latitude beyond 90° beside a "longitude" that would be a latitude is named for what it is.
    ///
    /// Errors: outside the range, and whether longitude and latitude were exchanged.
    pub fn new(lon_e6: i64, lat_e6: i64) -> Result<Self, PositionError> {
        const RIGHT_ANGLE: i64 = 90_000_000;
        let lat_is_lon = lat_e6.abs() > RIGHT_ANGLE && lat_e6.abs() <= 2 * RIGHT_ANGLE;
        if lat_is_lon && lon_e6.abs() <= RIGHT_ANGLE {
            return Err(PositionError::Exchanged(lat_e6));
        }
        if lon_e6.abs() > 2 * RIGHT_ANGLE {
            return Err(PositionError::Longitude(lon_e6));
        }
        if lat_e6.abs() > RIGHT_ANGLE {
            return Err(PositionError::Latitude(lat_e6));
        }
        Ok(Self { lon_e6, lat_e6 })
    }

    /// From WGS-84 degrees, rounded to the nearest millionth.
    ///
    /// Errors: those of [`Position::new`].
    pub fn from_degrees(lon: f64, lat: f64) -> Result<Self, PositionError> {
        Self::new(millionths(lon)?, millionths(lat)?)
    }

    pub fn lon(self) -> f64 {
        self.lon_e6 as f64 / 1e6
    }

    pub fn lat(self) -> f64 {
        self.lat_e6 as f64 / 1e6
    }

    /// Metres along the great circle on a sphere; off by at most half a percent of the distance.
    pub fn distance_m(self, other: Position) -> f64 {
        let (lat_one, lat_two) = (self.lat().to_radians(), other.lat().to_radians());
        let half_lat = ((lat_two - lat_one) / 2.0).sin();
        let half_lon = ((other.lon() - self.lon()).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + lat_one.cos() * lat_two.cos() * half_lon * half_lon;
        2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
    }
}

pub(super) fn degrees(text: &str) -> Result<f64, PositionError> {
    let refused = || PositionError::NotANumber(text.chars().take(60).collect());
    let number: f64 = text.trim().trim_end_matches('°').parse().map_err(|_| refused())?;
    if number.is_finite() { Ok(number) } else { Err(refused()) }
}

fn millionths(degrees: f64) -> Result<i64, PositionError> {
    // Beyond a few turns the number is a mistake; the limit keeps the cast exact.
    if !degrees.is_finite() || degrees.abs() > 1e6 {
        return Err(PositionError::NotANumber(degrees.to_string()));
    }
    Ok((degrees * 1e6).round() as i64)
}

impl TryFrom<Raw> for Position {
    type Error = PositionError;
    fn try_from(raw: Raw) -> Result<Self, PositionError> {
        Self::new(raw.lon_e6, raw.lat_e6)
    }
}
