//! One visit with its results, as far as the post may see them.

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
    readable::readable,
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
    /// The cases that findings became.
    pub cases: Vec<FindingCase>,
}

/// The case that a finding became, as it stands now.
pub struct FindingCase {
    pub id: CaseId,
    pub number: String,
    pub state: State,
    /// Whether the post may open it.
    pub openable: bool,
}

impl VisitView {
    pub fn case_of(&self, result: &ResultRow) -> Option<&FindingCase> {
        self.cases.iter().find(|case| Some(case.id) == result.case)
    }
}

pub async fn view(app: &App, actor: &Actor, number: i64) -> Result<VisitView, AppError> {
    let (visit, sight) = load_visible(app, actor, number).await?;
    let site = sites::by_id(app.db(), actor.city, visit.site).await?.ok_or(AppError::NotFound("site"))?;
    let mut results = store::results(app.db(), actor.city, visit.id).await?;
    results.retain(|result| sight.shows(&result.item));
    let results = readable(actor, results);
    let found = store::cases_of(app.db(), actor.city, visit.id).await?;
    let numbers: Vec<&str> = found.iter().map(|(_, number, _)| number.as_str()).collect();
    let openable = cases::openable(app, actor, &numbers).await?;
    let case = |(id, number, state): (CaseId, String, State)| {
        let openable = openable.contains(&number);
        FindingCase { id, number, state, openable }
    };
    let cases = found.into_iter().map(case).collect();
    let may_open_site = actor.may(Permission::ReadSites) && sites_view::may_see(actor, &site);
    let visit = readable(actor, visit);
    Ok(VisitView { visit, site, may_open_site, sight, results, cases })
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
