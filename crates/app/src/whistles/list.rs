//! The list of whistles of a post.

use changxiao_domain::{
    ids::CaseId,
    orgs::{Actor, Permission},
};
use changxiao_store::whistles::{self, WhistleFilter, WhistleLine};

use super::scope;
use crate::{App, AppError};

/// A page of the list.
pub struct Page {
    pub lines: Vec<WhistleLine>,
    /// There are more after the last line.
    pub more: bool,
}

/// The rows after the whistle with the number `after`, newest first, scoped to the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &WhistleFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page, AppError> {
    actor.require(Permission::ReadWhistles)?;
    let filter = WhistleFilter { scope: scope::filter(actor), ..filter.clone() };
    let before = match after {
        None => None,
        Some(number) => {
            let found =
                whistles::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("whistle"))?;
            Some(found.id)
        }
    };
    // One more than asked for tells whether there is a next page.
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = whistles::lines(app.db(), actor.city, &filter, before, app.now(), wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    let model = app.model(actor.city).await?;
    for line in &mut lines {
        if !scope::sees_whole(&model, actor, line.street) {
            line.calls.retain(|(unit, _)| *unit == actor.unit);
        }
    }
    Ok(Page { lines, more })
}

/// The whistles that stem from a case and that the post may see.
pub async fn of_case(app: &App, actor: &Actor, case: CaseId) -> Result<Vec<WhistleLine>, AppError> {
    if !actor.may(Permission::ReadWhistles) {
        return Ok(Vec::new());
    }
    Ok(whistles::of_case(app.db(), actor.city, case, scope::filter(actor)).await?)
}
