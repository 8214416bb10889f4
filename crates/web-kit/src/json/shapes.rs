//! Pieces that many answers have in common.

use axum::{
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, model::CityModel};
use changxiao_domain::{calendar::Limit, divisions::DivisionCode, geo::Position, ids::UnitId, time::Instant};
use changxiao_words::{Lang, say};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

use crate::answer::WebError;

/// A code with the name that goes with it, in the language of the account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named<'a> {
    pub code: &'a str,
    pub name: &'a str,
}

/// A division: its code has 2, 4, 6, 9 or 12 digits.
#[derive(Debug, Serialize, ToSchema)]
pub struct DivisionName<'a> {
    #[serde(serialize_with = "digits")]
    #[schema(value_type = String, example = "350602003")]
    pub code: i64,
    pub name: &'a str,
}

/// WGS-84 in degrees, six decimals (about 11 cm).
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Degrees {
    #[schema(example = 117.65)]
    pub longitude: f64,
    #[schema(example = 24.512)]
    pub latitude: f64,
}

/// A limit of a filing standard, counted from dispatch.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct LimitShape {
    /// `urgent_hour`, `working_hour`, `working_day` or `natural_day`.
    #[schema(example = "working_day")]
    pub kind: &'static str,
    pub amount: i64,
}

/// A moment as ISO 8601 with the city's offset.
#[derive(Clone, Debug)]
pub struct Moment {
    at: Instant,
    offset: jiff::tz::Offset,
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.at.timestamp().display_with_offset(self.offset))
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment as ISO 8601 with the city's offset"))
            .examples(["2026-06-16T10:00:00+08:00"])
            .into()
    }
}

impl ToSchema for Moment {}

impl From<Limit> for LimitShape {
    fn from(limit: Limit) -> Self {
        Self { kind: limit.kind.code(), amount: limit.amount }
    }
}

impl Moment {
    pub fn new(model: &CityModel, at: Instant) -> Self {
        Self { at, offset: model.calendar.zone().to_offset(at.timestamp()) }
    }
}

impl From<(i64, i64)> for Degrees {
    fn from((lon_e6, lat_e6): (i64, i64)) -> Self {
        Self { longitude: lon_e6 as f64 / 1e6, latitude: lat_e6 as f64 / 1e6 }
    }
}

impl From<Position> for Degrees {
    fn from(position: Position) -> Self {
        (position.lon_e6, position.lat_e6).into()
    }
}

impl Degrees {
    pub fn position(self) -> Result<Position, AppError> {
        Position::from_degrees(self.longitude, self.latitude)
            .map_err(|_| AppError::field("position", say!(api_position)))
    }
}

pub fn unit_named(model: &CityModel, unit: UnitId, lang: Lang) -> Named<'_> {
    let code = model.all_units.get(&unit).map_or("", |unit| unit.code.as_str());
    Named { code, name: model.unit_name(unit, lang) }
}

/// The unit in force today that has this code.
pub fn unit_of_code(model: &CityModel, field: &'static str, code: &str) -> Result<UnitId, AppError> {
    let unit = model.units.by_code(code.trim());
    unit.map(|unit| unit.id).ok_or_else(|| AppError::field(field, say!(api_there_no_unit_code)))
}

pub fn category_named<'a>(model: &'a CityModel, code: &'a str, lang: Lang) -> Named<'a> {
    Named { code, name: model.category_name(code, lang) }
}

/// The same of a case, in the words of the list under which it was filed.
pub fn category_of_case<'a>(model: &'a CityModel, edition: Option<&str>, code: &'a str, lang: Lang) -> Named<'a> {
    Named { code, name: model.category_name_of(edition, code, lang) }
}

pub fn division_named(model: &CityModel, padded: i64) -> DivisionName<'_> {
    let code = DivisionCode::from_padded(padded);
    DivisionName {
        code: code.as_ref().map_or(padded, |code| code.number()),
        name: code.map_or("", |code| model.divisions.name(code)),
    }
}

/// Sends a document, written in one go.
pub fn json(status: StatusCode, document: &impl Serialize) -> Result<Response, WebError> {
    let mut text = Vec::with_capacity(4096);
    serde_json::to_writer(&mut text, document).map_err(|problem| AppError::Broken(format!("answer: {problem}")))?;
    let kind = HeaderValue::from_static("application/json");
    Ok((status, [(header::CONTENT_TYPE, kind)], Bytes::from(text)).into_response())
}

pub fn ok(document: &impl Serialize) -> Result<Response, WebError> {
    json(StatusCode::OK, document)
}

/// 201 with the address of what came into being. A resend is told the same.
pub fn created(location: &str, document: &impl Serialize) -> Result<Response, WebError> {
    let mut response = json(StatusCode::CREATED, document)?;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn digits<S: Serializer>(code: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}
