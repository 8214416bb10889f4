//! The lists of a post: chronic problems by state, and alarms.

use changxiao_domain::{
    ids::AlarmId,
    orgs::{Actor, Permission, Scope},
    recurrence::surge::Subject,
};
use changxiao_store::recurrence::{
    self as store, ProblemFilter, ProblemLine,
    surge::{self, Alarm},
};

use super::scope;
use crate::{App, AppError};

/// A page of problems.
pub struct Page {
    pub lines: Vec<ProblemLine>,
    /// There are more after the last line.
    pub more: bool,
}

/// The rows after the problem with the number `after`, newest first, scoped to the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &ProblemFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page, AppError> {
    actor.require(Permission::ReadCases)?;
    let filter = ProblemFilter { scope: scope::filter(actor), ..filter.clone() };
    let before = match after {
        None => None,
        Some(number) => {
            let found = store::by_number(app.db(), actor.city, number).await?;
            Some(found.ok_or(AppError::NotFound("chronic problem"))?.id)
        }
    };
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = store::lines(app.db(), actor.city, &filter, before, wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    Ok(Page { lines, more })
}

/// A page of alarms, newest first, and where the next one begins. A post of a district sees those of its places, a unit those of no
/// place; what concerns a trade is for everybody who reads cases.
pub async fn alarms(
    app: &App,
    actor: &Actor,
    before: Option<AlarmId>,
    most: usize,
) -> Result<(Vec<Alarm>, Option<AlarmId>), AppError> {
    actor.require(Permission::ReadCases)?;
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut alarms = surge::newest(app.db(), actor.city, before, wanted).await?;
    let more = alarms.len() > most;
    alarms.truncate(most);
    let next = alarms.last().filter(|_| more).map(|last| last.id);
    alarms.retain(|alarm| sees(actor, alarm));
    Ok((alarms, next))
}

/// Counts only, no case: places within the scope, trades for all.
fn sees(actor: &Actor, alarm: &Alarm) -> bool {
    match (&actor.scope, alarm.kind) {
        (Scope::WholeCity, _) | (_, Subject::Category) => true,
        (Scope::Division(_) | Scope::Units(_), Subject::Place) => {
            scope::owned(actor, alarm.subject.parse().unwrap_or_default(), None)
        }
    }
}
