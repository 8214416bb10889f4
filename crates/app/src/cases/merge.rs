//! Merges a case into another that is the same problem (并案).

use changxiao_domain::{
    cases::{Case, Command, Likeness},
    orgs::Actor,
};
use changxiao_words::say;

use super::{
    Target,
    carry_out::{carry_out_made, load_visible},
};
use crate::{App, AppError};

/// `into`: the number of the case that stays.
///
/// Errors: no such case; it has ended; another minor, too far away, or reported too long before or after.
pub async fn merge(app: &App, actor: &Actor, target: &Target, into: &str) -> Result<Case, AppError> {
    let other = load_visible(app, actor, into.trim())
        .await
        .map_err(|_| AppError::field("into", say!(cases_there_no_case_number)))?;
    carry_out_made(app, actor, target, &[], |row, _| {
        let likeness = Likeness::between(&row.case, &other.case);
        Ok(Command::Merge { into: other.case.id, into_state: other.case.state, likeness })
    })
    .await
}
