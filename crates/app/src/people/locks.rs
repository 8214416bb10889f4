//! Accounts whose next try has to wait after failed ones, and their release before the time.

use changxiao_domain::orgs::{Actor, Permission};
use changxiao_store::people;

use super::{
    list::{AccountState, account_of},
    note_account,
    tries::Counted,
};
use crate::{App, AppError};

/// A locked account. The security administrator sees the login only.
#[derive(Clone, Debug)]
pub struct Lock {
    pub login: String,
    pub failures: u32,
    pub until: changxiao_domain::time::Instant,
}

/// Errors: not permitted.
pub async fn locks(app: &App, actor: &Actor) -> Result<Vec<Lock>, AppError> {
    actor.require(Permission::ManageSecurity)?;
    let model = app.model(actor.city).await?;
    let now = app.now();
    let rows = people::all(app.db(), actor.city).await?;
    Ok(rows
        .iter()
        .filter_map(|row| match AccountState::of(&model, row, now) {
            AccountState::Locked { until } => {
                Some(Lock { login: row.login.clone(), failures: account_of(row).failures, until })
            }
            _ => None,
        })
        .collect())
}

/// Forgets the failed tries of an account. Errors: not permitted; nobody has this login, or it is not locked.
pub async fn release(app: &App, actor: &Actor, login: &str) -> Result<(), AppError> {
    actor.require(Permission::ManageSecurity)?;
    let model = app.model(actor.city).await?;
    let mut row = people::by_login(app.db(), actor.city, login).await?.ok_or(AppError::NotFound("person"))?;
    if !matches!(AccountState::of(&model, &row, app.now()), AccountState::Locked { .. }) {
        return Err(AppError::NotFound("lock"));
    }
    row.failures = 0;
    row.last_failure_at = None;
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, actor.city, &row).await?;
    note_account(app, &mut tx, actor, &row.login, "unlocked").await?;
    tx.commit().await?;
    app.sessions().forget_person(actor.city, row.id);
    app.tries().forgive(Counted::login(actor.city, &row.login));
    Ok(())
}
