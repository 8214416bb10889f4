//! In the morning each unit hears once what is near its limit and what is late.

use changxiao_domain::{
    ids::CityId,
    jobs::JobKind,
    notices::{Facts, Names, NoticeKind},
    orgs::Role,
    time::Day,
};
use changxiao_store::{
    escalations, jobs,
    legible::Legible,
    notices::{self, Receiver},
};

use super::of_case::{hooks, notice};
use crate::{App, AppError, jobs::faults::Faults};

/// Tells every unit with yellow or red lamps, when quiet hours are over and the day has not been told. Returns how many units.
/// A day is claimed in the transaction that tells, so it is told once, also when the clock is set back into it.
pub async fn tell(app: &App, city: CityId) -> Result<usize, AppError> {
    let model = app.model(city).await?;
    let now = app.now();
    if model.is_quiet(now) {
        return Ok(0);
    }
    let day = model.day_of(now);
    let told_until = jobs::mark(app.db(), city, JobKind::DueStatus).await?.and_then(|mark| mark.mark.parse().ok());
    if told_until.is_some_and(|until: Day| until >= day) {
        return Ok(0);
    }
    let faults = Faults::begin(app, city, JobKind::DueStatus);
    let Legible { rows: units, unreadable } = escalations::lamps_of_units(app.db(), city, now).await?;
    faults.unreadable(unreadable).await?;
    let urgent = model.notice_rules.is_urgent(NoticeKind::DueStatus, None);
    let mut told = Vec::new();
    for (unit, near, late) in &units {
        let facts = Facts {
            near: Some(*near),
            late: Some(*late),
            ..Facts::named(|lang| Names { unit: model.unit_name(*unit, lang).to_owned(), ..Names::default() })
        };
        let mut people: Vec<_> = model
            .posts
            .values()
            .filter(|post| {
                post.unit == *unit && matches!(post.role, Role::Handler | Role::UnitHead) && post.in_force(model.day)
            })
            .map(|post| post.person)
            .collect();
        people.sort_unstable();
        people.dedup();
        let receivers =
            people.into_iter().map(Receiver::Person).chain(hooks(&model, NoticeKind::DueStatus, Some(*unit)));
        told.extend(receivers.map(|receiver| notice(app, receiver, NoticeKind::DueStatus, urgent, facts.clone())));
    }
    let mut tx = app.db().begin().await?;
    let figures = serde_json::json!({ "units": units.len(), "notices": told.len() }).to_string();
    if !jobs::claim_day(&mut tx, city, JobKind::DueStatus, day, now, &figures).await? {
        return Ok(0);
    }
    notices::put(&mut tx, city, &told).await?;
    tx.commit().await?;
    faults.end().await?;
    Ok(units.len())
}
