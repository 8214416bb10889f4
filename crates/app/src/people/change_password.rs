//! Changes one's own password. Every other session of the person ends.

use changxiao_domain::trace::{TraceKind, TraceSubject};
use changxiao_store::people::{self, PersonRow};

use super::{authenticate::SignedIn, former_passwords, prove::prove};
use crate::{App, AppError, chance::bytes, note};

/// Gives the account as it stands now.
///
/// Errors: the old password is wrong; [`AppError::SignInRequired`] after too many tries; [`AppError::WeakPassword`]; the new password is
/// one that the person had before.
pub async fn change_password(app: &App, who: &SignedIn, old: &str, new: &str) -> Result<PersonRow, AppError> {
    let city = who.actor.city;
    let mut person = prove(app, who, old, "old_password").await?;
    who.model.password_rule.check(new, &person.login)?;
    former_passwords::check(app, city, &person, new).await?;
    let former = person.clone();
    person.password_hash = app.hashing().hash(new, bytes(app.chance())).await?;
    person.password_set_at = app.now();
    person.must_change = false;
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, city, &person).await?;
    former_passwords::keep(app, &mut tx, city, &former).await?;
    people::end_sessions_of(&mut tx, city, person.id, &who.secret_hash).await?;
    let subject = TraceSubject::Password(person.login.clone());
    note(app, &mut tx, city, Some(&who.actor), TraceKind::Change, subject, serde_json::json!({})).await?;
    tx.commit().await?;
    app.sessions().forget_person(city, person.id);
    Ok(person)
}
