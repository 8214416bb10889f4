//! What acceptance and dispatch do: file, dispatch, merge, void, return.

use changxiao_app::{
    AppError,
    cases::{carry_out, dispatch as dispatching, file as filing, merge as merging},
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::Command,
    ids::UnitId,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CaseAfter, act};
use changxiao_web_kit::json::{query::code, shapes::unit_of_code};

changxiao_web_kit::documents! {
    /// A report becomes a case under a category.
    Filing {
        /// A category that fits better than the reported one.
        category: Option<String>,
        /// Number of the filing condition; what the report chose if left out.
        condition: Option<i64>,
        /// Key and edition of the category list that `category` is of; needed where a code meant something else in the list before.
        category_edition: Option<String>,
    }

    /// Who leads, who helps, and until when.
    Dispatching {
        /// Code of the unit that leads; whom the responsibility matrix names if left out.
        lead_unit: Option<String>,
        /// Codes of the units that help; whom the matrix names besides the lead if left out.
        co_units: Option<Vec<String>>,
        /// The limit of the filing standard if left out.
        limit: Option<LimitGiven>,
        /// By order after a dispute: the unit may not give the case back (指定承办).
        #[serde(default)]
        designated: bool,
    }

    /// The case that stays.
    Merger {
        /// Number of the case that stays.
        #[schema(example = "261121-0041")]
        into: String,
    }

    /// Why nothing will be done.
    Voiding {
        /// Why; the others read it.
        reason: String,
    }

    /// To whom a case goes back, and why.
    Returning {
        to: ReturnTo,
        /// Why; the others read it.
        reason: String,
    }
}

/// A limit, counted from dispatch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitGiven {
    /// `urgent_hour`, `working_hour`, `working_day` or `natural_day`.
    #[schema(example = "working_day")]
    kind: String,
    /// 1 to 365.
    amount: i64,
}

/// To whom a case goes back.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReturnTo {
    /// The unit gives a dispatched case back (退回派遣).
    Dispatch,
    /// The dispatcher gives a filed case back (退回受理).
    Acceptance,
}

changxiao_web_kit::actions! {
    "actions" CaseAfter;
    /// Files a reported case (立案).
    file "/api/v1/cases/{number}/filing" "filing" (Filing)
        |app, who, target, sent| async {
            let Filing { category, condition, category_edition, .. } = sent.value;
            filing::file_from(app, &who.actor, target, category, condition, category_edition.as_deref()).await
        };
    /// Dispatches a filed case (派遣); the clock starts.
    dispatch "/api/v1/cases/{number}/dispatch" "dispatch" (Dispatching)
        |app, who, target, sent| async {
            let Dispatching { lead_unit, co_units, limit, designated, .. } = sent.value;
            let unit = |field, code: &str| unit_of_code(&who.model, field, code);
            let lead = lead_unit.as_deref().map(|code| unit("lead_unit", code)).transpose()?;
            let co = |codes: Vec<String>| codes.iter().map(|code| unit("co_units", code)).collect::<Result<Vec<UnitId>, _>>();
            let (co, limit) = (co_units.map(co).transpose()?, limit.map(LimitGiven::read).transpose()?);
            dispatching::dispatch(app, &who.actor, target, dispatching::Dispatch { lead, co, limit, designated }).await
        };
    /// Merges a case into another that is the same problem (并案).
    merge "/api/v1/cases/{number}/merger" "merger" (Merger)
        |app, who, target, sent| merging::merge(app, &who.actor, target, &sent.value.into);
    /// Refuses or voids a case (不予受理、作废).
    void "/api/v1/cases/{number}/voiding" "voiding" (Voiding)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Void { reason: sent.value.reason }, &[]);
    /// Gives a case back to the one who sent it.
    return_case "/api/v1/cases/{number}/return" "return" (Returning)
        |app, who, target, sent| act(app, &who, target, sent, |Returning { to, reason, .. }, _| Ok(match to {
            ReturnTo::Dispatch => Command::ReturnByUnit { reason },
            ReturnTo::Acceptance => Command::ReturnToAcceptor { reason },
        }));
}

impl LimitGiven {
    pub(super) fn read(self) -> Result<Limit, AppError> {
        // Only the stored codes; the words of filing standards are for sheets that people type.
        let by_code = |text: &str| LimitKind::ALL.into_iter().find(|kind| kind.code() == text);
        let kind = code("limit.kind", &self.kind, by_code)?;
        Limit::set(kind, self.amount).map_err(|outside| AppError::field("limit.amount", outside.message()))
    }
}
