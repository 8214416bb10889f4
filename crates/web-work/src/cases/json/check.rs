//! What happens to a fix: it is checked, sent to rework, closed, opened again.

use changxiao_app::cases::carry_out;
use changxiao_domain::cases::Command;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CaseAfter, act};

changxiao_web_kit::documents! {
    /// What to look at.
    CheckRequest {
        note: Option<String>,
    }

    /// What was seen on the spot.
    Check with photos as CheckWithPhotos {
        passed: bool,
        /// For a failed check, what is still wrong.
        text: String,
    }

    /// Who does it again, and why.
    Rework {
        #[serde(default)]
        to: ReworkTo,
        /// Why; the others read it.
        reason: String,
    }

    /// Why the case may be closed.
    Closure {
        /// The closing conditions of the filing standard are met.
        #[serde(default)]
        conditions_met: bool,
        /// Needed without a passed check, or with the conditions unmet.
        reason: Option<String>,
    }

    /// Why it was closed wrongly.
    Reopening {
        /// Why; the others read it.
        reason: String,
    }
}

/// Who does it again.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReworkTo {
    /// The unit, under the same limit counted anew (返工).
    #[default]
    Unit,
    /// The unit itself sends it back to its handler, under the same deadline (退回承办人).
    Handler,
}

changxiao_web_kit::actions! {
    "actions" CaseAfter;
    /// Asks for a check on the spot (安排核查).
    request "/api/v1/cases/{number}/check-request" "check_request" (CheckRequest)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::RequestCheck { note: sent.value.note }, &[]);
    /// Records a check (核查); a failed one sends the case to rework.
    record "/api/v1/cases/{number}/check" "check" (Check, CheckWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, photos| Ok(Command::checked(sent.passed, sent.text, photos)));
    /// Sends a fix back.
    rework "/api/v1/cases/{number}/rework" "rework" (Rework)
        |app, who, target, sent| act(app, &who, target, sent, |Rework { to, reason, .. }, _| Ok(match to {
            ReworkTo::Unit => Command::Rework { reason },
            ReworkTo::Handler => Command::SendBack { reason },
        }));
    /// Closes a case (结案).
    close "/api/v1/cases/{number}/closure" "closure" (Closure)
        |app, who, target, sent| act(app, &who, target, sent, |Closure { conditions_met, reason, .. }, _| Ok(Command::Close { conditions_met, reason }));
    /// Opens a closed, voided or merged case again (重新启动).
    reopen "/api/v1/cases/{number}/reopening" "reopening" (Reopening)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Reopen { reason: sent.value.reason }, &[]);
}
