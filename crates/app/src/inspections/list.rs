//! Visits, newest first.

use changxiao_domain::{
    ids::SiteId,
    orgs::{Actor, Permission},
};
use changxiao_store::inspections::{self as store, VisitFilter, VisitLine, VisitRow};

use crate::{App, AppError, cases::scope, readable::readable};

pub struct VisitPage {
    pub visits: Vec<VisitRow>,
    pub more: bool,
}

/// Visits with numbers below `before`, of one site or of all, within the scope of the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    before: Option<i64>,
    site: Option<SiteId>,
    most: usize,
) -> Result<VisitPage, AppError> {
    let filter = VisitFilter { site, ..VisitFilter::default() };
    let (lines, more) = lines(app, actor, &filter, before, most).await?;
    Ok(VisitPage { visits: lines.into_iter().map(|line| line.visit).collect(), more })
}

/// The same with the names of the sites, for any filter; and whether there are more after the last line. One statement.
pub async fn lines(
    app: &App,
    actor: &Actor,
    filter: &VisitFilter,
    before: Option<i64>,
    most: usize,
) -> Result<(Vec<VisitLine>, bool), AppError> {
    actor.require(Permission::ReadInspections)?;
    let filter = VisitFilter { scope: scope::filter(actor), own: Some(actor.post), ..filter.clone() };
    // One more than asked for tells whether there is a next page.
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = store::lines(app.db(), actor.city, &filter, before.unwrap_or(i64::MAX), wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    Ok((readable(actor, lines), more))
}
