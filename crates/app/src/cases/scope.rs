//! The row scope of a post, for lists and for single cases.

use std::collections::BTreeSet;

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, Permission, RowOwner, Scope},
};
use changxiao_store::cases::{self, CaseFilter, CaseRow, ScopeFilter, number_from_text};

use crate::{App, AppError};

/// The filter that leaves a list only what the post may see.
pub fn filter(actor: &Actor) -> ScopeFilter {
    match &actor.scope {
        Scope::WholeCity => ScopeFilter::WholeCity,
        Scope::Units(units) => ScopeFilter::Units(units.iter().copied().collect()),
        Scope::Territory(territory) => ScopeFilter::Territory { ranges: territory.ranges(), unit: actor.unit },
    }
}

/// Whether the post may see this case.
pub fn may_see(actor: &Actor, row: &CaseRow) -> bool {
    let units: Vec<UnitId> =
        row.case.lead_unit.into_iter().chain(row.reporter_unit).chain(row.case.co_units.iter().copied()).collect();
    let division = DivisionCode::from_padded(row.case.division).ok();
    actor.may_see(RowOwner { city: row.case.city, units: &units, division })
}

/// Which of these cases, by number, the post may open. For pages that name a case because of its figures and do not know whose it is.
pub async fn openable(app: &App, actor: &Actor, numbers: &[&str]) -> Result<BTreeSet<String>, AppError> {
    if numbers.is_empty() || !actor.may(Permission::ReadCases) {
        return Ok(BTreeSet::new());
    }
    if actor.scope == Scope::WholeCity {
        return Ok(numbers.iter().map(|number| (*number).to_owned()).collect());
    }
    let kept: BTreeSet<i64> = numbers.iter().filter_map(|number| number_from_text(number)).collect();
    let filter = CaseFilter { scope: filter(actor), numbers: kept.iter().copied().collect(), ..CaseFilter::default() };
    let most = i64::try_from(kept.len()).unwrap_or(i64::MAX);
    let lines = cases::list(app.db(), actor.city, &filter, None, app.now(), most).await?;
    Ok(lines.into_iter().map(|line| line.number).collect())
}
