//! Scores of a month: rankings of like units, and the why of one unit down to visit and case. Thousandths of a point everywhere.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    scoring::{self, PeriodScores},
};
use changxiao_domain::{
    orgs::{Permission::ReadScores, RowOwner},
    scoring::{Outcome, Part, PartKey, Period, Standing},
};
use changxiao_words::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    json::{
        query::{Parameters, code},
        shapes::{Moment, Named, ok},
    },
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("scoring")
        .api(Access::read(ReadScores), routes!(period))
        .api(Access::read(ReadScores), routes!(unit))
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ScoreQuery {
    /// A month; the present one if left out.
    #[param(example = "2026-10")]
    period: Option<String>,
}

/// The rankings of a month.
#[derive(Serialize, ToSchema)]
pub(super) struct Scores<'a> {
    #[schema(example = "2026-10")]
    period: String,
    from: Moment,
    /// The first moment after the month.
    until: Moment,
    /// When the facts were read.
    as_of: Moment,
    /// The month still runs.
    provisional: bool,
    scheme: &'a str,
    /// The city as one, in thousandths of a point; null where nothing was due.
    city_score: Option<i64>,
    groups: Vec<Group<'a>>,
}

/// Units of one kind, which alone are compared.
#[derive(Serialize, ToSchema)]
pub(super) struct Group<'a> {
    #[schema(example = "town.street")]
    code: &'a str,
    name: String,
    /// Best first, those not rated at the end.
    units: Vec<Place<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Place<'a> {
    unit: Named<'a>,
    /// Thousandths of a point; null where nothing was due.
    #[schema(example = 93875)]
    score: Option<i64>,
    /// 1 is best; equal scores share a rank.
    rank: Option<usize>,
    /// How many units of the group are rated.
    of: Option<usize>,
    /// Shares its rank with another unit.
    tied: bool,
    /// The middle 95 % of 2,000 draws of its visits, thousandths of a point.
    interval: Option<[i64; 2]>,
    href: String,
}

/// Scores and places of a period.
#[utoipa::path(
    get, path = "/api/v1/scores", tag = "scores", operation_id = "scores", params(ScoreQuery),
    responses((status = 200, body = Scores, description = "The rankings"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn period(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<ScoreQuery>,
) -> Result<Response, WebError> {
    let app = state.app();
    let period = match query.period {
        Some(text) => code("period", &text, |text| text.parse().ok())?,
        None => Period::month_of(who.model.day_of(app.now())),
    };
    let scores = scoring::period(app, who.actor.city, period).await?;
    let intervals = scores.intervals().await?;
    let (model, lang) = (&who.model, who.lang());
    let place = |unit, standing| {
        let named = unit_then(&scores, unit, lang);
        let (score, rank, of, tied) = match standing {
            Standing::Place { rank, of, score, tied } => (Some(score.0), Some(rank), Some(of), tied),
            Standing::NotRated(_) => (None, None, None, false),
        };
        Place {
            href: format!("/api/v1/scores/{period}/units/{}", named.code),
            unit: named,
            score,
            rank,
            of,
            tied,
            interval: intervals.get(&unit).map(|interval| [interval.low.0, interval.high.0]),
        }
    };
    let groups = scores.groups.iter().map(|group| Group {
        code: &group.units.code,
        name: group.units.name(lang),
        units: group.ranking.iter().map(|ranked| place(ranked.unit, ranked.standing)).collect(),
    });
    ok(&Scores {
        period: period.to_string(),
        from: Moment::new(model, scores.from),
        until: Moment::new(model, scores.until),
        as_of: Moment::new(model, scores.as_of),
        provisional: scores.is_provisional(),
        scheme: scores.scheme.code(),
        city_score: scores.city.score().map(|score| score.0),
        groups: groups.collect(),
    })
}

/// The why of a unit's score: `score` is 100,000 less what was lost, and every loss is the sum of its parts.
#[derive(Serialize, ToSchema)]
pub(super) struct UnitScore<'a> {
    period: String,
    unit: Named<'a>,
    as_of: Moment,
    provisional: bool,
    score: Option<i64>,
    components: Vec<ComponentShape<'a>>,
    /// Components in which nothing was due; their weights are spread over the others.
    left_out: Vec<Named<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ComponentShape<'a> {
    code: &'a str,
    name: &'a str,
    /// What the scheme gives it.
    weight: i64,
    /// What it counts for here, after the weights of the left-out components were spread.
    share: i64,
    due: i64,
    met: i64,
    lost: i64,
    earned: i64,
    parts: Vec<PartShape>,
}

/// A part of a loss. Of visits and cases only those that lost something.
#[derive(Serialize, ToSchema)]
pub(super) struct PartShape {
    /// `site_type`, `item`, `inspection`, `category` or `case`.
    kind: &'static str,
    /// Its code or number.
    code: String,
    due: i64,
    met: i64,
    lost: i64,
    #[schema(no_recursion)]
    parts: Vec<PartShape>,
}

/// Why the score of a unit is what it is.
#[utoipa::path(
    get, path = "/api/v1/scores/{period}/units/{code}", tag = "scores", operation_id = "unit_score",
    params(("period" = String, Path, example = "2026-10"), ("code" = String, Path, description = "Code of the unit")),
    responses((status = 200, body = UnitScore, description = "The score and what it is made of"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn unit(
    State(state): State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let period: Period = period.parse().map_err(|_| AppError::NotFound("period"))?;
    let scores = scoring::period(state.app(), who.actor.city, period).await?;
    let unit = scores.tree.by_code(&code).ok_or(AppError::NotFound("unit"))?;
    // Everybody sees the ranking; what a score is made of belongs to those who answer for the unit or look after it.
    if !who.actor.may_see(RowOwner { city: who.actor.city, units: &[unit.id], division: unit.division }) {
        return Err(AppError::OutOfScope.into());
    }
    let lang = who.lang();
    let outcome = scores.units.get(&unit.id);
    let trace = outcome.and_then(Outcome::trace);
    let components = trace.into_iter().flat_map(|trace| &trace.components).map(|component| ComponentShape {
        code: &component.code,
        name: lang.of_data(&component.name_zh, &component.name_en),
        weight: component.weight.0,
        share: component.share.0,
        due: component.due,
        met: component.met,
        lost: component.lost.0,
        earned: component.earned.0,
        parts: component.parts.iter().map(|part| part_shape(&scores, part)).collect(),
    });
    let left_out = trace.into_iter().flat_map(|trace| &trace.left_out);
    ok(&UnitScore {
        period: period.to_string(),
        unit: unit_then(&scores, unit.id, lang),
        as_of: Moment::new(&who.model, scores.as_of),
        provisional: scores.is_provisional(),
        score: outcome.and_then(Outcome::score).map(|score| score.0),
        components: components.collect(),
        left_out: left_out
            .map(|one| Named { code: &one.code, name: lang.of_data(&one.name_zh, &one.name_en) })
            .collect(),
    })
}

/// The unit as it was in the period.
fn unit_then(scores: &PeriodScores, unit: changxiao_domain::ids::UnitId, lang: Lang) -> Named<'_> {
    scores
        .tree
        .get(unit)
        .map_or(Named { code: "", name: "" }, |unit| Named { code: &unit.code, name: unit.name_in(lang) })
}

fn part_shape(scores: &PeriodScores, part: &Part) -> PartShape {
    let (kind, code) = match &part.key {
        PartKey::SiteType(code) => ("site_type", code.clone()),
        PartKey::Item(code) => ("item", code.clone()),
        PartKey::Category(code) => ("category", code.clone()),
        PartKey::Visit(id) => {
            ("inspection", scores.visit(*id).map_or_else(String::new, |visit| visit.row.number.to_string()))
        }
        PartKey::Case(id) => ("case", scores.lost_case(*id).map_or_else(String::new, |case| case.number.clone())),
    };
    PartShape {
        kind,
        code,
        due: part.due,
        met: part.met,
        lost: part.lost.0,
        parts: part.parts.iter().map(|part| part_shape(scores, part)).collect(),
    }
}
