//! The documents by which a city works: those that ship, and its own in their place.

use changxiao_domain::{
    ids::CityId,
    matters::{LoadedDocument, keep},
    time::Day,
};
use changxiao_store::{Db, matters};

use crate::error::AppError;

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

/// What ships, in the order in which it is offered.
///
/// Errors: a document of ours cannot be read, which a test rules out.
pub(crate) fn all() -> Result<Vec<&'static LoadedDocument>, AppError> {
    let broken = |problem: String| AppError::Broken(format!("a procedure that ships cannot be read: {problem}"));
    SHIPPED.iter().map(|text| keep(text)).collect::<Result<Vec<_>, _>>().map_err(broken)
}

/// Those in force on a day, the shipped ones first; where the city has its own of the same key, that, in the edition that began last. One of
/// the city's own that is not what was kept stands in nobody's way: ours is there in its place, and the audit names it.
pub(crate) async fn in_force(db: &Db, city: CityId, day: Day) -> Result<Vec<&'static LoadedDocument>, AppError> {
    let began = |kept: &LoadedDocument| kept.document.first_day().filter(|from| *from <= day);
    let mut all = all()?;
    all.retain(|kept| began(kept).is_some());
    let mut own: Vec<&'static LoadedDocument> = Vec::new();
    for row in matters::in_use(db, city).await? {
        let Some(kept) = keep(&row.document).ok().filter(|kept| kept.hash == row.hash) else {
            tracing::warn!(city = city.0, "a procedure of the city's own is not what was kept");
            continue;
        };
        if began(kept).is_some() {
            own.push(kept);
        }
    }
    own.sort_by_key(|kept| began(kept));
    for kept in own {
        match all.iter_mut().find(|other| other.document.key == kept.document.key) {
            Some(place) => *place = kept,
            None => all.push(kept),
        }
    }
    Ok(all)
}
