//! The daily report: the city at a cut-off time, to be printed and signed.

use changxiao_domain::{
    orgs::{Actor, Permission},
    sealing::Seal,
    time::Instant,
};
use changxiao_store::{
    cases::DueCounts,
    overview::{self as store, DayCounts, OpenLine},
    seals,
};

use crate::{App, AppError, cases::scope, readable::readable};

pub struct Report {
    pub as_of: Instant,
    pub today: DayCounts,
    pub lamps: DueCounts,
    pub parts: Vec<(i64, DueCounts)>,
    /// The longest late first, at most five hundred.
    pub late: Vec<OpenLine>,
    /// The newest seal.
    pub seal: Option<Seal>,
}

/// Errors: not permitted.
pub async fn report(app: &App, actor: &Actor) -> Result<Report, AppError> {
    for permission in [Permission::ReadCases, Permission::Export] {
        actor.require(permission)?;
    }
    let model = app.model(actor.city).await?;
    let now = app.now();
    let (db, city) = (app.db(), actor.city);
    let scope = scope::filter(actor);
    let step = if city.0 < 10_000 { 1_000_000 } else { 1_000 };
    let counted = store::lamps_by_part(db, city, &scope, step, now).await?;
    let lamps = counted.iter().fold(DueCounts::default(), |sum, (_, lamps)| DueCounts {
        ok: sum.ok + lamps.ok,
        near: sum.near + lamps.near,
        late: sum.late + lamps.late,
        idle: sum.idle + lamps.idle,
    });
    Ok(Report {
        as_of: now,
        today: store::day_counts(db, city, model.start_of(model.day_of(now))).await?,
        lamps,
        parts: counted.into_iter().map(|(part, lamps)| (part * step, lamps)).collect(),
        late: readable(actor, store::late(db, city, &scope, now, 500).await?),
        seal: seals::newest(db, city).await?,
    })
}
