//! One visit with its results, as far as the post may see them.

use std::collections::BTreeSet;

use changxiao_domain::{
    cases::State,
    divisions::DivisionCode,
    ids::CaseId,
    orgs::{Actor, Permission, RowOwner},
};
use changxiao_store::{
    inspections::{self as store, ResultRow, VisitRow},
    sites::{self, SiteRow},
};

use crate::{
    App, AppError, cases,
    scoring::{Sight, sight_by_score},
    sites::view as sites_view,
};

pub struct VisitView {
    pub visit: VisitRow,
    pub site: SiteRow,
    /// Whether the post may open the site too.
    pub may_open_site: bool,
    pub sight: Sight,
    /// What the post may see; with [`Sight::Whole`] all.
    pub results: Vec<ResultRow>,
    /// Numbers of the cases that the post may open.
    pub openable: BTreeSet<String>,
    /// Numbers of the cases that findings became.
    pub case_numbers: Vec<(CaseId, String)>,
    /// Where those cases stand now, in the same order.
    pub case_states: Vec<State>,
}

pub async fn view(app: &App, actor: &Actor, number: i64) -> Result<VisitView, AppError> {
    let (visit, sight) = load_visible(app, actor, number).await?;
    let site = sites::by_id(app.db(), actor.city, visit.site).await?.ok_or(AppError::NotFound("site"))?;
    let mut results = store::results(app.db(), actor.city, visit.id).await?;
    results.retain(|result| sight.shows(&result.item));
    let mut case_numbers = Vec::new();
    let mut case_states = Vec::new();
    for (case, number, state) in store::cases_of(app.db(), actor.city, visit.id).await? {
        case_numbers.push((case, number));
        case_states.push(state);
    }
    let numbers: Vec<&str> = case_numbers.iter().map(|(_, number)| number.as_str()).collect();
    let openable = cases::openable(app, actor, &numbers).await?;
    let may_open_site = actor.may(Permission::ReadSites) && sites_view::may_see(actor, &site);
    Ok(VisitView { visit, site, may_open_site, sight, results, openable, case_numbers, case_states })
}

/// The visit, when the post may see it or is scored by it. Any other visit is not there.
pub(super) async fn load_visible(app: &App, actor: &Actor, number: i64) -> Result<(VisitRow, Sight), AppError> {
    actor.require(Permission::ReadInspections)?;
    let visit = store::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("visit"))?;
    if may_see(actor, &visit) {
        return Ok((visit, Sight::Whole));
    }
    let sight = match actor.may(Permission::ReadScores) {
        true => sight_by_score(app, actor, visit.id, visit.submitted_at).await?,
        false => None,
    };
    Ok((visit, sight.ok_or(AppError::OutOfScope)?))
}

/// Whether the post may see a visit: by the site's unit and division, and always one's own.
pub fn may_see(actor: &Actor, visit: &VisitRow) -> bool {
    let units: Vec<_> = visit.unit.into_iter().collect();
    let division = DivisionCode::from_padded(visit.division).ok();
    visit.post == actor.post || actor.may_see(RowOwner { city: actor.city, units: &units, division })
}
