//! Sites within the scope of a post: rows, count, and points for a map.

use std::collections::BTreeMap;

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    orgs::{Actor, Permission},
};
use changxiao_store::sites::{self as store, SiteFilter, SiteLine, SiteRow};

use crate::{App, AppError, cases::scope, model::CityModel};

/// Where a page of the list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Numbers above this one, in rising order.
    After(i64),
    /// The rows just below this number.
    Before(i64),
}

/// A page of the list, in the order of the numbers.
pub struct SitePage {
    pub lines: Vec<SiteLine>,
    /// Sites of the filter, on all pages.
    pub total: i64,
    pub has_previous: bool,
    pub has_next: bool,
}

/// Two statements: the rows and their count.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &SiteFilter,
    from: From,
    most: usize,
) -> Result<SitePage, AppError> {
    let filter = visible(actor, filter)?;
    // One more than asked for tells whether there is more in that direction.
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let total = store::count_of(app.db(), actor.city, &filter).await?;
    let (at, backwards) = match from {
        From::After(number) => (number, false),
        From::Before(number) => (number, true),
    };
    let mut lines = store::lines(app.db(), actor.city, &filter, at, backwards, wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    if backwards {
        lines.reverse();
    }
    let (has_previous, has_next) = if backwards { (more, true) } else { (at > 0, more) };
    Ok(SitePage { lines, total, has_previous, has_next })
}

/// Sites that were never visited, then those whose last visit is longest ago.
pub async fn longest_unvisited(
    app: &App,
    actor: &Actor,
    filter: &SiteFilter,
    most: i64,
) -> Result<Vec<SiteLine>, AppError> {
    Ok(store::longest_unvisited(app.db(), actor.city, &visible(actor, filter)?, most).await?)
}

/// Sites with a position.
pub async fn map_points(app: &App, actor: &Actor, filter: &SiteFilter, most: i64) -> Result<Vec<SiteRow>, AppError> {
    Ok(store::map_points(app.db(), actor.city, &visible(actor, filter)?, most).await?)
}

/// How many sites lie in each county of the city, whatever the scope: a map's figures are no secret, the rows are.
pub async fn count_by_county(
    app: &App,
    actor: &Actor,
    model: &CityModel,
) -> Result<BTreeMap<DivisionCode, i64>, AppError> {
    actor.require(Permission::ReadSites)?;
    let mut counts = BTreeMap::new();
    for (padded, sites) in store::count_by_division(app.db(), model.id()).await? {
        let county = DivisionCode::from_padded(padded).ok().and_then(|code| code.at_level(Level::County));
        if let Some(county) = county {
            *counts.entry(county).or_default() += sites;
        }
    }
    Ok(counts)
}

/// The filter, narrowed to what the post may see.
pub(super) fn visible(actor: &Actor, filter: &SiteFilter) -> Result<SiteFilter, AppError> {
    actor.require(Permission::ReadSites)?;
    Ok(SiteFilter { scope: scope::filter(actor), ..filter.clone() })
}
