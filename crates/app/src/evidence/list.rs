//! The list of items within the scope of a post.

use changxiao_domain::orgs::{Actor, Permission};
use changxiao_store::evidence::{self as store, EvidenceFilter, EvidenceLine};

use crate::{App, AppError, cases::scope, paging::Page, readable::readable};

/// The rows with a number below `before`, newest first: two statements.
///
/// Errors: not permitted.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &EvidenceFilter,
    before: Option<i64>,
    most: usize,
) -> Result<Page<EvidenceLine>, AppError> {
    let filter = visible(actor, filter)?;
    let wanted = Page::<EvidenceLine>::wanted(most);
    let lines = store::lines(app.db(), actor.city, &filter, before, wanted).await?;
    Ok(Page::of(readable(actor, lines), most))
}

/// The filter, narrowed to what the post may see.
pub fn visible(actor: &Actor, filter: &EvidenceFilter) -> Result<EvidenceFilter, AppError> {
    actor.require(Permission::ReadCases)?;
    Ok(EvidenceFilter { scope: scope::filter(actor), ..filter.clone() })
}
