//! Closes an account, opens it again, or gives it a new one-time password.

use changxiao_domain::{
    ids::PersonId,
    orgs::{Actor, Permission},
};
use changxiao_store::people;
use changxiao_words::say;

use super::{add_person::one_time_password, administrators, former_passwords, note_account, tries::Counted};
use crate::{App, AppError, chance::bytes};

/// Closes the account at once: its sessions end too. Errors: not permitted; one's own account, or that of the last holder of one of the
/// three administrative posts; no such person.
pub async fn close_account(app: &App, actor: &Actor, person: PersonId) -> Result<(), AppError> {
    actor.require(Permission::ManagePeople)?;
    if person == actor.person {
        return Err(AppError::field("person", say!(people_close_self)));
    }
    let mut row = people::by_id(app.db(), actor.city, person).await?.ok_or(AppError::NotFound("person"))?;
    let model = app.model(actor.city).await?;
    administrators::check_close(&model, &people::all(app.db(), actor.city).await?, person, app.now())?;
    row.disabled_at = Some(app.now());
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, actor.city, &row).await?;
    people::end_sessions_of(&mut tx, actor.city, person, &[0; 32]).await?;
    note_account(app, &mut tx, actor, &row.login, "closed").await?;
    tx.commit().await?;
    app.sessions().forget_person(actor.city, person);
    Ok(())
}

/// Opens the account with a new one-time password, which is returned once and kept nowhere.
pub async fn open_account(app: &App, actor: &Actor, person: PersonId) -> Result<String, AppError> {
    actor.require(Permission::ManagePeople)?;
    let mut row = people::by_id(app.db(), actor.city, person).await?.ok_or(AppError::NotFound("person"))?;
    let former = row.clone();
    let password = one_time_password(app.chance());
    row.password_hash = app.hashing().hash(&password, bytes(app.chance())).await?;
    row.password_set_at = app.now();
    row.must_change = true;
    row.failures = 0;
    row.disabled_at = None;
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, actor.city, &row).await?;
    former_passwords::keep(app, &mut tx, actor.city, &former).await?;
    people::note_success(&mut tx, actor.city, person, app.now()).await?;
    people::end_sessions_of(&mut tx, actor.city, person, &[0; 32]).await?;
    note_account(app, &mut tx, actor, &row.login, "opened").await?;
    tx.commit().await?;
    app.sessions().forget_person(actor.city, person);
    app.tries().forgive(Counted::login(actor.city, &row.login));
    Ok(password)
}
