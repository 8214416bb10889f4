//! Asks somebody who is signed in for the password once more, before what opens a way into the account.

use changxiao_domain::trace::{TraceKind, TraceSubject};
use changxiao_store::{
    access::{self, Entry},
    people::{self, PersonRow},
};
use changxiao_words::say;

use super::{authenticate::SignedIn, hashing::Queue, tries::Counted};
use crate::{App, AppError};

/// The account as it stands now.
///
/// The password may be tried as often as at a sign-in; then the session ends, so that a borrowed one does not become an account.
///
/// Errors: the password in `field` is wrong; [`AppError::SignInRequired`] after too many tries.
pub(super) async fn prove(
    app: &App,
    who: &SignedIn,
    password: &str,
    field: &'static str,
) -> Result<PersonRow, AppError> {
    let city = who.actor.city;
    let person = people::by_id(app.db(), city, who.person.id).await?.ok_or(AppError::SignInRequired)?;
    let counted = Counted::old_password(city, person.id);
    if app.tries().count(&[(counted, who.model.sign_in_rule.of_account())], app.now()).is_err() {
        end_session(app, who).await?;
        return Err(AppError::SignInRequired);
    }
    let password: String = password.chars().take(who.model.password_rule.max_chars + 1).collect();
    let right = app.hashing().verify(Queue::Known, &password, &person.password_hash).await;
    if matches!(right, Err(AppError::Busy)) {
        app.tries().one_too_many(counted, app.now());
    }
    if !right? {
        let mut tx = app.db().begin().await?;
        access::record(&mut tx, failed(app, who)).await?;
        tx.commit().await?;
        return Err(AppError::field(field, say!(people_old_password_wrong)));
    }
    app.tries().forgive(counted);
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
