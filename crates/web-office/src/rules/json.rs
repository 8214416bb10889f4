//! The numbers by which the city works, each with its source.

use axum::{extract::Path, response::Response};
use changxiao_app::{AppError, rules};
use changxiao_domain::{orgs::Permission::ReadUnits, rules::RuleSet};
use changxiao_words::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who};
use changxiao_web_kit::{
    json::shapes::ok,
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("rules").api(Access::read(ReadUnits), routes!(list)).api(Access::read(ReadUnits), routes!(one))
}

#[derive(Serialize, ToSchema)]
pub(super) struct RuleSetList {
    rules: Vec<RuleSetShape>,
}

/// A set of numbers as it is in force.
#[derive(Serialize, ToSchema)]
pub(super) struct RuleSetShape {
    #[schema(example = "escalation_ladder")]
    set: &'static str,
    name: &'static str,
    /// Day since which it is in force, or the edition of the default.
    #[schema(example = "2026-11-22")]
    since: String,
    /// How many figures are the city's own.
    own: usize,
    figures: Vec<RuleFigure>,
}

/// One number, limit or list.
#[derive(Serialize, ToSchema)]
pub(super) struct RuleFigure {
    /// Where it stands in the set (JSON pointer).
    #[schema(example = "/levels/0/share_permille")]
    path: String,
    name_zh: String,
    name_en: String,
    /// As a person writes it: per cent for thousandths, points for thousandths of a point, 08:00, 1工作日.
    #[schema(example = "80")]
    value: String,
    /// What ships, where the city has another; else null.
    default: Option<String>,
    source_zh: String,
    source_en: String,
}

/// The city's own numbers: every set with its source.
#[utoipa::path(
    get, path = "/api/v1/rules", tag = "reference", operation_id = "rules",
    responses((status = 200, body = RuleSetList, description = "Every set with every figure"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(who: Who) -> Result<Response, WebError> {
    let rules = RuleSet::ALL.into_iter().map(|set| shape(&who, set)).collect::<Result<Vec<_>, _>>()?;
    ok(&RuleSetList { rules })
}

/// One set of numbers, as it is in force.
#[utoipa::path(
    get, path = "/api/v1/rules/{set}", tag = "reference", operation_id = "rule_set", params(("set" = String, Path, example = "escalation_ladder")),
    responses((status = 200, body = RuleSetShape, description = "One set"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn one(who: Who, Path(set): Path<String>) -> Result<Response, WebError> {
    let set = RuleSet::parse(&set).ok_or(AppError::NotFound("rule set"))?;
    ok(&shape(&who, set)?)
}

fn shape(who: &Who, set: RuleSet) -> Result<RuleSetShape, WebError> {
    let rules = rules::show(&who.model, set)?;
    let figures = rules
        .figures
        .iter()
        .map(|figure| RuleFigure {
            path: figure.path.clone(),
            name_zh: figure.words(Lang::Zh).to_owned(),
            name_en: figure.words(Lang::En).to_owned(),
            value: figure.text.clone(),
            default: rules.shipped_text(figure).map(str::to_owned),
            source_zh: figure.source(Lang::Zh).to_owned(),
            source_en: figure.source(Lang::En).to_owned(),
        })
        .collect();
    Ok(RuleSetShape {
        set: set.code(),
        name: set.words(who.lang()),
        since: rules.since.clone(),
        own: rules.own_figures(),
        figures,
    })
}
