//! The divisions of the whole country, which ship with the product: 665,271 in 2.2 MB.

use std::{io::Read, sync::OnceLock};

use changxiao_domain::{
    divisions::{Division, DivisionCode, Divisions, Level, PackError, Packed, short_name},
    ids::CityId,
};
use changxiao_store::divisions::DivisionRow;
use changxiao_words::say;
use flate2::read::ZlibDecoder;

use crate::{AppError, FieldProblem};

const PACKED: &[u8] = include_bytes!("../../../../data/divisions/country.bin");

/// The list, unpacked: some five megabytes for as long as it is held.
pub struct Country(Vec<u8>);

impl Country {
    /// Takes tens of milliseconds.
    pub fn unpack() -> Result<Self, AppError> {
        let mut bytes = Vec::new();
        ZlibDecoder::new(PACKED)
            .read_to_end(&mut bytes)
            .map_err(|problem| AppError::Broken(format!("divisions of the country: {problem}")))?;
        Ok(Self(bytes))
    }

    /// The list as it is packed, before it was compressed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn list(&self) -> Result<Packed<'_>, AppError> {
        Packed::read(&self.0).map_err(damaged)
    }

    /// A division, what it lies in, and everything in it. Empty where the list does not have it.
    pub fn around(&self, code: DivisionCode) -> Result<Divisions, AppError> {
        let mut found = Vec::new();
        for division in self.list()?.iter() {
            let division = division.map_err(damaged)?;
            if division.code.is_within(code) || code.is_within(division.code) {
                found.push(listed(division.code, division.name()));
            }
        }
        let has_it = found.iter().any(|division| division.code == code);
        Divisions::new(if has_it { found } else { Vec::new() })
            .map_err(|problem| AppError::Broken(format!("divisions of the country: {problem}")))
    }
}

/// Every division of a packed list as the database keeps it, in tree order; what is damaged ends the list with an error.
pub fn rows<'a>(list: &'a Packed<'_>) -> impl Iterator<Item = Result<DivisionRow, AppError>> + 'a {
    list.iter().map(|division| {
        let division = division.map_err(damaged)?;
        let code = division.code;
        Ok(DivisionRow {
            code: code.padded(),
            level: code.level().code().to_owned(),
            name: division.name(),
            parent: code.parent_listed().map(DivisionCode::padded),
            edition: list.edition().to_owned(),
        })
    })
}

fn listed(code: DivisionCode, name: String) -> Division {
    Division { parent: code.parent_listed(), ..Division::new(code, name) }
}

fn damaged(problem: PackError) -> AppError {
    AppError::Broken(format!("divisions of the country: {problem}"))
}

/// Provinces, prefectures and counties, held once they were asked for: some 3,300.
pub fn upper() -> Result<&'static Divisions, AppError> {
    static UPPER: OnceLock<Divisions> = OnceLock::new();
    if let Some(upper) = UPPER.get() {
        return Ok(upper);
    }
    let country = Country::unpack()?;
    let mut found = Vec::new();
    for division in country.list()?.iter() {
        let division = division.map_err(damaged)?;
        if division.code.level() <= Level::County {
            found.push(listed(division.code, division.name()));
        }
    }
    let upper =
        Divisions::new(found).map_err(|problem| AppError::Broken(format!("divisions of the country: {problem}")))?;
    Ok(UPPER.get_or_init(|| upper))
}

/// A city that can be founded: a prefecture or a county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityChoice {
    pub code: DivisionCode,
    pub name: String,
}

impl CityChoice {
    pub fn id(&self) -> CityId {
        CityId(self.code.number())
    }
}

/// The city that a code names, however it is written: 3506, 350600 and 350600000000 are one. `name` goes before the name in the list, and is
/// needed for a city that the list does not have.
///
/// Errors: the field `city`: no code, a province, a town or a village; not in the list and without a name.
pub fn city_of_code(code: &str, name: Option<&str>) -> Result<CityChoice, AppError> {
    let wrong = || AppError::field("city", say!(founding_city_code_wrong, code = code.trim()));
    let code: DivisionCode = code.trim().parse().map_err(|_| wrong())?;
    let code = code.widest();
    if !matches!(code.level(), Level::Prefecture | Level::County) {
        return Err(wrong());
    }
    let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    match name.or_else(|| name_in_list(code)) {
        Some(name) => Ok(CityChoice { code, name }),
        None => Err(AppError::field("city", say!(founding_city_not_listed, code = code.to_string()))),
    }
}

/// The same by code or name: 3502, 厦门市, 厦门.
///
/// Errors: the field `city`: nothing of the sort, or several, which are named.
pub fn city_of_words(words: &str) -> Result<CityChoice, AppError> {
    let words = words.trim();
    // As the list of the page gives it: 厦门市 3502.
    let last = words.rsplit([' ', '　']).next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|sign| sign.is_ascii_digit()) {
        return city_of_code(last, None);
    }
    let found: Vec<CityChoice> = cities()?.into_iter().filter(|city| city.name == words).collect();
    let found = if found.is_empty() {
        cities()?.into_iter().filter(|city| !words.is_empty() && short_name(&city.name) == words).collect()
    } else {
        found
    };
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(AppError::Invalid(vec![FieldProblem::new("city", say!(founding_city_unknown, words))])),
        several => {
            let list = several.iter().take(8).map(|city| format!("{} {}", city.name, city.code)).collect::<Vec<_>>();
            Err(AppError::field("city", say!(founding_city_several, words, list = list.join(" · "))))
        }
    }
}

/// Every city of the list, in tree order: prefectures and counties, called as people call them.
pub fn cities() -> Result<Vec<CityChoice>, AppError> {
    let upper = upper()?;
    let cities = upper.iter().filter(|division| matches!(division.level, Level::Prefecture | Level::County));
    Ok(cities
        .filter_map(|division| Some(CityChoice { code: division.code, name: name_in_list(division.code)? }))
        .collect())
}

/// The four municipalities stand in the list as provinces, and their prefecture is called 市辖区.
fn name_in_list(code: DivisionCode) -> Option<String> {
    let upper = upper().ok()?;
    let name = &upper.get(code)?.name;
    let above = || code.parent().and_then(|province| upper.get(province)).map(|province| province.name.clone());
    match (code.level(), name.as_str()) {
        (Level::Prefecture, "市辖区") => above(),
        // No city: these hold the counties that no prefecture has.
        (Level::Prefecture, "县" | "省直辖县级行政区划" | "自治区直辖县级行政区划") => None,
        _ => Some(name.clone()),
    }
}
