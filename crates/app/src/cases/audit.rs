//! The audit of a problem that its finder fixed on the spot (审核).

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

/// A passed audit closes the case; a failed one voids it and needs the reason.
pub async fn audit(
    app: &App,
    actor: &Actor,
    target: &Target,
    passed: bool,
    reason: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Audit { passed, reason })).await
}
