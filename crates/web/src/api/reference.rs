//! Reference data: divisions, units, categories, standards. All of it is read from memory.

use axum::{extract::Path, response::Response};
use changxiao_app::AppError;
use changxiao_domain::{
    categories::{Category, FilingStandard},
    divisions::{Division, Level},
    ids::SystemId,
    orgs::{Unit, UnitKind},
};
use changxiao_web_kit::filtered;
use changxiao_words::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    query::{Parameters, code},
    shapes::ok,
};
use crate::{answer::WebError, session::Who};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DivisionQuery {
    /// Only what lies directly below this division.
    #[param(example = "350602")]
    parent: Option<String>,
    /// `province`, `prefecture`, `county`, `township` or `village`.
    level: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct DivisionList {
    divisions: Vec<DivisionShape>,
}

/// A division of the city.
#[derive(Serialize, ToSchema)]
pub(super) struct DivisionShape {
    #[schema(example = "350602003")]
    code: String,
    name: String,
    #[schema(example = "township")]
    level: &'static str,
    parent: Option<String>,
}

/// The divisions of the city (行政区划).
#[utoipa::path(
    get, path = "/api/v1/divisions", tag = "reference", params(DivisionQuery),
    responses((status = 200, body = DivisionList, description = "In the order of their codes"), (status = "4XX", response = super::openapi::Refused))
)]
pub(super) async fn divisions(who: Who, Parameters(query): Parameters<DivisionQuery>) -> Result<Response, WebError> {
    let read = |text: &str| filtered::division(&who.model, text);
    let parent = query.parent.map(|text| code("parent", &text, read)).transpose()?;
    let level = query.level.map(|text| code("level", &text, Level::parse)).transpose()?;
    let wanted = |division: &&Division| {
        parent.is_none_or(|parent| division.parent == Some(parent)) && level.is_none_or(|level| division.level == level)
    };
    let shape = |division: &Division| DivisionShape {
        code: division.code.to_string(),
        name: division.name.clone(),
        level: division.level.code(),
        parent: division.parent.map(|parent| parent.to_string()),
    };
    ok(&DivisionList { divisions: who.model.divisions.iter().filter(wanted).map(shape).collect() })
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UnitQuery {
    /// `headquarters`, `civilisation_committee`, `office`, `group`, `department`, `higher_station`, `district`, `management_committee`,
    /// `new_district`, `town`, `community`, `enterprise` or `state_company`.
    kind: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct UnitList<'a> {
    units: Vec<UnitShape<'a>>,
}

/// A unit in force today.
#[derive(Serialize, ToSchema)]
pub(super) struct UnitShape<'a> {
    code: &'a str,
    name: &'a str,
    /// Empty where nobody has given one.
    name_en: &'a str,
    kind: &'static str,
    /// Code of the unit above.
    parent: Option<&'a str>,
    /// Code of the territory that it answers for.
    division: Option<String>,
    /// Codes of the divisions that its territory overlies besides: of management committees and new districts.
    areas: Vec<String>,
    #[schema(example = "2026-01-01")]
    valid_from: String,
}

/// The units of the city (单位).
#[utoipa::path(
    get, path = "/api/v1/units", tag = "reference", params(UnitQuery),
    responses((status = 200, body = UnitList, description = "In tree order"), (status = "4XX", response = super::openapi::Refused))
)]
pub(super) async fn units(who: Who, Parameters(query): Parameters<UnitQuery>) -> Result<Response, WebError> {
    let tree = &who.model.units;
    let kind = query.kind.map(|text| code("kind", &text, UnitKind::parse)).transpose()?;
    let shape = |unit: &'_ Unit| -> Option<&str> {
        unit.parent.and_then(|parent| tree.get(parent)).map(|unit| unit.code.as_str())
    };
    let units = tree.iter().filter(|unit| kind.is_none_or(|kind| unit.kind == kind)).map(|unit| UnitShape {
        code: &unit.code,
        name: &unit.name,
        name_en: &unit.name_en,
        kind: unit.kind.code(),
        parent: shape(unit),
        division: unit.division.map(|code| code.to_string()),
        areas: unit.areas.iter().map(|code| code.to_string()).collect(),
        valid_from: unit.valid_from.to_string(),
    });
    ok(&UnitList { units: units.collect() })
}

#[derive(Serialize, ToSchema)]
pub(super) struct CategoryList<'a> {
    /// Version of the list in force.
    version: &'a str,
    /// Key and edition of the list, by which a report says from which list its code is.
    #[schema(example = "builtin/2026")]
    edition: &'a str,
    categories: Vec<CategoryShape<'a>>,
}

/// A category with its filing and closing standard.
#[derive(Serialize, ToSchema)]
pub(super) struct CategoryShape<'a> {
    #[schema(example = "E0301")]
    code: String,
    name_zh: &'a str,
    name_en: &'a str,
    limit: super::shapes::LimitShape,
    /// Whether a result needs a photo.
    photo_needed: bool,
    /// A category of the city's own.
    local: bool,
    filing_conditions_zh: Vec<&'a str>,
    closing_conditions_zh: Vec<&'a str>,
    /// The conditions with their own limits; `limit` is that of the first.
    standards: Vec<FilingStandardShape<'a>>,
    /// `certain`: the source says so; `inferred`: filled in.
    evidence: &'static str,
    source: &'a str,
}

/// One condition of a category: when it is filed, closed, within what limit, by whom.
#[derive(Serialize, ToSchema)]
pub(super) struct FilingStandardShape<'a> {
    /// What a report names as its `condition`.
    #[schema(example = 1)]
    number: i64,
    condition_zh: &'a str,
    closing_zh: String,
    limit: super::shapes::LimitShape,
    /// Code of the unit that leads.
    lead_unit: &'a str,
    /// Code of the unit that supervises; empty where the list names none.
    supervising_unit: &'a str,
    evidence: &'static str,
    source: &'a str,
}

fn standard_of((number, standard): (i64, &FilingStandard)) -> FilingStandardShape<'_> {
    FilingStandardShape {
        number,
        condition_zh: &standard.condition.zh,
        closing_zh: standard.closing_text(Lang::Zh),
        limit: standard.limit.into(),
        lead_unit: &standard.lead_key,
        supervising_unit: &standard.supervisor_key,
        evidence: standard.evidence.code(),
        source: &standard.source,
    }
}

/// The city's list of categories (事部件类别).
#[utoipa::path(
    get, path = "/api/v1/categories", tag = "reference",
    responses((status = 200, body = CategoryList, description = "In the order of the list"), (status = "4XX", response = super::openapi::Refused))
)]
pub(super) async fn categories(who: Who) -> Result<Response, WebError> {
    let set = &who.model.categories;
    let edition = who.model.category_version().map_or("", |version| version.key.as_str());
    let categories = set.categories.iter().filter_map(category).collect();
    ok(&CategoryList { version: &set.version, edition, categories })
}

/// A validated list has no category without a standard.
fn category(category: &Category) -> Option<CategoryShape<'_>> {
    let first = category.standards.first()?;
    Some(CategoryShape {
        code: category.code.to_string(),
        name_zh: &category.name_zh,
        name_en: &category.name_en,
        limit: first.limit.into(),
        photo_needed: category.photo_needed,
        local: category.local,
        filing_conditions_zh: category.standards.iter().map(|standard| standard.condition.zh.as_str()).collect(),
        closing_conditions_zh: category.closing_of(None).into_iter().map(|text| text.zh.as_str()).collect(),
        standards: (1..).zip(&category.standards).map(standard_of).collect(),
        evidence: first.evidence.code(),
        source: &first.source,
    })
}

#[derive(Serialize, ToSchema)]
pub(super) struct StandardList<'a> {
    standards: Vec<StandardShape<'a>>,
}

/// An evaluation system in one version.
#[derive(Serialize, ToSchema)]
pub(super) struct StandardShape<'a> {
    id: String,
    key: &'a str,
    edition: &'a str,
    name: &'a str,
    /// `built_in`, `draft`, `in_force` or `ended`.
    status: &'a str,
    effective_from: String,
    href: String,
}

/// The evaluation systems of the city (测评体系).
#[utoipa::path(
    get, path = "/api/v1/standards", tag = "reference",
    responses((status = 200, body = StandardList, description = "Newest first"), (status = "4XX", response = super::openapi::Refused))
)]
pub(super) async fn standards(who: Who) -> Result<Response, WebError> {
    let standards = who.model.systems.iter().map(|(row, _)| StandardShape {
        id: row.id.to_string(),
        key: &row.key,
        edition: &row.edition,
        name: &row.name,
        status: row.status.code(),
        effective_from: row.effective_from.to_string(),
        href: format!("/api/v1/standards/{}", row.id),
    });
    ok(&StandardList { standards: standards.collect() })
}

/// One evaluation system, whole.
#[utoipa::path(
    get, path = "/api/v1/standards/{id}", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = serde_json::Value, description = "The whole system as a standard file, `changxiao-standard/1`"), (status = "4XX", response = super::openapi::Refused))
)]
pub(super) async fn standard(who: Who, Path(id): Path<String>) -> Result<Response, WebError> {
    let system =
        id.parse::<SystemId>().ok().and_then(|id| who.model.system(id)).ok_or(AppError::NotFound("standard"))?;
    ok(&system.to_file())
}
