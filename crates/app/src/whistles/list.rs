//! The list of whistles of a post.

use changxiao_domain::{
    ids::{CaseId, WhistleId},
    orgs::{Actor, Permission},
    whistles::Whistle,
};
use changxiao_store::whistles::{self, WhistleFilter, WhistleLine};

use super::scope;
use crate::{
    App, AppError,
    paging::{Page, begins},
    readable::readable,
};

/// The rows after the whistle with the number `after`, newest first, scoped to the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &WhistleFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page<WhistleLine>, AppError> {
    let before = begins::<Whistle>(app, actor, after).await?.map(WhistleId);
    let filter = WhistleFilter { scope: scope::filter(actor), ..filter.clone() };
    let wanted = Page::<WhistleLine>::wanted(most);
    let lines = whistles::lines(app.db(), actor.city, &filter, before, app.now(), wanted).await?;
    let mut page = Page::of(readable(actor, lines), most);
    let model = app.model(actor.city).await?;
    for line in &mut page.lines {
        if !scope::sees_whole(&model, actor, line.street) {
            line.calls.retain(|(unit, _)| *unit == actor.unit);
        }
    }
    Ok(page)
}

/// The whistles that stem from a case and that the post may see.
pub async fn of_case(app: &App, actor: &Actor, case: CaseId) -> Result<Vec<WhistleLine>, AppError> {
    if !actor.may(Permission::ReadWhistles) {
        return Ok(Vec::new());
    }
    Ok(readable(actor, whistles::of_case(app.db(), actor.city, case, scope::filter(actor)).await?))
}
