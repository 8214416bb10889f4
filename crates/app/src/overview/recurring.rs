//! Stubborn places (顽疾): the same kind of problem at the same site again and again.

use std::sync::Arc;

use changxiao_domain::{
    ids::CaseId,
    ids::CityId,
    orgs::{Actor, Permission, Scope},
    time::HOUR,
};
use changxiao_store::overview::{self as store, Recurring};

use crate::{App, AppError};

/// So many cases within sixty days make a place stubborn.
pub const LEAST: i64 = 3;
const DAYS: i64 = 60;
const MOST: i64 = 6;
/// Sixty days hardly move in ten minutes (microseconds).
const KEPT: i64 = HOUR / 6;

/// The worst first. Only for posts that see the whole city. Counted anew every ten minutes, behind the page that asks.
pub async fn recurring(app: &App, actor: &Actor) -> Result<Arc<Vec<Recurring>>, AppError> {
    if actor.scope != Scope::WholeCity || !actor.may(Permission::ReadCases) {
        return Ok(Arc::default());
    }
    let city = actor.city;
    match app.scores().get_old::<Vec<Recurring>>(city, KEY) {
        Some((at, kept)) => {
            if !(0..KEPT).contains(&app.now().since(at)) {
                let app = app.clone();
                tokio::spawn(async move {
                    if let Err(problem) = count(&app, city).await {
                        tracing::warn!(%problem, "stubborn places were not counted");
                    }
                });
            }
            Ok(kept)
        }
        None => count(app, city).await,
    }
}

const KEY: &str = "slow:recurring";

async fn count(app: &App, city: CityId) -> Result<Arc<Vec<Recurring>>, AppError> {
    let now = app.now();
    // Ids begin with the time they were made at, so the table's own order finds the last sixty days.
    let from = CaseId::new(now.plus_micros(-DAYS * 24 * HOUR), [0; 10]);
    let found = Arc::new(store::recurring(app.db(), city, from, LEAST, MOST).await?);
    app.scores().put(city, KEY, now, found.clone());
    Ok(found)
}
