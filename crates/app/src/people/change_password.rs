//! Changes one's own password. Every other session of the person ends.

use changxiao_domain::trace::{TraceKind, TraceSubject};
use changxiao_store::people;
use changxiao_words::say;

use super::authenticate::SignedIn;
use crate::{App, AppError, chance::bytes, note};

/// Errors: [`AppError::SignInFailed`] when the old password is wrong, [`AppError::WeakPassword`], [`AppError::Invalid`] when the new one is the
/// old one.
pub async fn change_password(app: &App, who: &SignedIn, old: &str, new: &str) -> Result<(), AppError> {
    let city = who.actor.city;
    let mut person = people::by_id(app.db(), city, who.person.id).await?.ok_or(AppError::SignInRequired)?;
    if !app.hashing().verify(old, &person.password_hash).await? {
        return Err(AppError::field("old_password", say!(people_old_password_wrong)));
    }
    who.model.password_rule.check(new, &person.login)?;
    if old == new {
        return Err(AppError::field("new_password", say!(people_new_password_old_one)));
    }
    person.password_hash = app.hashing().hash(new, bytes(app.chance())).await?;
    person.password_set_at = app.now();
    person.must_change = false;
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, city, &person).await?;
    people::end_sessions_of(&mut tx, city, person.id, &who.secret_hash).await?;
    note(
        app,
        &mut tx,
        city,
        Some(&who.actor),
        TraceKind::Change,
        TraceSubject::Password(person.login.clone()),
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    app.sessions().forget_person(city, person.id);
    Ok(())
}
