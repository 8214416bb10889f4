//! What lies in no grid although the place around it has grids: sites and open cases whose position somebody has to check, or for which a
//! grid is missing.

use changxiao_domain::{
    divisions::DivisionCode,
    geo::Position,
    orgs::{Actor, Permission},
};
use changxiao_store::{
    cases::{CaseFilter, CaseLine},
    sites::{SiteFilter, SiteRow},
};

use crate::{App, AppError, cases::map, model::CityModel, sites::list};

/// So many sites and so many of the newest open cases are looked at: twice the places that any shipped city has.
const LOOKED_AT: i64 = 20_000;

/// What the post may see of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOpen {
    /// By their numbers.
    pub sites: Vec<SiteRow>,
    /// The newest first.
    pub cases: Vec<CaseLine>,
    /// There are more than were looked at.
    pub is_cut: bool,
}

impl LeftOpen {
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty() && self.cases.is_empty()
    }
}

/// Sites in use and open cases in no grid, within the scope of the post. Nothing is read while the city has no grids.
///
/// Errors: the store's. What the post may not read is left out.
pub async fn left_open(app: &App, actor: &Actor, model: &CityModel) -> Result<LeftOpen, AppError> {
    let mut found = LeftOpen::default();
    if model.grids.iter().all(|grid| grid.outline.is_none()) {
        return Ok(found);
    }
    let is_open = |padded: i64, position: Option<(i64, i64)>| {
        let division = DivisionCode::from_padded(padded).ok()?;
        let position = position.and_then(|(lon, lat)| Position::new(lon, lat).ok())?;
        model.left_open(division, position)
    };
    if actor.may(Permission::ReadSites) {
        found.sites = list::map_points(app, actor, &SiteFilter::default(), LOOKED_AT).await?;
        found.is_cut = i64::try_from(found.sites.len()) == Ok(LOOKED_AT);
        found.sites.retain(|site| is_open(site.division, site.position).is_some());
    }
    if actor.may(Permission::ReadCases) {
        found.cases = map::newest(app, actor, &CaseFilter::default(), LOOKED_AT).await?;
        found.is_cut |= i64::try_from(found.cases.len()) == Ok(LOOKED_AT);
        found.cases.retain(|case| is_open(case.division, case.position).is_some());
    }
    Ok(found)
}
