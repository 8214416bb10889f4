//! 顽疾与激增 for programs: chronic problems, one of them with its cases and its plan, and surge alarms.

use axum::{extract::State, response::Response};
use changxiao_app::model::CityModel;
use changxiao_app::{
    AppError,
    recurrence::{
        list::{alarms as alarms_of, list as page_of},
        view::{ProblemView, view as view_problem},
    },
};
use changxiao_domain::{
    ids::AlarmId,
    orgs::Permission::ReadCases,
    recurrence::{FollowUp, Plan, State as Standing, surge::Subject},
    time::Instant,
};
use changxiao_store::recurrence::{Member, ProblemFilter, ProblemLine};
use changxiao_web_kit::{
    json::{
        query::{Parameters, optional_code, page_size},
        shapes::{DivisionName, Moment, Named, category_named, division_named, ok, unit_named},
    },
    routes::{Access, Routes, routes},
};
use changxiao_words::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("recurrence")
        .api(Access::read(ReadCases), routes!(list))
        .api(Access::read(ReadCases), routes!(alarms))
        .api(Access::read(ReadCases), routes!(view))
}

changxiao_web_kit::listed! {
    "recurrence" "/api/v1/recurrence" "list_chronic_problems"
    /// Filters; what is left out does not narrow.
    ChronicQuery {
        /// `found`, `plan_required`, `plan_made`, `in_progress`, `observed`, `ended`, `recurred` or `dismissed`.
        state: Option<String>,
    }
    /// A page of chronic problems, newest first.
    ChronicList { problems: ChronicItem }
    list |app, who, asked, most| page_of(app, &who.actor, &asked.filter()?, asked.after.as_deref(), most)
}

changxiao_web_kit::viewed! {
    "recurrence" "/api/v1/recurrence/{number}" "chronic_problem"
    ChronicShape "The problem"
    view |app, who, number| view_problem(app, &who.actor, &number)
}

impl ChronicQuery {
    fn filter(&self) -> Result<ProblemFilter, AppError> {
        let wanted = optional_code("state", self.state.as_deref(), Standing::parse)?;
        Ok(ProblemFilter { states: wanted.into_iter().collect(), ..ProblemFilter::default() })
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ChronicItem<'a> {
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
pub(crate) struct ChronicShape<'a> {
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
pub(crate) struct ChronicPlan<'a> {
    measures: &'a str,
    #[schema(example = "2026-12-22")]
    end_on: String,
    /// Days on which somebody looks again.
    looks: Vec<String>,
    approved_at: Option<Moment>,
}

/// A look after the work.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChronicLook<'a> {
    at: Moment,
    /// It was not there again.
    clean: bool,
    text: &'a str,
}

/// One of its cases.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChronicCase<'a> {
    #[schema(example = "261121-0041")]
    number: &'a str,
    /// Which time it is; reports close together are one time.
    time: i64,
    state: &'static str,
    reported_at: Moment,
    closed_at: Option<Moment>,
}

/// A problem is called as its category was when it was found.
fn category_then<'a>(model: &'a CityModel, code: &'a str, found_at: Instant, lang: Lang) -> Named<'a> {
    Named { code, name: model.category_name_at(code, found_at, lang) }
}

impl<'a> ChronicItem<'a> {
    fn of(who: &'a Who, line: &'a ProblemLine, _: Instant) -> Self {
        let (model, lang) = (&who.model, who.lang());
        Self {
            number: &line.number,
            state: line.state.code(),
            category: category_then(model, &line.category, line.found_at, lang),
            division: division_named(model, line.division),
            place: &line.place,
            unit: line.unit.map(|unit| unit_named(model, unit, lang)),
            times: line.times,
            recurrences: line.recurrences,
            found_at: Moment::new(model, line.found_at),
            plan_due_at: line.plan_due_at.map(|at| Moment::new(model, at)),
        }
    }
}

impl<'a> ChronicShape<'a> {
    fn of(who: &'a Who, view: &'a ProblemView, _: Instant) -> Self {
        let (model, lang, problem) = (&who.model, who.lang(), &view.problem);
        let moment = |at| Moment::new(model, at);
        let plan = |plan: &'a Plan| ChronicPlan {
            measures: &plan.measures,
            end_on: plan.end_on.to_string(),
            looks: plan.follow_ups.iter().map(ToString::to_string).collect(),
            approved_at: problem.approved_at.map(moment),
        };
        let look = |look: &'a FollowUp| ChronicLook { at: moment(look.at), clean: look.clean, text: &look.text };
        let case = |member: &'a Member| ChronicCase {
            number: &member.number,
            time: member.nth,
            state: member.state.code(),
            reported_at: moment(member.reported_at),
            closed_at: member.closed_at.map(moment),
        };
        Self {
            number: &problem.number,
            state: problem.state.code(),
            category: category_then(model, &problem.category, problem.found_at, lang),
            division: division_named(model, problem.division),
            place: &problem.place,
            unit: problem.unit.map(|unit| unit_named(model, unit, lang)),
            times: problem.times,
            recurrences: problem.recurrences,
            found_at: moment(problem.found_at),
            plan_due_at: problem.plan_due_at.map(moment),
            plan: problem.plan.as_ref().map(plan),
            looks: problem.follow_ups.iter().map(look).collect(),
            cases: view.members.iter().map(case).collect(),
            done_at: problem.done_at.map(moment),
            ended_at: problem.ended_at.map(moment),
            version: problem.version,
            actions: view.actions.iter().map(|action| action.code()).collect(),
        }
    }
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
    Parameters(query): Parameters<AlarmQuery>,
) -> Result<Response, WebError> {
    let (model, lang) = (&who.model, who.lang());
    let most = page_size(query.limit)?;
    let before = optional_code("after", query.after.as_deref(), |text| text.parse::<AlarmId>().ok())?;
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
