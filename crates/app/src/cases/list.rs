//! The list of cases of a post: rows and counts, each one statement.

use changxiao_domain::orgs::{Actor, Permission};
use changxiao_store::cases::{self, CaseFilter, CaseLine, LampCounts};

use super::scope;
use crate::{App, AppError};

/// A page of a list.
pub struct CasePage {
    pub lines: Vec<CaseLine>,
    /// There are more after the last line.
    pub more: bool,
}

/// The rows after `after` (a case number), scoped to the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &CaseFilter,
    after: Option<&str>,
    most: usize,
) -> Result<CasePage, AppError> {
    actor.require(Permission::ReadCases).map_err(|refused| AppError::NotPermitted(refused.permission))?;
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    let after = match after {
        None => None,
        Some(number) => {
            let row = cases::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("case"))?;
            Some(cases::line_of(&row))
        }
    };
    // One more than asked for tells whether there is a next page.
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = cases::list(app.db(), actor.city, &filter, after.as_ref(), app.now(), wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    Ok(CasePage { lines, more })
}

/// Open cases by lamp, for the filter and the post's scope.
pub async fn count_by_lamp(app: &App, actor: &Actor, filter: &CaseFilter) -> Result<LampCounts, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    Ok(cases::count_by_lamp(app.db(), actor.city, &filter, app.now()).await?)
}

/// Open cases with a position, for a map.
pub async fn map_points(app: &App, actor: &Actor, filter: &CaseFilter, most: i64) -> Result<Vec<CaseLine>, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..filter.clone() };
    Ok(cases::map_points(app.db(), actor.city, &filter, app.now(), most).await?)
}
