//! The numbers of case handling by unit, area, category, source or function, each with the address of its cases.

use axum::{extract::State, response::Response};
use changxiao_app::indicators::{self, By, Row, Table, TableQuery};
use changxiao_domain::{
    cases::Source,
    divisions::DivisionCode,
    indicators::{Group, Indicator, Measure, Outcome, Span, SpanKind},
    orgs::Permission::ReadScores,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::figures::{Figure, row_name};
use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    filtered,
    json::{
        query::{Parameters, category, code},
        shapes::{Moment, ok},
    },
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("indicators").api(Access::read(ReadScores), routes!(table))
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct IndicatorQuery {
    /// A day from noon to noon (2026-06-16), a week (2026-W25), a month, a quarter (2026-Q2), a year or 2026-06-01..2026-06-15; the
    /// present month if left out.
    #[param(example = "2026-06")]
    period: Option<String>,
    /// `unit`, `county`, `town`, `village`, `major`, `category`, `source` or `function`.
    #[param(example = "unit")]
    by: Option<String>,
    source: Option<String>,
    /// A category's code, or the class letter and the two digits of a major.
    category: Option<String>,
    division: Option<String>,
}

/// A table of figures; shares and scores in thousandths.
#[derive(Serialize, ToSchema)]
pub(super) struct Indicators {
    #[schema(example = "2026-06")]
    period: String,
    from: Moment,
    /// The first moment after the period.
    until: Moment,
    /// When the figures were read.
    as_of: Moment,
    by: &'static str,
    /// The post sees a part of the city, so that nothing is compared.
    partial: bool,
    /// The edition of weights and limits.
    edition: String,
    rows: Vec<IndicatorRow>,
    total: IndicatorRow,
}

#[derive(Serialize, ToSchema)]
pub(super) struct IndicatorRow {
    /// Code of the unit, division, category, source or function; `all` for the sum.
    code: String,
    name: String,
    /// The composite in thousandths of a point; null where nothing was due.
    score: Option<i64>,
    /// A to E.
    grade: Option<String>,
    /// Place among its like, 1 is best.
    place: Option<usize>,
    of: Option<usize>,
    components: Vec<ComponentOf>,
    /// Response, satisfaction and solution as one.
    three_rates: Option<i64>,
    figures: Vec<FigureShape>,
}

/// What a component earned of its share; they sum to the score.
#[derive(Serialize, ToSchema)]
pub(super) struct ComponentOf {
    code: &'static str,
    weight: i64,
    share: i64,
    good: i64,
    due: i64,
    earned: i64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FigureShape {
    #[schema(example = "on_time_handling")]
    code: &'static str,
    name: &'static str,
    /// Thousandths of a per cent; null where nothing was due.
    #[schema(example = 95238)]
    share: Option<i64>,
    met: i64,
    /// Counts for a part, as in satisfaction.
    partly: i64,
    due: i64,
    lower_is_better: bool,
    /// The pages of the cases above and below the line; null where there are none.
    met_href: Option<String>,
    due_href: Option<String>,
}

/// Figures of case handling by unit, area, category or source.
#[utoipa::path(
    get, path = "/api/v1/indicators", tag = "scores", operation_id = "indicators", params(IndicatorQuery),
    responses((status = 200, body = Indicators, description = "The figures"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn table(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<IndicatorQuery>,
) -> Result<Response, WebError> {
    let span = match &query.period {
        Some(text) => code("period", text, |text| text.parse().ok())?,
        None => Span::around(SpanKind::Month, who.model.day_of(state.app().now())),
    };
    let optional = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let asked = TableQuery {
        span,
        by: optional(&query.by).map_or(Ok(By::Unit), |text| code("by", &text, By::parse))?,
        source: optional(&query.source).map(|text| code("source", &text, Source::parse)).transpose()?,
        category: optional(&query.category).map(|text| category(&who.model, &text)).transpose()?,
        division: optional(&query.division)
            .map(|text| code("division", &text, |text| filtered::division(&who.model, text)))
            .transpose()?,
        unit: None,
    };
    let table = indicators::table(state.app(), &who.actor, asked).await?;
    ok(&Indicators {
        period: table.asked.span.to_string(),
        from: Moment::new(&who.model, table.from),
        until: Moment::new(&who.model, table.until),
        as_of: Moment::new(&who.model, table.as_of),
        by: table.asked.by.code(),
        partial: table.partial,
        edition: table.rules.edition.clone(),
        rows: table.rows.iter().map(|one| row(&who, &table, one)).collect(),
        total: row(&who, &table, &table.total),
    })
}

fn row(who: &Who, table: &Table, row: &Row) -> IndicatorRow {
    let code = match (&row.group, row.subject) {
        (Group::All, Some(subject)) => subject.code().to_owned(),
        (Group::All, None) => "all".to_owned(),
        (Group::Unit(unit), _) => who.model.all_units.get(unit).map_or_else(String::new, |unit| unit.code.clone()),
        (Group::Division(first, _), _) => {
            DivisionCode::from_padded(*first).map_or_else(|_| first.to_string(), |code| code.to_string())
        }
        (Group::Major(code) | Group::Category(code) | Group::Source(code), _) => code.clone(),
    };
    let parts = row.score.rated().into_iter().flat_map(|score| &score.parts);
    IndicatorRow {
        code,
        name: row_name(&who.model, who.lang(), table, row),
        score: row.score.score().map(|score| score.0),
        grade: row.score.rated().map(|score| score.grade.to_string()),
        place: row.place.map(|(place, _)| place),
        of: row.place.map(|(_, of)| of),
        components: parts
            .map(|part| ComponentOf {
                code: Measure::code(part.measure),
                weight: part.weight.0,
                share: part.share.0,
                good: part.good,
                due: part.due,
                earned: part.earned.0,
            })
            .collect(),
        three_rates: Outcome::score(&row.calls).map(|score| score.0),
        figures: Indicator::ALL.iter().map(|indicator| figure(who, Figure::of(table, row, *indicator))).collect(),
    }
}

fn figure(who: &Who, figure: Figure) -> FigureShape {
    FigureShape {
        code: figure.indicator.code(),
        name: figure.indicator.name(who.lang()),
        share: figure.share.map(|share| share.0),
        met: figure.met.n,
        partly: figure.partly.n,
        due: figure.due.n,
        lower_is_better: figure.indicator.lower_is_better(),
        met_href: figure.met.href,
        due_href: figure.due.href,
    }
}
