//! 顽疾与激增 for programs: chronic problems, one of them with its cases and its plan, and surge alarms.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::recurrence::{
    list::{alarms as alarms_of, list as page_of},
    view::view as view_problem,
};
use changxiao_domain::{
    ids::AlarmId,
    orgs::Permission::ReadCases,
    recurrence::{State as Standing, surge::Subject},
};
use changxiao_store::recurrence::ProblemFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    json::{
        query::{Asked, code, page_size},
        shapes::{DivisionName, Moment, Named, category_named, division_named, ok, unit_named},
    },
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("recurrence")
        .api(Access::read(ReadCases), routes!(list))
        .api(Access::read(ReadCases), routes!(alarms))
        .api(Access::read(ReadCases), routes!(view))
}

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChronicQuery {
    /// `found`, `plan_required`, `plan_made`, `in_progress`, `observed`, `ended`, `recurred` or `dismissed`.
    state: Option<String>,
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of chronic problems, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct ChronicList<'a> {
    problems: Vec<ChronicItem<'a>>,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ChronicItem<'a> {
    #[schema(example = "R261122-0001")]
    number: &'a str,
    #[schema(example = "plan_required")]
    state: &'static str,
    category: Named<'a>,
    division: DivisionName<'a>,
    place: &'a str,
    /// The responsible unit; proposed until the office confirms.
    unit: Option<Named<'a>>,
    /// How many times it was there.
    times: i64,
    /// How often it came back after its work was reported done.
    recurrences: i64,
    found_at: Moment,
    plan_due_at: Option<Moment>,
}

/// A chronic problem with its cases, its plan and the looks after it.
#[derive(Serialize, ToSchema)]
pub(super) struct ChronicShape<'a> {
    #[schema(example = "R261122-0001")]
    number: &'a str,
    #[schema(example = "plan_required")]
    state: &'static str,
    category: Named<'a>,
    division: DivisionName<'a>,
    place: &'a str,
    unit: Option<Named<'a>>,
    times: i64,
    recurrences: i64,
    found_at: Moment,
    plan_due_at: Option<Moment>,
    plan: Option<ChronicPlan<'a>>,
    looks: Vec<ChronicLook<'a>>,
    cases: Vec<ChronicCase<'a>>,
    done_at: Option<Moment>,
    ended_at: Option<Moment>,
    version: i64,
    actions: Vec<&'static str>,
}

/// What the responsible unit means to do.
#[derive(Serialize, ToSchema)]
pub(super) struct ChronicPlan<'a> {
    measures: &'a str,
    #[schema(example = "2026-12-22")]
    end_on: String,
    /// Days on which somebody looks again.
    looks: Vec<String>,
    approved_at: Option<Moment>,
}

/// A look after the work.
#[derive(Serialize, ToSchema)]
pub(super) struct ChronicLook<'a> {
    at: Moment,
    /// It was not there again.
    clean: bool,
    text: &'a str,
}

/// One of its cases.
#[derive(Serialize, ToSchema)]
pub(super) struct ChronicCase<'a> {
    #[schema(example = "261121-0041")]
    number: &'a str,
    /// Which time it is; reports close together are one time.
    time: i64,
    state: &'static str,
    reported_at: Moment,
    closed_at: Option<Moment>,
}

#[utoipa::path(
    get, path = "/api/v1/recurrence", tag = "recurrence", operation_id = "list_chronic_problems", params(ChronicQuery),
    responses((status = 200, body = ChronicList, description = "A page, newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Asked(query): Asked<ChronicQuery>,
) -> Result<Response, WebError> {
    let (model, lang) = (&who.model, who.lang());
    let most = page_size(query.limit)?;
    let wanted = query.state.map(|text| code("state", &text, Standing::parse)).transpose()?;
    let filter = ProblemFilter { states: wanted.into_iter().collect(), ..ProblemFilter::default() };
    let page = page_of(state.app(), &who.actor, &filter, query.after.as_deref(), most).await?;
    let next = page.more.then(|| page.lines.last().map(|line| line.number.as_str())).flatten();
    let items = page.lines.iter().map(|line| ChronicItem {
        number: &line.number,
        state: line.state.code(),
        category: category_named(model, &line.category, lang),
        division: division_named(model, line.division),
        place: &line.place,
        unit: line.unit.map(|unit| unit_named(model, unit, lang)),
        times: line.times,
        recurrences: line.recurrences,
        found_at: Moment::new(model, line.found_at),
        plan_due_at: line.plan_due_at.map(|at| Moment::new(model, at)),
    });
    ok(&ChronicList { problems: items.collect(), next })
}

#[utoipa::path(
    get, path = "/api/v1/recurrence/{number}", tag = "recurrence", operation_id = "chronic_problem", params(("number" = String, Path)),
    responses((status = 200, body = ChronicShape, description = "The problem"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let view = view_problem(state.app(), &who.actor, &number).await?;
    let (model, lang, problem) = (&who.model, who.lang(), &view.problem);
    let moment = |at| Moment::new(model, at);
    ok(&ChronicShape {
        number: &problem.number,
        state: problem.state.code(),
        category: category_named(model, &problem.category, lang),
        division: division_named(model, problem.division),
        place: &problem.place,
        unit: problem.unit.map(|unit| unit_named(model, unit, lang)),
        times: problem.times,
        recurrences: problem.recurrences,
        found_at: moment(problem.found_at),
        plan_due_at: problem.plan_due_at.map(moment),
        plan: problem.plan.as_ref().map(|plan| ChronicPlan {
            measures: &plan.measures,
            end_on: plan.end_on.to_string(),
            looks: plan.follow_ups.iter().map(ToString::to_string).collect(),
            approved_at: problem.approved_at.map(moment),
        }),
        looks: problem
            .follow_ups
            .iter()
            .map(|look| ChronicLook { at: moment(look.at), clean: look.clean, text: &look.text })
            .collect(),
        cases: view
            .members
            .iter()
            .map(|member| ChronicCase {
                number: &member.number,
                time: member.nth,
                state: member.state.code(),
                reported_at: moment(member.reported_at),
                closed_at: member.closed_at.map(moment),
            })
            .collect(),
        done_at: problem.done_at.map(moment),
        ended_at: problem.ended_at.map(moment),
        version: problem.version,
        actions: view.actions.iter().map(|action| action.code()).collect(),
    })
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AlarmQuery {
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of surge alarms, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct AlarmList<'a> {
    alarms: Vec<AlarmItem<'a>>,
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct AlarmItem<'a> {
    /// `place` or `category`.
    #[schema(example = "place")]
    kind: &'static str,
    /// Of a place.
    division: Option<DivisionName<'a>>,
    /// Of a category.
    category: Option<Named<'a>>,
    /// Reports of the seven days up to the alarm.
    last: i64,
    /// Reports of the weeks before them, and how many weeks these were.
    before: i64,
    weeks: i64,
    /// The count from which it was alarmed.
    line: i64,
    raised_at: Moment,
    over_at: Option<Moment>,
    answer: Option<&'a str>,
    answered_at: Option<Moment>,
}

#[utoipa::path(
    get, path = "/api/v1/recurrence/alarms", tag = "recurrence", operation_id = "list_surge_alarms", params(AlarmQuery),
    responses((status = 200, body = AlarmList, description = "A page, newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn alarms(
    State(state): State<WebState>,
    who: Who,
    Asked(query): Asked<AlarmQuery>,
) -> Result<Response, WebError> {
    let (model, lang) = (&who.model, who.lang());
    let most = page_size(query.limit)?;
    let before = query.after.map(|text| code("after", &text, |text| text.parse::<AlarmId>().ok())).transpose()?;
    let (found, next) = alarms_of(state.app(), &who.actor, before, most).await?;
    let next = next.map(|last| last.to_string());
    let items = found.iter().map(|alarm| AlarmItem {
        kind: alarm.kind.code(),
        division: alarm.division().map(|padded| division_named(model, padded)),
        category: (alarm.kind == Subject::Category).then(|| category_named(model, &alarm.subject, lang)),
        last: alarm.counts.last,
        before: alarm.counts.before,
        weeks: alarm.counts.weeks,
        line: alarm.line,
        raised_at: Moment::new(model, alarm.raised_at),
        over_at: alarm.over_at.map(|at| Moment::new(model, at)),
        answer: alarm.answer.as_deref(),
        answered_at: alarm.answered_at.map(|at| Moment::new(model, at)),
    });
    ok(&AlarmList { alarms: items.collect(), next })
}
