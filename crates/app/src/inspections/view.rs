//! One visit with its results.

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

use crate::{App, AppError};

pub struct VisitView {
    pub visit: VisitRow,
    pub site: SiteRow,
    pub results: Vec<ResultRow>,
    /// Numbers of the cases that findings became.
    pub case_numbers: Vec<(CaseId, String)>,
    /// Where those cases stand now, in the same order.
    pub case_states: Vec<State>,
}

pub async fn view(app: &App, actor: &Actor, number: i64) -> Result<VisitView, AppError> {
    let visit = load_visible(app, actor, number).await?;
    let site = sites::by_id(app.db(), actor.city, visit.site).await?.ok_or(AppError::NotFound("site"))?;
    let results = store::results(app.db(), actor.city, visit.id).await?;
    let mut case_numbers = Vec::new();
    let mut case_states = Vec::new();
    for (case, number, state) in store::cases_of(app.db(), actor.city, visit.id).await? {
        case_numbers.push((case, number));
        case_states.push(state);
    }
    Ok(VisitView { visit, site, results, case_numbers, case_states })
}

/// The visit, when the post may see it. A visit outside the scope is not there.
pub(super) async fn load_visible(app: &App, actor: &Actor, number: i64) -> Result<VisitRow, AppError> {
    actor.require(Permission::ReadInspections)?;
    let visit = store::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("visit"))?;
    if may_see(actor, &visit) { Ok(visit) } else { Err(AppError::OutOfScope) }
}

/// Whether the post may see a visit: by the site's unit and division, and always one's own.
pub fn may_see(actor: &Actor, visit: &VisitRow) -> bool {
    let units: Vec<_> = visit.unit.into_iter().collect();
    let division = DivisionCode::from_padded(visit.division).ok();
    visit.post == actor.post || actor.may_see(RowOwner { city: actor.city, units: &units, division })
}
