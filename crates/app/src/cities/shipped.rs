//! The five cities whose reference data ship with the product, and the shape of a city file.

use changxiao_domain::standards::Bilingual;
use changxiao_words::say;
use serde::Deserialize;

use crate::AppError;

/// One shipped city: its file, its divisions as CSV (`code,name,level,parent`), its outlines as GeoJSON.
#[derive(Clone, Copy, Debug)]
pub struct ShippedCity {
    pub code: &'static str,
    pub city: &'static str,
    pub divisions: &'static str,
    pub outlines: &'static str,
}

macro_rules! shipped {
    ($($code:literal),*) => {
        /// Every shipped city.
        pub const SHIPPED: &[ShippedCity] = &[$(ShippedCity {
            code: $code,
            city: include_str!(concat!("../../../../data/cities/", $code, ".json")),
            divisions: include_str!(concat!("../../../../data/divisions/", $code, ".csv")),
            outlines: include_str!(concat!("../../../../data/outlines/", $code, ".geojson")),
        }),*];
    };
}

shipped!("3506", "5301", "222401", "360302", "150783");

/// A city file, `changxiao-city/1`.
#[derive(Clone, Debug, Deserialize)]
pub struct CityFile {
    pub code: String,
    /// Every code that names the city: 3506 and 350600.
    pub accepts: Vec<String>,
    pub name_zh: String,
    pub name_en: String,
    /// `prefecture`, `county_city`, `district`.
    pub kind: String,
    pub zone: String,
    /// Codes of the divisions that the city's published report names.
    pub divisions_named_in_report: Vec<String>,
    pub letters: Letters,
    pub units: Vec<UnitEntry>,
    /// What has to be known of the units: what was filled in, and what nobody has published.
    #[serde(default)]
    pub notes: Vec<Bilingual>,
    /// The report that the city was made from: place and day.
    #[serde(default)]
    pub report: Option<Bilingual>,
    /// Leaders of the leading group, its office and the promotion groups, as far as the report names them.
    #[serde(default)]
    pub leaders: Vec<LeaderEntry>,
    /// The city's way to the title.
    #[serde(default)]
    pub titles: Vec<TitleEntry>,
    /// Who commits itself at the meeting that the report tells of.
    #[serde(default)]
    pub commits: Option<Commitments>,
    /// The routine jobs that the report shows in pictures.
    #[serde(default)]
    pub routine_jobs: Vec<Bilingual>,
}

/// A post that leads.
#[derive(Clone, Debug, Deserialize)]
pub struct LeaderEntry {
    /// Key of the unit.
    pub unit: String,
    pub title: Bilingual,
    /// `certain` or `inferred`.
    pub evidence: String,
    /// Whether the printed sign-in of the leader is this one.
    #[serde(default)]
    pub signs_in: bool,
}

/// What the city became in a year.
#[derive(Clone, Debug, Deserialize)]
pub struct TitleEntry {
    pub year: i16,
    pub title: Bilingual,
    /// `certain` or `inferred`.
    pub evidence: String,
}

/// Units by key.
#[derive(Clone, Debug, Deserialize)]
pub struct Commitments {
    pub source: Bilingual,
    pub units: Vec<String>,
}

/// Who signs the yearly letter of responsibility (责任书).
#[derive(Clone, Debug, Deserialize)]
pub struct Letters {
    pub total: u64,
}

/// A unit of a city file. Parents come before their children.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitEntry {
    pub key: String,
    pub kind: String,
    pub name_zh: String,
    pub name_en: String,
    pub parent: Option<String>,
    /// Codes of the divisions that its territory overlies: of management committees and new districts.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Promotion groups only: the department that leads, those that take part, the indicators that the group owns.
    pub lead_key: Option<String>,
    #[serde(default)]
    pub member_keys: Vec<String>,
    #[serde(default)]
    pub owns: Vec<String>,
    #[serde(default)]
    pub duties: Vec<Bilingual>,
    /// Of promotion groups, `certain` where the report tells of the group, `inferred` where it is one that cities usually have; of a
    /// territory the same of the divisions that it overlies.
    #[serde(default)]
    pub evidence: String,
}

/// The shipped city that a code names. Errors: no shipped city has the code; the field's problem lists those that exist.
pub fn shipped(code: &str) -> Result<(ShippedCity, CityFile), AppError> {
    let mut known = Vec::new();
    for city in SHIPPED {
        let file: CityFile = read_json(city.city)?;
        if file.accepts.iter().any(|accepted| accepted == code.trim()) {
            return Ok((*city, file));
        }
        known.push(format!("{} {}", file.code, file.name_zh));
    }
    let known = known.join(", ");
    Err(AppError::field("city", say!(cities_no_demonstration_city_code_code, code, known)))
}

/// Reads a shipped JSON text.
pub fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(|problem| AppError::Broken(format!("shipped data: {problem}")))
}
