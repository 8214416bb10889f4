//! One site with its check items and its history.

use std::sync::Arc;

use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission, RowOwner},
    standards::{CheckItem, System},
};
use changxiao_store::{
    cases::{self, CaseFilter, CaseLine},
    inspections::{self, VisitRow},
    sites::{self as store, SiteRow},
};

use crate::{App, AppError, cases::scope, readable::readable};

pub struct SiteView {
    pub site: SiteRow,
    /// The system in force, from which the items are.
    pub system: Option<Arc<System>>,
    pub items: Vec<CheckItem>,
    /// Newest first; empty for a post that may not read inspections.
    pub visits: Vec<VisitRow>,
    /// Newest first; empty for a post that may not read cases.
    pub cases: Vec<CaseLine>,
}

/// So many visits make the dots of the rate over time.
const VISITS: i64 = 60;
const CASES: i64 = 20;

/// Errors: not permitted; no such site, or outside the scope.
pub async fn view(app: &App, actor: &Actor, number: i64) -> Result<SiteView, AppError> {
    let site = load_visible(app, actor, number).await?;
    let model = app.model(actor.city).await?;
    let system = model.current_system().cloned();
    let items = system
        .as_ref()
        .map(|system| system.check_items_of(&site.site_type).into_iter().cloned().collect())
        .unwrap_or_default();
    let visits = match actor.may(Permission::ReadInspections) {
        true => readable(actor, inspections::of_site(app.db(), actor.city, site.id, VISITS).await?),
        false => Vec::new(),
    };
    let cases = match actor.may(Permission::ReadCases) {
        true => {
            let filter = CaseFilter { scope: scope::filter(actor), site: Some(site.id), ..CaseFilter::default() };
            readable(actor, cases::list(app.db(), actor.city, &filter, None, app.now(), CASES).await?)
        }
        false => Vec::new(),
    };
    Ok(SiteView { site, system, items, visits, cases })
}

/// The site, when the post may see it. A site outside the scope is not there.
pub async fn load_visible(app: &App, actor: &Actor, number: i64) -> Result<SiteRow, AppError> {
    actor.require(Permission::ReadSites)?;
    let site = store::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("site"))?;
    if may_see(actor, &site) { Ok(site) } else { Err(AppError::OutOfScope) }
}

/// The site that a filter or a form names. One that the post may not see is as unknown as one that does not exist, so that nobody
/// learns its name by trying numbers.
pub async fn named(app: &App, actor: &Actor, number: i64) -> Result<Option<SiteRow>, AppError> {
    match load_visible(app, actor, number).await {
        Ok(site) => Ok(Some(site)),
        Err(AppError::NotFound(_) | AppError::OutOfScope) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Whether the post may see a site: by its unit and its division.
pub fn may_see(actor: &Actor, site: &SiteRow) -> bool {
    let units: Vec<_> = site.unit.into_iter().collect();
    let division = DivisionCode::from_padded(site.division).ok();
    actor.may_see(RowOwner { city: actor.city, units: &units, division })
}
