//! 吹哨报到 for programs: lists, one whistle, and the figures of a month; what is done to one is in `change`.

use axum::{extract::State, response::Response};
use changxiao_app::{
    AppError,
    whistles::{
        figures::figures as count,
        list::list as page_of,
        view::{WhistleView, view as view_whistle},
    },
};
use changxiao_domain::{
    ids::UnitId,
    orgs::Permission::{ReadWhistles, WorkOnWhistles},
    time::Instant,
    whistles::{Kind, State as Standing, Turnout},
};
use changxiao_store::whistles::{WhistleFilter, WhistleLine};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    json::{
        query::{Parameters, code, optional_code},
        shapes::{DivisionName, Moment, Named, division_named, ok, unit_named, unit_of_code},
    },
    routes::{Access, Routes, routes},
};

#[rustfmt::skip]
pub fn routes(routes: Routes) -> Routes {
    // Which side of a whistle may take which action is decided by its own table.
    routes
        .feature("whistles")
        .api(Access::read(ReadWhistles), routes!(list))
        .api(Access::handle(WorkOnWhistles), routes!(change::draft))
        .api(Access::read(ReadWhistles), routes!(figures))
        .api(Access::read(ReadWhistles), routes!(view))
        .api(Access::handle(WorkOnWhistles), routes!(change::asking))
        .api(Access::handle(WorkOnWhistles), routes!(change::blowing))
        .api(Access::handle(WorkOnWhistles), routes!(change::refusing))
        .api(Access::handle(WorkOnWhistles), routes!(change::arriving))
        .api(Access::handle(WorkOnWhistles), routes!(change::absent))
        .api(Access::handle(WorkOnWhistles), routes!(change::objecting))
        .api(Access::handle(WorkOnWhistles), routes!(change::referring))
        .api(Access::handle(WorkOnWhistles), routes!(change::planning))
        .api(Access::handle(WorkOnWhistles), routes!(change::concluding))
        .api(Access::handle(WorkOnWhistles), routes!(change::rating_unit))
        .api(Access::handle(WorkOnWhistles), routes!(change::rate_call))
        .api(Access::handle(WorkOnWhistles), routes!(change::closing))
        .api(Access::handle(WorkOnWhistles), routes!(change::withdrawing))
}

pub mod change;

changxiao_web_kit::listed! {
    "whistles" "/api/v1/whistles" "list_whistles"
    /// Filters; what is left out does not narrow.
    WhistleQuery {
        /// `true`: only whistles that have not come to their end; `false`: only those that have.
        open: Option<bool>,
        /// One or several states with commas: `blown,planned`.
        #[param(example = "blown,planned")]
        state: Option<String>,
        /// `daily`, `tackling` or `emergency`.
        kind: Option<String>,
        /// Code of the town or street that calls.
        street: Option<String>,
        /// Code of a unit that is called.
        unit: Option<String>,
        /// A number, or part of a title or place.
        words: Option<String>,
    }
    /// A page of whistles.
    WhistleList { whistles: WhistleItem }
    list |app, who, asked, most| page_of(app, &who.actor, &asked.filter(&who)?, asked.after.as_deref(), most)
}

changxiao_web_kit::viewed! {
    "whistles" "/api/v1/whistles/{number}" "whistle"
    WhistleShape "As much of it as the post may see"
    view |app, who, number| view_whistle(app, &who.actor, &number)
}

impl WhistleQuery {
    fn filter(&self, who: &Who) -> Result<WhistleFilter, AppError> {
        let unit = |field, text: &str| unit_of_code(&who.model, field, text);
        let states = self.state.iter().flat_map(|states| states.split(','));
        Ok(WhistleFilter {
            open: self.open,
            words: self.words.clone(),
            states: states.map(|text| code("state", text, Standing::parse)).collect::<Result<_, _>>()?,
            kind: optional_code("kind", self.kind.as_deref(), Kind::parse)?,
            street: self.street.as_deref().map(|text| unit("street", text)).transpose()?,
            unit: self.unit.as_deref().map(|text| unit("unit", text)).transpose()?,
            ..WhistleFilter::default()
        })
    }
}

/// A whistle as a row of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhistleItem<'a> {
    #[schema(example = "W261121-0001")]
    number: &'a str,
    #[schema(example = "blown")]
    state: &'static str,
    #[schema(example = "daily")]
    kind: &'static str,
    /// Of the call that is due first.
    #[schema(example = "near")]
    lamp: &'static str,
    street: Named<'a>,
    title: &'a str,
    place: &'a str,
    division: DivisionName<'a>,
    drafted_at: Moment,
    blown_at: Option<Moment>,
    due_at: Option<Moment>,
    calls: Vec<CallItem<'a>>,
}

/// A called unit and how it answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallItem<'a> {
    unit: Named<'a>,
    /// `waiting`, `on_time`, `late`, `absent`, `objected` or `released`.
    #[schema(example = "on_time")]
    turnout: &'static str,
}

/// A whistle. A called unit gets its own part and what all of them share; `whole` says which it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhistleShape<'a> {
    #[schema(example = "W261121-0001")]
    number: &'a str,
    #[schema(example = "blown")]
    state: &'static str,
    #[schema(example = "daily")]
    kind: &'static str,
    street: Named<'a>,
    title: &'a str,
    text: &'a str,
    place: &'a str,
    division: DivisionName<'a>,
    drafted_at: Moment,
    blown_at: Option<Moment>,
    handled_at: Option<Moment>,
    /// From here on missing ratings may be waived.
    waiver_at: Option<Moment>,
    closed_at: Option<Moment>,
    plan: Option<&'a str>,
    result: Option<&'a str>,
    /// False: only the own part is given.
    whole: bool,
    calls: Vec<CallShape<'a>>,
    /// Numbers of the cases it stems from.
    cases: Vec<&'a str>,
    /// Number of the consultation about it.
    consultation: Option<&'a str>,
    version: i64,
    /// What this post can do next.
    actions: Vec<&'static str>,
}

/// A called unit with its part.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallShape<'a> {
    unit: Named<'a>,
    task: &'a str,
    #[schema(example = "on_time")]
    turnout: &'static str,
    due_at: Option<Moment>,
    answered_at: Option<Moment>,
    reason: Option<&'a str>,
    /// The street's rating of the unit, each from 1 to 5.
    response: Option<i64>,
    solution: Option<i64>,
    /// The unit's rating of the call.
    justified: Option<bool>,
}

impl<'a> WhistleItem<'a> {
    fn of(who: &'a Who, line: &'a WhistleLine, now: Instant) -> Self {
        let (model, lang) = (&who.model, who.lang());
        let call = |(unit, turnout): &(UnitId, Turnout)| CallItem {
            unit: unit_named(model, *unit, lang),
            turnout: turnout.code(),
        };
        Self {
            number: &line.number,
            state: line.state.code(),
            kind: line.kind.code(),
            lamp: line.lamp(now).code(),
            street: unit_named(model, line.street, lang),
            title: &line.title,
            place: &line.place,
            division: division_named(model, line.division),
            drafted_at: Moment::new(model, line.drafted_at),
            blown_at: line.blown_at.map(|at| Moment::new(model, at)),
            due_at: line.due_at.map(|at| Moment::new(model, at)),
            calls: line.calls.iter().map(call).collect(),
        }
    }
}

impl<'a> WhistleShape<'a> {
    fn of(who: &'a Who, view: &'a WhistleView, _: Instant) -> Self {
        let (model, lang, whistle) = (&who.model, who.lang(), &view.whistle);
        let moment = |at: Option<Instant>| at.map(|at| Moment::new(model, at));
        let calls = whistle.calls.iter().map(|call| CallShape {
            unit: unit_named(model, call.unit, lang),
            task: &call.task,
            turnout: call.turnout.code(),
            due_at: moment(call.due_at),
            answered_at: moment(call.answered_at),
            reason: call.reason.as_deref(),
            response: call.by_street.as_ref().map(|rating| rating.response),
            solution: call.by_street.as_ref().map(|rating| rating.solution),
            justified: call.by_unit.as_ref().map(|rating| rating.justified),
        });
        Self {
            number: &whistle.number,
            state: whistle.state.code(),
            kind: whistle.kind.code(),
            street: unit_named(model, whistle.street, lang),
            title: &whistle.title,
            text: &whistle.text,
            place: &whistle.place,
            division: division_named(model, whistle.division),
            drafted_at: Moment::new(model, whistle.drafted_at),
            blown_at: moment(whistle.blown_at),
            handled_at: moment(whistle.handled_at),
            waiver_at: moment(whistle.waiver_at),
            closed_at: moment(whistle.closed_at),
            plan: whistle.plan.as_deref(),
            result: whistle.result.as_deref(),
            whole: view.whole,
            calls: calls.collect(),
            cases: view.cases.iter().map(|(number, _, _)| number.as_str()).collect(),
            consultation: view.consultation.as_deref(),
            version: whistle.version,
            actions: view.actions.iter().map(|action| action.code()).collect(),
        }
    }
}

/// A month.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FiguresQuery {
    #[param(example = "2026-11")]
    period: String,
}

/// What both sides did in a month. Null averages: not rated.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleFigures<'a> {
    #[schema(example = "2026-11")]
    period: &'a str,
    units: Vec<UnitFiguresShape<'a>>,
    streets: Vec<StreetFiguresShape<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct UnitFiguresShape<'a> {
    unit: Named<'a>,
    called: i64,
    on_time: i64,
    late: i64,
    absent: i64,
    pending: i64,
    ratings: i64,
    /// Thousandths of a point, 1000 to 5000.
    average: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct StreetFiguresShape<'a> {
    street: Named<'a>,
    blown: i64,
    refused: i64,
    /// Found so by a consultation.
    unjustified: i64,
    /// Ratings by units that came, and how many say that the call was justified.
    rated: i64,
    justified: i64,
}

#[utoipa::path(
    get, path = "/api/v1/whistles/figures", tag = "whistles", operation_id = "whistle_figures", params(FiguresQuery),
    responses((status = 200, body = WhistleFigures, description = "Whistles that were blown in the month, and refusals in it"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn figures(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<FiguresQuery>,
) -> Result<Response, WebError> {
    let (model, lang) = (&who.model, who.lang());
    let (from, until) = code("period", &query.period, |text| {
        let (year, month) = text.split_once('-')?;
        model.month(year.parse().ok()?, month.parse().ok()?)
    })?;
    let figures = count(state.app(), &who.actor, from, until).await?;
    let units = figures.units.iter().map(|(unit, of)| UnitFiguresShape {
        unit: unit_named(model, *unit, lang),
        called: of.called,
        on_time: of.on_time,
        late: of.late,
        absent: of.absent,
        pending: of.pending,
        ratings: of.ratings,
        average: of.average(),
    });
    let streets = figures.streets.iter().map(|(street, of)| StreetFiguresShape {
        street: unit_named(model, *street, lang),
        blown: of.blown,
        refused: of.refused,
        unjustified: of.unjustified,
        rated: of.rated,
        justified: of.justified,
    });
    ok(&WhistleFigures { period: &query.period, units: units.collect(), streets: streets.collect() })
}
