//! The documents by which a city works: those that ship, and its own in their place.

use changxiao_domain::{
    ids::CityId,
    matters::{LoadedDocument, keep},
    time::Day,
};
use changxiao_store::{Db, matters};

use crate::error::AppError;

/// What ships, in the order in which it is offered.
const SHIPPED: &[&str] = &[
    include_str!("../../../../data/procedures/task.json"),
    include_str!("../../../../data/procedures/meeting.json"),
    include_str!("../../../../data/procedures/group_plan.json"),
    include_str!("../../../../data/procedures/supply.json"),
    include_str!("../../../../data/procedures/dispatch_order.json"),
    include_str!("../../../../data/procedures/instruction.json"),
    include_str!("../../../../data/procedures/letter.json"),
    include_str!("../../../../data/procedures/draft.json"),
    include_str!("../../../../data/procedures/document.json"),
    include_str!("../../../../data/procedures/commitment.json"),
    include_str!("../../../../data/procedures/project.json"),
    include_str!("../../../../data/procedures/material.json"),
    include_str!("../../../../data/procedures/holiday_plan.json"),
    include_str!("../../../../data/procedures/deputies_report.json"),
    include_str!("../../../../data/procedures/praise.json"),
    include_str!("../../../../data/procedures/accountability.json"),
    include_str!("../../../../data/procedures/outside_ask.json"),
    include_str!("../../../../data/procedures/emergency.json"),
];

/// Those in force on a day, the shipped ones first; where the city has its own of the same key, that. One of the city's own that is not
/// what was kept stands in nobody's way: ours is there in its place, and the audit names it.
pub(crate) async fn in_force(db: &Db, city: CityId, day: Day) -> Result<Vec<&'static LoadedDocument>, AppError> {
    let broken = |problem: String| AppError::Broken(format!("a procedure that ships cannot be read: {problem}"));
    let mut all = SHIPPED.iter().map(|text| keep(text)).collect::<Result<Vec<_>, _>>().map_err(broken)?;
    for row in matters::in_use(db, city).await? {
        let Some(own) = keep(&row.document).ok().filter(|own| own.hash == row.hash) else {
            tracing::warn!(city = city.0, "a procedure of the city's own is not what was kept");
            continue;
        };
        match all.iter_mut().find(|kept| kept.document.key == own.document.key) {
            Some(place) => *place = own,
            None => all.push(own),
        }
    }
    all.retain(|kept| kept.document.in_force_from.parse::<Day>().is_ok_and(|from| from <= day));
    Ok(all)
}
