//! Visits, newest first.

use changxiao_domain::{
    ids::SiteId,
    orgs::{Actor, Permission, Scope},
};
use changxiao_store::inspections::{self as store, VisitRow};

use super::view::may_see;
use crate::{App, AppError};

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
    actor.require(Permission::ReadInspections).map_err(|refused| AppError::NotPermitted(refused.permission))?;
    let range = match &actor.scope {
        Scope::Division(division) => division.range(),
        Scope::WholeCity | Scope::Units(_) => (0, i64::MAX),
    };
    let mut before = before.unwrap_or(i64::MAX);
    let mut visits = Vec::new();
    // A unit's own visits may lie far apart; walking stops at the page or at the end.
    loop {
        let step = i64::try_from(most).unwrap_or(200).saturating_mul(4).clamp(50, 400);
        let rows = store::newest(app.db(), actor.city, before, range, site, step).await?;
        let Some(last) = rows.last() else { break };
        before = last.number;
        let complete = (rows.len() as i64) < step;
        visits.extend(rows.into_iter().filter(|visit| may_see(actor, visit)));
        if visits.len() > most || complete {
            break;
        }
    }
    let more = visits.len() > most;
    visits.truncate(most);
    Ok(VisitPage { visits, more })
}
