//! What has climbed, for the page of the ladder.

use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission, RowOwner},
};
use changxiao_store::escalations::{self, Escalation};

use crate::{App, AppError, readable::readable};

/// How many lines the page shows.
const NEWEST: i64 = 200;
const SHOWN: usize = 50;

/// The newest levels that were reached, of cases that the post may see. Errors: not permitted.
pub async fn newest(app: &App, actor: &Actor) -> Result<Vec<Escalation>, AppError> {
    actor.require(Permission::ReadCases)?;
    let all = escalations::newest(app.db(), actor.city, NEWEST).await?;
    let seen = |row: &Escalation| {
        let division = DivisionCode::from_padded(row.division).ok();
        actor.may_see(RowOwner { city: actor.city, units: &[row.unit], division })
    };
    Ok(readable(actor, all.into_iter().filter(seen).take(SHOWN).collect()))
}
