//! What is done to a whistle: the draft, and what each side does with it.

use axum::{extract::State, response::Response};
use changxiao_app::{
    AppError,
    whistles::draft::{Matter, draft as draft_whistle},
    workflow::carry_out,
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::{ConsultationId, UnitId},
    sealing::ActorStamp,
    time::Instant,
    whistles::{Command, Kind, StreetRating, UnitRating, Whistle},
    workflow::Procedure as _,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::json::{
    body::{Document, Sent},
    query::code,
    shapes::{Moment, created, unit_of_code},
};

/// What an action made of a whistle.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhistleAfter<'a> {
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

/// A unit by its code, and what it is wanted for or does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitTask {
    #[schema(example = "CG")]
    unit: String,
    #[serde(default)]
    task: String,
}

pub(crate) fn unit_tasks(who: &Who, tasks: Vec<UnitTask>) -> Result<Vec<(UnitId, String)>, AppError> {
    tasks.into_iter().map(|one| Ok((unit_of_code(&who.model, "units", &one.unit)?, one.task))).collect()
}

/// A call to departments, written by a town or street.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWhistle {
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
    responses((status = 201, body = WhistleAfter, description = "Drafted", headers(("Location" = String, description = "Address of the whistle"))), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn draft(
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
pub(crate) struct WhistleStep {
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// A reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhistleReason {
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// The shared result.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhistleResult {
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// The joint plan: a sentence for everybody and a task for each unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhistlePlan {
    text: String,
    #[serde(default)]
    units: Vec<UnitTask>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

/// The street's rating of a unit that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitRated {
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
pub(crate) struct CallRated {
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

changxiao_web_kit::actions! {
    "whistles" WhistleAfter;
    /// The draft goes to the street's head (报批).
    asking "/api/v1/whistles/{number}/approval-request" "ask_approval" (WhistleStep)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::AskApproval);
    /// The head approves: the whistle is blown (批准吹哨), the limit starts.
    blowing "/api/v1/whistles/{number}/approval" "blow_whistle" (WhistleStep)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Blow);
    /// The head refuses (不予吹哨).
    refusing "/api/v1/whistles/{number}/refusal" "refuse_whistle" (WhistleReason)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Refuse { reason: sent.value.reason });
    /// A called unit reports in (报到), once.
    arriving "/api/v1/whistles/{number}/arrival" "report_in" (WhistleStep)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::ReportIn);
    /// A called unit says that it cannot come (说明缺席).
    absent "/api/v1/whistles/{number}/absence" "declare_absence" (WhistleReason)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::DeclareAbsence { reason: sent.value.reason });
    /// A called unit says that this is not its duty (提出异议).
    objecting "/api/v1/whistles/{number}/objection" "object_to_whistle" (WhistleReason)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Object { reason: sent.value.reason });
    /// Refers a dispute to a consultation (提请会商).
    referring "/api/v1/whistles/{number}/referral" "refer_whistle" (WhistleReason)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Refer { consultation: app.new_id(ConsultationId), reason: sent.value.reason });
    /// The joint plan (商定方案).
    planning "/api/v1/whistles/{number}/plan" "plan_whistle" (WhistlePlan)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Plan { text: sent.value.text, tasks: unit_tasks(&who, sent.value.units)? });
    /// The shared result (填报结果).
    concluding "/api/v1/whistles/{number}/result" "conclude_whistle" (WhistleResult)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Conclude { text: sent.value.text });
    /// The street rates a unit that came (评价部门).
    rating_unit "/api/v1/whistles/{number}/unit-rating" "rate_unit" (UnitRated)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::RateUnit { unit: unit_of_code(&who.model, "unit", &sent.value.unit)?, rating: UnitRating { response: sent.value.response, solution: sent.value.solution, text: sent.value.text } });
    /// A unit that came rates the call (评价吹哨).
    rate_call "/api/v1/whistles/{number}/call-rating" "rate_call" (CallRated)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::RateStreet { rating: StreetRating { justified: sent.value.justified, text: sent.value.text } });
    /// Closes it when all ratings are there or their time is over (办结).
    closing "/api/v1/whistles/{number}/closure" "close_whistle" (WhistleStep)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Close);
    /// The street withdraws it (撤回).
    withdrawing "/api/v1/whistles/{number}/withdrawal" "withdraw_whistle" (WhistleReason)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Withdraw { reason: sent.value.reason });
}
