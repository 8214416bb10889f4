//! Ends a session.

use changxiao_domain::trace::{TraceKind, TraceSubject};
use changxiao_store::people;

use super::authenticate::SignedIn;
use crate::{App, AppError, note};

pub async fn sign_out(app: &App, who: &SignedIn) -> Result<(), AppError> {
    let city = who.actor.city;
    let mut tx = app.db().begin().await?;
    people::end_session(&mut tx, city, &who.secret_hash).await?;
    note(
        app,
        &mut tx,
        city,
        Some(&who.actor),
        TraceKind::SignOut,
        TraceSubject::Login(who.person.login.clone()),
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    app.sessions().forget(city, &who.secret_hash);
    Ok(())
}
