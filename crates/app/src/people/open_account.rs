//! Closes an account, opens it again, or gives it a new one-time password.

use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::{Actor, Permission},
};
use changxiao_store::{
    Tx,
    people::{self, PersonRow},
};
use changxiao_words::say;

use super::{
    add_person::one_time_password, administrators, former_passwords, note_account, second_factor, tries::Counted,
    two_hands,
};
use crate::{App, AppError, chance::bytes};

/// A new one-time password, which is kept nowhere.
pub enum NewPassword {
    Whole(String),
    /// Half of that of an administrator; the other half comes to whoever confirms it.
    Half(String),
}

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

/// Opens the account with a new one-time password and without its second factor. For the account of one of the three administrators this
/// is only asked for: another of the three has to confirm it.
///
/// Errors: not permitted; no such person.
pub async fn open_account(app: &App, actor: &Actor, person: PersonId) -> Result<NewPassword, AppError> {
    actor.require(Permission::ManagePeople)?;
    let row = people::by_id(app.db(), actor.city, person).await?.ok_or(AppError::NotFound("person"))?;
    let model = app.model(actor.city).await?;
    if two_hands::is_administrators(&model, person) {
        return Ok(NewPassword::Half(two_hands::ask_reset(app, actor, &row).await?));
    }
    let password = one_time_password(app.chance());
    let hash = app.hashing().hash(&password, bytes(app.chance())).await?;
    let mut tx = app.db().begin().await?;
    note_account(app, &mut tx, actor, &row.login, "opened").await?;
    set_password(app, tx, actor.city, row, hash).await?;
    Ok(NewPassword::Whole(password))
}

/// Sets the hash of a one-time password, opens the account and ends its sessions, in the transaction that says why.
pub(super) async fn set_password(
    app: &App,
    mut tx: Tx,
    city: CityId,
    mut row: PersonRow,
    hash: String,
) -> Result<(), AppError> {
    let former = row.clone();
    row.password_hash = hash;
    row.password_set_at = app.now();
    row.must_change = true;
    row.failures = 0;
    row.disabled_at = None;
    people::save(&mut tx, city, &row).await?;
    former_passwords::keep(app, &mut tx, city, &former).await?;
    second_factor::forget(&mut tx, city, &row).await?;
    people::note_success(&mut tx, city, row.id, app.now()).await?;
    people::end_sessions_of(&mut tx, city, row.id, &[0; 32]).await?;
    tx.commit().await?;
    app.sessions().forget_person(city, row.id);
    app.tries().forgive(Counted::login(city, &row.login));
    Ok(())
}
