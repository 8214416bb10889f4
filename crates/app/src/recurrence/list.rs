//! The lists of a post: chronic problems by state, and alarms.

use changxiao_domain::{
    ids::{AlarmId, ChronicId},
    orgs::{Actor, Permission, Scope},
    recurrence::{Problem, surge::Subject},
};
use changxiao_store::recurrence::{
    self as store, ProblemFilter, ProblemLine,
    surge::{self, Alarm},
};

use super::scope;
use crate::{
    App, AppError,
    paging::{Page, begins},
    readable::readable,
};

/// The rows after the problem with the number `after`, newest first, scoped to the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &ProblemFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page<ProblemLine>, AppError> {
    let before = begins::<Problem>(app, actor, after).await?.map(ChronicId);
    let filter = ProblemFilter { scope: scope::filter(actor), ..filter.clone() };
    let lines = store::lines(app.db(), actor.city, &filter, before, Page::<ProblemLine>::wanted(most)).await?;
    Ok(Page::of(readable(actor, lines), most))
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
    let found = surge::newest(app.db(), actor.city, before, Page::<Alarm>::wanted(most)).await?;
    let Page { lines: mut alarms, more } = Page::of(found, most);
    let next = alarms.last().filter(|_| more).map(|last| last.id);
    alarms.retain(|alarm| sees(actor, alarm));
    Ok((alarms, next))
}

/// Counts only, no case: places within the scope, trades for all.
fn sees(actor: &Actor, alarm: &Alarm) -> bool {
    match (&actor.scope, alarm.kind) {
        (Scope::WholeCity, _) | (_, Subject::Category) => true,
        (Scope::Territory(_) | Scope::Units(_), Subject::Place) => {
            scope::owned(actor, alarm.subject.parse().unwrap_or_default(), None)
        }
    }
}
