//! 吹哨报到 for programs: lists, one whistle, a draft, what each side does, and the figures of a month.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    whistles::{
        Target, ask_approval, blow, close, conclude, declare_absence,
        draft::{Matter, draft as draft_whistle},
        figures::figures as count,
        list::list as page_of,
        object, plan, rate_street, rate_unit, refer, refuse, report_in,
        view::view as view_whistle,
        withdraw,
    },
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    sealing::ActorStamp,
    time::Instant,
    whistles::{Kind, State as Standing, StreetRating, UnitRating, Whistle},
};
use changxiao_store::whistles::{WhistleFilter, WhistleLine};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    body::{Document, Sent},
    query::{Asked, code, page_size},
    shapes::{DivisionName, Moment, Named, created, division_named, ok, unit_named, unit_of_code},
};
use crate::{answer::WebError, session::Who, state::WebState};

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WhistleQuery {
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
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of whistles.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleList<'a> {
    whistles: Vec<WhistleItem<'a>>,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<&'a str>,
}

/// A whistle as a row of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleItem<'a> {
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
pub(super) struct CallItem<'a> {
    unit: Named<'a>,
    /// `waiting`, `on_time`, `late`, `absent`, `objected` or `released`.
    #[schema(example = "on_time")]
    turnout: &'static str,
}

/// A whistle. A called unit gets its own part and what all of them share; `whole` says which it is.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleShape<'a> {
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
pub(super) struct CallShape<'a> {
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

/// What an action made of a whistle.
#[derive(Serialize, ToSchema)]
pub(super) struct WhistleAfter<'a> {
    #[schema(example = "W261121-0001")]
    number: &'a str,
    #[schema(example = "blown")]
    state: &'static str,
    /// Send it with the next action, so that nothing is decided on an old state.
    version: i64,
    changed_at: Moment,
    /// What the same post can do next.
    actions: Vec<&'static str>,
}

impl<'a> WhistleAfter<'a> {
    fn of(who: &'a Who, whistle: &'a Whistle, now: Instant) -> Self {
        Self {
            number: &whistle.number,
            state: whistle.state.code(),
            version: whistle.version,
            changed_at: Moment::new(&who.model, whistle.changed_at),
            actions: whistle.allowed(&stamp(who), now).into_iter().map(|action| action.code()).collect(),
        }
    }
}

fn stamp(who: &Who) -> ActorStamp {
    let actor = &who.actor;
    ActorStamp { person: actor.person, post: actor.post, unit: actor.unit, role: actor.role, system: false }
}

#[utoipa::path(
    get, path = "/api/v1/whistles", tag = "whistles", operation_id = "list_whistles", params(WhistleQuery),
    responses((status = 200, body = WhistleList, description = "A page, newest first"), (status = "4XX", response = crate::api::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Asked(query): Asked<WhistleQuery>,
) -> Result<Response, WebError> {
    let app = state.app();
    let most = page_size(query.limit)?;
    let mut filter = WhistleFilter { open: query.open, words: query.words, ..WhistleFilter::default() };
    for text in query.state.iter().flat_map(|states| states.split(',')) {
        filter.states.push(code("state", text, Standing::parse)?);
    }
    filter.kind = query.kind.map(|text| code("kind", &text, Kind::parse)).transpose()?;
    filter.street = query.street.map(|text| unit_of_code(&who.model, "street", &text)).transpose()?;
    filter.unit = query.unit.map(|text| unit_of_code(&who.model, "unit", &text)).transpose()?;
    let page = page_of(app, &who.actor, &filter, query.after.as_deref(), most).await?;
    let now = app.now();
    let next = page.more.then(|| page.lines.last().map(|line| line.number.as_str())).flatten();
    ok(&WhistleList { whistles: page.lines.iter().map(|line| item(&who, line, now)).collect(), next })
}

fn item<'a>(who: &'a Who, line: &'a WhistleLine, now: Instant) -> WhistleItem<'a> {
    let (model, lang) = (&who.model, who.lang());
    let call = |(unit, turnout): &(UnitId, changxiao_domain::whistles::Turnout)| CallItem {
        unit: unit_named(model, *unit, lang),
        turnout: turnout.code(),
    };
    WhistleItem {
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

#[utoipa::path(
    get, path = "/api/v1/whistles/{number}", tag = "whistles", operation_id = "whistle", params(("number" = String, Path)),
    responses((status = 200, body = WhistleShape, description = "As much of it as the post may see"), (status = "4XX", response = crate::api::openapi::Refused))
)]
pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let view = view_whistle(state.app(), &who.actor, &number).await?;
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
    ok(&WhistleShape {
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
    })
}

/// A unit by its code, and what it is wanted for or does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitTask {
    #[schema(example = "CG")]
    unit: String,
    #[serde(default)]
    task: String,
}

pub(super) fn unit_tasks(who: &Who, tasks: Vec<UnitTask>) -> Result<Vec<(UnitId, String)>, AppError> {
    tasks.into_iter().map(|one| Ok((unit_of_code(&who.model, "units", &one.unit)?, one.task))).collect()
}

/// A call to departments, written by a town or street.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWhistle {
    /// `daily`, `tackling` or `emergency`.
    #[schema(example = "daily")]
    kind: String,
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    place: String,
    /// The street's own division if left out.
    division: Option<String>,
    units: Vec<UnitTask>,
    /// Numbers of the cases it stems from.
    #[serde(default)]
    cases: Vec<String>,
}

impl Document for NewWhistle {}

#[utoipa::path(
    post, path = "/api/v1/whistles", tag = "whistles", operation_id = "draft_whistle",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 120 characters; the same key again drafts nothing and gives the first answer")),
    request_body = NewWhistle,
    responses((status = 201, body = WhistleAfter, description = "Drafted", headers(("Location" = String, description = "Address of the whistle"))), (status = "4XX", response = crate::api::openapi::Refused))
)]
pub(super) async fn draft(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<NewWhistle>,
) -> Result<Response, WebError> {
    let app = state.app();
    let NewWhistle { kind, title, text, place, division, units, cases } = sent.value;
    let division: Option<DivisionCode> =
        division.map(|text| code("division", &text, |text| text.parse().ok())).transpose()?;
    let calls = unit_tasks(&who, units)?;
    let matter = Matter { kind: code("kind", &kind, Kind::parse)?, title, text, place, division, calls, cases };
    let whistle = draft_whistle(app, &who.actor, matter, sent.key).await?;
    created(&format!("/api/v1/whistles/{}", whistle.number), &WhistleAfter::of(&who, &whistle, app.now()))
}

/// Nothing but the version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhistleStep {
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// A reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhistleReason {
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// The shared result.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhistleResult {
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// The joint plan: a sentence for everybody and a task for each unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhistlePlan {
    text: String,
    #[serde(default)]
    units: Vec<UnitTask>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// The street's rating of a unit that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitRated {
    #[schema(example = "CG")]
    unit: String,
    /// 1 to 5.
    response: i64,
    /// 1 to 5.
    solution: i64,
    #[serde(default)]
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// A unit's rating of the call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallRated {
    justified: bool,
    #[serde(default)]
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for WhistleStep {}
impl Document for WhistleReason {}
impl Document for WhistleResult {}
impl Document for WhistlePlan {}
impl Document for UnitRated {}
impl Document for CallRated {}

/// One change each: address, document, and the action that it calls.
macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident $path:literal $id:literal ($body:ident) |$app:ident, $who:ident, $target:ident, $sent:ident| $done:expr;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $path, tag = "whistles", operation_id = $id, params(("number" = String, Path)), request_body = $body,
            responses((status = 200, body = WhistleAfter, description = "Done"), (status = "4XX", response = crate::api::openapi::Refused))
        )]
        pub(super) async fn $name(
            State(state): State<WebState>,
            $who: Who,
            Path(number): Path<String>,
            sent: Sent<$body>,
        ) -> Result<Response, WebError> {
            let $app = state.app();
            let $sent = sent.value;
            let $target = Target { number, version: $sent.version };
            let whistle = $done.await?;
            ok(&WhistleAfter::of(&$who, &whistle, $app.now()))
        }
    )*};
}

changes! {
    /// The draft goes to the street's head (报批).
    asking "/api/v1/whistles/{number}/approval-request" "ask_approval" (WhistleStep) |app, who, target, _sent| ask_approval::ask_approval(app, &who.actor, &target);
    /// The head approves: the whistle is blown (批准吹哨), the limit starts.
    blowing "/api/v1/whistles/{number}/approval" "blow_whistle" (WhistleStep) |app, who, target, _sent| blow::blow(app, &who.actor, &target);
    /// The head refuses (不予吹哨).
    refusing "/api/v1/whistles/{number}/refusal" "refuse_whistle" (WhistleReason) |app, who, target, sent| refuse::refuse(app, &who.actor, &target, sent.reason);
    /// A called unit reports in (报到), once.
    arriving "/api/v1/whistles/{number}/arrival" "report_in" (WhistleStep) |app, who, target, _sent| report_in::report_in(app, &who.actor, &target);
    /// A called unit says that it cannot come (说明缺席).
    absent "/api/v1/whistles/{number}/absence" "declare_absence" (WhistleReason) |app, who, target, sent| declare_absence::declare_absence(app, &who.actor, &target, sent.reason);
    /// A called unit says that this is not its duty (提出异议).
    objecting "/api/v1/whistles/{number}/objection" "object_to_whistle" (WhistleReason) |app, who, target, sent| object::object(app, &who.actor, &target, sent.reason);
    /// Refers a dispute to a consultation (提请会商).
    referring "/api/v1/whistles/{number}/referral" "refer_whistle" (WhistleReason) |app, who, target, sent| refer::refer(app, &who.actor, &target, sent.reason);
    /// The joint plan (商定方案).
    planning "/api/v1/whistles/{number}/plan" "plan_whistle" (WhistlePlan) |app, who, target, sent| plan::plan(app, &who.actor, &target, sent.text, unit_tasks(&who, sent.units)?);
    /// The shared result (填报结果).
    concluding "/api/v1/whistles/{number}/result" "conclude_whistle" (WhistleResult) |app, who, target, sent| conclude::conclude(app, &who.actor, &target, sent.text);
    /// The street rates a unit that came (评价部门).
    rating_unit "/api/v1/whistles/{number}/unit-rating" "rate_unit" (UnitRated) |app, who, target, sent| rate_unit::rate_unit(app, &who.actor, &target, unit_of_code(&who.model, "unit", &sent.unit)?, UnitRating { response: sent.response, solution: sent.solution, text: sent.text });
    /// A unit that came rates the call (评价吹哨).
    rating_call "/api/v1/whistles/{number}/call-rating" "rate_call" (CallRated) |app, who, target, sent| rate_street::rate_street(app, &who.actor, &target, StreetRating { justified: sent.justified, text: sent.text });
    /// Closes it when all ratings are there or their time is over (办结).
    closing "/api/v1/whistles/{number}/closure" "close_whistle" (WhistleStep) |app, who, target, _sent| close::close(app, &who.actor, &target);
    /// The street withdraws it (撤回).
    withdrawing "/api/v1/whistles/{number}/withdrawal" "withdraw_whistle" (WhistleReason) |app, who, target, sent| withdraw::withdraw(app, &who.actor, &target, sent.reason);
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
    responses((status = 200, body = WhistleFigures, description = "Whistles that were blown in the month, and refusals in it"), (status = "4XX", response = crate::api::openapi::Refused))
)]
pub(super) async fn figures(
    State(state): State<WebState>,
    who: Who,
    Asked(query): Asked<FiguresQuery>,
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
