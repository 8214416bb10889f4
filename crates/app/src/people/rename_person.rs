//! Changes the name that a person's account shows: a slip of the hand, a new surname.

use changxiao_domain::{
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, people};

use crate::{App, AppError, note};

/// The login stays, and so does the name that earlier events and exports were written with.
///
/// Errors: not permitted; nobody has this login; a name that is empty or too long; somebody else changed the account at the same time.
pub async fn rename_person(app: &App, actor: &Actor, login: &str, name: &str) -> Result<(), AppError> {
    actor.require(Permission::ManagePeople)?;
    let name = super::add_person::check_name(name)?;
    let mut row = people::by_login(app.db(), actor.city, login).await?.ok_or(AppError::NotFound("person"))?;
    if row.name == name {
        return Ok(());
    }
    let before = std::mem::replace(&mut row.name, name);
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, actor.city, &row).await?;
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "action": "renamed", "name": row.name, "before": before });
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Person(row.login.clone()),
        particulars,
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    app.sessions().forget_person(actor.city, row.id);
    Ok(())
}
