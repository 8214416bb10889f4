//! Chooses which of one's posts to act in from now on.

use changxiao_domain::{
    ids::PostId,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::people;

use super::authenticate::SignedIn;
use crate::{App, AppError, note};

/// Errors: [`AppError::NotFound`] for a post that is not the person's own or not in force.
pub async fn switch_post(app: &App, who: &SignedIn, post: PostId) -> Result<(), AppError> {
    if !who.posts.contains(&post) {
        return Err(AppError::NotFound("post"));
    }
    let city = who.actor.city;
    let mut tx = app.db().begin().await?;
    people::choose_post(&mut tx, city, &who.secret_hash, post).await?;
    note(
        app,
        &mut tx,
        city,
        Some(&who.actor),
        TraceKind::SwitchPost,
        TraceSubject::SwitchedPost(post),
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    app.sessions().forget(city, &who.secret_hash);
    Ok(())
}
