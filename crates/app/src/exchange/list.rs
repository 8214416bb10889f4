//! The orders that came, with their cases.

use changxiao_domain::{
    ids::CaseId,
    orgs::{Actor, Permission},
    time::Instant,
};
use changxiao_store::exchange::{self, OrderLine};

use super::check_import;
use crate::{App, AppError, readable::readable};

/// A system with how many of its orders came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemLine {
    pub system: String,
    pub orders: i64,
    pub last: Instant,
}

/// Errors: not permitted.
pub async fn systems(app: &App, actor: &Actor) -> Result<Vec<SystemLine>, AppError> {
    check_import(actor)?;
    let counts = exchange::counts(app.db(), actor.city).await?;
    Ok(counts.into_iter().map(|(system, orders, last)| SystemLine { system, orders, last }).collect())
}

/// Newest first, of one system or of all; with a number the order of that number alone. Who called is shown, masked, to those
/// who accept reports and to nobody else.
///
/// Errors: not permitted.
pub async fn orders(
    app: &App,
    actor: &Actor,
    (system, number): (Option<&str>, Option<&str>),
    after: Option<CaseId>,
    most: i64,
) -> Result<Vec<OrderLine>, AppError> {
    check_import(actor)?;
    let mut lines = match number {
        None => exchange::list(app.db(), actor.city, system, after, most).await?,
        Some(number) => {
            let systems: Vec<String> = match system {
                Some(system) => vec![system.to_owned()],
                None => systems(app, actor).await?.into_iter().map(|line| line.system).collect(),
            };
            let mut found = Vec::new();
            for system in systems {
                found.extend(exchange::numbered(app.db(), actor.city, &system, number).await?);
            }
            found
        }
    };
    if !actor.may(Permission::FileCase) {
        for line in &mut lines {
            line.row.order.caller.clear();
            line.row.order.phone.clear();
        }
    }
    Ok(readable(actor, lines))
}
