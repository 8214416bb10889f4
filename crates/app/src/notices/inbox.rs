//! A person's inbox. It belongs to the person, whatever post the person acts in.

use changxiao_domain::{ids::NoticeId, orgs::Actor};
use changxiao_store::notices::{self, Notice};

use crate::{App, AppError};

/// Lines of a page.
pub const PAGE: i64 = 50;

/// A page, newest first, from the notice before `before` on; one line more than a page says that there is another.
pub async fn list(
    app: &App,
    actor: &Actor,
    unread_only: bool,
    before: Option<NoticeId>,
) -> Result<(Vec<Notice>, bool), AppError> {
    let mut lines = notices::inbox(app.db(), actor.city, actor.person, unread_only, before, PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    Ok((lines, more))
}

/// How many the bell counts.
pub async fn unread(app: &App, actor: &Actor) -> Result<i64, AppError> {
    Ok(notices::unread(app.db(), actor.city, actor.person).await?)
}

/// Marks one as read; reading it again changes nothing. Errors: it is not in this inbox.
pub async fn read(app: &App, actor: &Actor, id: NoticeId) -> Result<Notice, AppError> {
    let found = notices::one(app.db(), actor.city, actor.person, id).await?.ok_or(AppError::NotFound("notice"))?;
    if found.read_at.is_none() {
        let mut tx = app.db().begin().await?;
        notices::read(&mut tx, actor.city, actor.person, id, app.now()).await?;
        tx.commit().await?;
    }
    Ok(found)
}

/// Marks everything as read; returns how many were not.
pub async fn read_all(app: &App, actor: &Actor) -> Result<u64, AppError> {
    let mut tx = app.db().begin().await?;
    let read = notices::read_all(&mut tx, actor.city, actor.person, app.now()).await?;
    tx.commit().await?;
    Ok(read)
}
