//! The meter of burden for programs, the emergencies of its two months, and everything that it is counted from.

use axum::{extract::State, response::Response};
use changxiao_app::burden::{self, Burden, BurdenRow, EmergencySpan};
use changxiao_domain::{
    burden::Figures,
    orgs::Permission::{ManageReference, ReadMatters},
    scoring::Period,
};
use changxiao_web_kit::{
    json::{
        query::{Parameters, optional_code},
        shapes::{Moment, Named, ok, unit_named},
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .feature("burden")
        .api(Access::read(ReadMatters), routes!(measured))
        .api(Access::read(ManageReference), routes!(events))
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BurdenQuery {
    /// The present month if left out.
    #[param(example = "2026-11")]
    month: Option<String>,
}

impl BurdenQuery {
    fn month(&self, who: &Who, state: &WebState) -> Result<Period, WebError> {
        let read = |text: &str| text.parse::<Period>().ok().filter(|month| month.to_string().len() == 7);
        let month = optional_code("month", self.month.as_deref(), read)?;
        Ok(month.unwrap_or_else(|| Period::month_of(who.model.day_of(state.app().now()))))
    }
}

/// What was asked in a month, and in the month before.
#[derive(Serialize, ToSchema)]
pub(super) struct BurdenShape<'a> {
    #[schema(example = "2026-11")]
    month: String,
    as_of: Moment,
    units: Vec<BurdenUnit<'a>>,
    total: FiguresShape,
    total_before: FiguresShape,
    /// Those who asked for the most minutes in the month, in the whole city.
    askers: Vec<AskerShape<'a>>,
    emergencies: Vec<EmergencyShape<'a>>,
}

#[derive(Serialize, ToSchema)]
struct BurdenUnit<'a> {
    unit: Named<'a>,
    now: FiguresShape,
    before: FiguresShape,
}

#[derive(Serialize, ToSchema)]
struct FiguresShape {
    /// Asks that reached the unit, those from outside included.
    asks: i64,
    outside: i64,
    minutes_asked: i64,
    minutes_answered: i64,
    /// Out of hours, without an emergency.
    off_asks: i64,
    off_notices: i64,
    /// Out of hours, in an emergency.
    emergency_asks: i64,
    emergency_notices: i64,
}

#[derive(Serialize, ToSchema)]
struct AskerShape<'a> {
    name: &'a str,
    minutes: i64,
}

/// From when until when the quiet hours are lifted.
#[derive(Serialize, ToSchema)]
struct EmergencyShape<'a> {
    #[schema(example = "M261130-0001")]
    number: &'a str,
    title: &'a str,
    from: Moment,
    /// The first moment at which it is over.
    until: Moment,
    /// It is on now.
    on: bool,
}

/// What lower levels were asked for in a month (基层负担).
#[utoipa::path(
    get, path = "/api/v1/burden", tag = "matters", operation_id = "burden", params(BurdenQuery),
    responses((status = 200, body = BurdenShape, description = "Of the whole city, or of the own unit and what lies below it"), (status = "4XX", response = Refused))
)]
pub(super) async fn measured(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<BurdenQuery>,
) -> Result<Response, WebError> {
    let burden = burden::measured(state.app(), &who.actor, query.month(&who, &state)?).await?;
    let lang = who.lang();
    let unit = |row: &BurdenRow| BurdenUnit {
        unit: unit_named(&who.model, row.unit, lang),
        now: row.now.into(),
        before: row.before.into(),
    };
    let Burden { month, as_of, rows, total, total_before, askers, emergencies, .. } = &burden;
    ok(&BurdenShape {
        month: month.to_string(),
        as_of: Moment::new(&who.model, *as_of),
        units: rows.iter().map(unit).collect(),
        total: (*total).into(),
        total_before: (*total_before).into(),
        askers: askers
            .iter()
            .map(|(zh, en, minutes)| AskerShape { name: lang.of_data(zh, en), minutes: *minutes })
            .collect(),
        emergencies: emergencies.iter().map(|span| emergency(&who, &state, span)).collect(),
    })
}

fn emergency<'a>(who: &Who, state: &WebState, span: &'a EmergencySpan) -> EmergencyShape<'a> {
    EmergencyShape {
        number: &span.number,
        title: &span.title,
        from: Moment::new(&who.model, span.from),
        until: Moment::new(&who.model, span.until),
        on: (span.from..span.until).contains(&state.app().now()),
    }
}

impl From<Figures> for FiguresShape {
    fn from(figures: Figures) -> Self {
        let Figures {
            asks,
            outside,
            minutes_asked,
            minutes_answered,
            off_asks,
            off_notices,
            emergency_asks,
            emergency_notices,
        } = figures;
        Self {
            asks,
            outside,
            minutes_asked,
            minutes_answered,
            off_asks,
            off_notices,
            emergency_asks,
            emergency_notices,
        }
    }
}

/// Calendar, units, documents, sealed events and notices from which the meter is counted, with what the meter says: whoever wants may recompute it.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object)]
pub(super) struct BurdenEvents(serde_json::Value);

#[utoipa::path(
    get, path = "/api/v1/burden/events", tag = "matters", operation_id = "burden_events", params(BurdenQuery),
    responses((status = 200, body = BurdenEvents, description = "Moments are microseconds UTC; no person is in it"), (status = "4XX", response = Refused))
)]
pub(super) async fn events(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<BurdenQuery>,
) -> Result<Response, WebError> {
    let month = query.month(&who, &state)?;
    ok(&BurdenEvents(burden::dump(state.app(), who.actor.city, month).await?))
}
