//! What has climbed, for the page of the ladder and for the to-do of a unit.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission, RowOwner},
};
use changxiao_store::escalations::{self, Escalation};

use crate::{App, AppError};

/// How many lines the page shows.
const NEWEST: i64 = 200;
const SHOWN: usize = 50;
/// Cases of a unit whose climbing is asked for.
const OF_UNIT: i64 = 500;

/// The newest levels that were reached, of cases that the post may see. Errors: not permitted.
pub async fn newest(app: &App, actor: &Actor) -> Result<Vec<Escalation>, AppError> {
    actor.require(Permission::ReadCases)?;
    let all = escalations::newest(app.db(), actor.city, NEWEST).await?;
    let seen = |row: &Escalation| {
        let division = DivisionCode::from_padded(row.division).ok();
        actor.may_see(RowOwner { city: actor.city, units: &[row.unit], division })
    };
    Ok(all.into_iter().filter(seen).take(SHOWN).collect())
}

/// The cases of the actor's unit that have climbed, by number, with the levels they have reached.
pub async fn climbed(app: &App, actor: &Actor) -> Result<HashMap<String, i64>, AppError> {
    Ok(escalations::highest(app.db(), actor.city, actor.unit, OF_UNIT).await?.into_iter().collect())
}
