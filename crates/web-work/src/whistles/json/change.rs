//! What is done to a whistle: the draft, and what each side does with it.

use changxiao_app::{
    AppError,
    whistles::draft::{Matter, draft as draft_whistle},
    workflow::carry_out,
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::{ConsultationId, UnitId},
    whistles::{Command, Kind, StreetRating, UnitRating, Whistle},
};
use changxiao_web_kit::json::{
    query::{code, optional_code},
    shapes::unit_of_code,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::session::Who;

changxiao_web_kit::after! {
    /// What an action made of a whistle.
    WhistleAfter of Whistle: "W261121-0001", "blown",
    /// Send it with the next action, so that nothing is decided on an old state.
    version,
    /// What the same post can do next.
    actions
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

impl NewWhistle {
    fn matter(self, who: &Who) -> Result<Matter, AppError> {
        let Self { kind, title, text, place, division, units, cases } = self;
        let division: Option<DivisionCode> = optional_code("division", division.as_deref(), |text| text.parse().ok())?;
        let calls = unit_tasks(who, units)?;
        Ok(Matter { kind: code("kind", &kind, Kind::parse)?, title, text, place, division, calls, cases })
    }
}

changxiao_web_kit::begun! {
    "whistles" "/api/v1/whistles" "draft_whistle"
    /// A call to departments, written by a town or street.
    NewWhistle {
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
    WhistleAfter done "Drafted"
    place "Address of the whistle"
    once "8 to 120 characters; the same key again drafts nothing and gives the first answer"
    draft |app, who, sent| draft_whistle(app, &who.actor, sent.value.matter(&who)?, sent.key)
}

changxiao_web_kit::documents! {
    /// Nothing but the version.
    WhistleStep {}

    /// A reason.
    WhistleReason {
        reason: String,
    }

    /// The shared result.
    WhistleResult {
        text: String,
    }

    /// The joint plan: a sentence for everybody and a task for each unit.
    WhistlePlan {
        text: String,
        #[serde(default)]
        units: Vec<UnitTask>,
    }

    /// The street's rating of a unit that came.
    UnitRated {
        #[schema(example = "CG")]
        unit: String,
        /// 1 to 5.
        response: i64,
        /// 1 to 5.
        solution: i64,
        #[serde(default)]
        text: String,
    }

    /// A unit's rating of the call.
    CallRated {
        justified: bool,
        #[serde(default)]
        text: String,
    }
}

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
