//! Which procedures a city works by: those that ship, and its own in their place.

use changxiao_domain::{
    ids::CityId,
    matters::{Kept, keep, may_begin},
    orgs::{Actor, Permission},
    time::Day,
};
use changxiao_store::matters;

use crate::{App, AppError};

/// What ships, in the order in which it is offered.
const SHIPPED: &[&str] = &[
    include_str!("../../../../data/procedures/supply.json"),
    include_str!("../../../../data/procedures/dispatch_order.json"),
    include_str!("../../../../data/procedures/instruction.json"),
    include_str!("../../../../data/procedures/letter.json"),
    include_str!("../../../../data/procedures/commitment.json"),
    include_str!("../../../../data/procedures/project.json"),
    include_str!("../../../../data/procedures/holiday_plan.json"),
    include_str!("../../../../data/procedures/deputies_report.json"),
    include_str!("../../../../data/procedures/praise.json"),
    include_str!("../../../../data/procedures/accountability.json"),
];

/// The documents in force today, the shipped ones first; where the city has its own of the same key, that.
pub async fn in_force(app: &App, city: CityId) -> Result<Vec<&'static Kept>, AppError> {
    let broken = |problem: String| AppError::Broken(format!("a procedure cannot be read: {problem}"));
    let mut all = SHIPPED.iter().map(|text| keep(text)).collect::<Result<Vec<_>, _>>().map_err(broken)?;
    for row in matters::in_use(app.db(), city).await? {
        let own = keep(&row.document).ok().filter(|own| own.hash == row.hash);
        let own = own.ok_or_else(|| broken("one of the city's own is not what it was".to_owned()))?;
        match all.iter_mut().find(|kept| kept.document.key == own.document.key) {
            Some(place) => *place = own,
            None => all.push(own),
        }
    }
    let today = app.model(city).await?.day;
    all.retain(|kept| kept.document.in_force_from.parse::<Day>().is_ok_and(|from| from <= today));
    Ok(all)
}

/// Those by which the post may begin something.
pub async fn to_begin(app: &App, actor: &Actor) -> Result<Vec<&'static Kept>, AppError> {
    actor.require(Permission::ReadMatters)?;
    let mut all = in_force(app, actor.city).await?;
    all.retain(|kept| actor.may(Permission::WorkOnMatters) && may_begin(kept, actor.role));
    Ok(all)
}

/// The one of this key. Errors: there is none.
pub async fn of_key(app: &App, city: CityId, key: &str) -> Result<&'static Kept, AppError> {
    let found = in_force(app, city).await?.into_iter().find(|kept| kept.document.key.as_str() == key);
    found.ok_or(AppError::NotFound("procedure"))
}
