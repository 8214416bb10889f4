//! Ends a post with a day. What was done in it keeps showing it.

use changxiao_domain::{
    ids::PostId,
    orgs::{Actor, Permission},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, people};
use changxiao_words::say;

use super::administrators;
use crate::{App, AppError, note};

/// `until` is the first day on which the post is no longer held. Errors: not permitted; no such post; an end before its beginning; one
/// of the three administrative posts would have no holder any more.
pub async fn end_post(app: &App, actor: &Actor, post: PostId, until: Day) -> Result<(), AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    let held = model.posts.get(&post).ok_or(AppError::NotFound("post"))?;
    let version = model.post_versions.get(&post).copied().unwrap_or(1);
    if until <= held.from {
        return Err(AppError::field("until", say!(people_end_must_lie_after_beginning)));
    }
    administrators::check_end(&model, &people::all(app.db(), actor.city).await?, held, until, app.now())?;
    let mut tx = app.db().begin().await?;
    people::end_post(&mut tx, actor.city, post, version, until).await?;
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "until": until.to_string() });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Post(post), particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    app.sessions().forget_person(actor.city, held.person);
    Ok(())
}
