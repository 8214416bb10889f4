//! Changes one's own password. Every other session of the person ends.

use changxiao_domain::trace::{TraceKind, TraceSubject};
use changxiao_store::{
    access::{self, Entry},
    people::{self, PersonRow},
};
use changxiao_words::say;

use super::{authenticate::SignedIn, former_passwords, hashing::Queue, tries::Counted};
use crate::{App, AppError, chance::bytes, note};

/// Gives the account as it stands now.
///
/// The old password may be tried as often as a sign-in; then the session ends, so that a borrowed one does not become a password.
///
/// Errors: the old password is wrong; [`AppError::SignInRequired`] after too many tries; [`AppError::WeakPassword`]; the new password is
/// one that the person had before.
pub async fn change_password(app: &App, who: &SignedIn, old: &str, new: &str) -> Result<PersonRow, AppError> {
    let city = who.actor.city;
    let mut person = people::by_id(app.db(), city, who.person.id).await?.ok_or(AppError::SignInRequired)?;
    let counted = Counted::old_password(city, person.id);
    if app.tries().count(&[(counted, who.model.sign_in_rule.of_account())], app.now()).is_err() {
        end_session(app, who).await?;
        return Err(AppError::SignInRequired);
    }
    let old: String = old.chars().take(who.model.password_rule.max_chars + 1).collect();
    if !app.hashing().verify(Queue::Known, &old, &person.password_hash).await? {
        let mut tx = app.db().begin().await?;
        access::record(&mut tx, failed(app, who)).await?;
        tx.commit().await?;
        return Err(AppError::field("old_password", say!(people_old_password_wrong)));
    }
    app.tries().forgive(counted);
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

async fn end_session(app: &App, who: &SignedIn) -> Result<(), AppError> {
    let city = who.actor.city;
    let mut tx = app.db().begin().await?;
    people::end_session(&mut tx, city, &who.secret_hash).await?;
    access::record(&mut tx, Entry { outcome: "refused".to_owned(), ..failed(app, who) }).await?;
    tx.commit().await?;
    app.sessions().forget(city, &who.secret_hash);
    Ok(())
}

fn failed(app: &App, who: &SignedIn) -> Entry {
    Entry {
        city: who.actor.city,
        id: app.new_id(|id| id),
        at: app.now(),
        kind: TraceKind::Change,
        person: Some(who.actor.person),
        post: Some(who.actor.post),
        subject: TraceSubject::Password(who.person.login.clone()),
        outcome: "failed".to_owned(),
        particulars: "{}".to_owned(),
    }
}
