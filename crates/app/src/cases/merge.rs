//! Merges a case into another that is the same problem (并案).

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{
    Target,
    carry_out::{carry_out, load_visible},
};
use crate::{App, AppError};

/// `into`: the number of the case that stays.
pub async fn merge(app: &App, actor: &Actor, target: &Target, into: &str) -> Result<Case, AppError> {
    let other = load_visible(app, actor, into.trim())
        .await
        .map_err(|_| AppError::field("into", "没有这个编号的问题", "There is no case of this number"))?;
    carry_out(app, actor, target, ("", &[]), |_, _| {
        Ok(Command::Merge { into: other.case.id, into_state: other.case.state })
    })
    .await
}
