//! What waits for a post: for its unit, for its role, and for whoever holds it.

use changxiao_domain::{
    orgs::{Actor, Permission},
    time::Instant,
};
use changxiao_store::matters;

use super::list::Line;
use crate::{App, AppError, readable::readable};

/// Whose turn it is, as the index has it: the unit of the post, its role, and the post itself.
pub fn turns(actor: &Actor) -> [String; 3] {
    [actor.unit.to_string(), actor.role.code().to_owned(), actor.post.to_string()]
}

/// How much waits for a post. Nothing for one that has nothing to do with matters.
pub async fn count(app: &App, actor: &Actor) -> Result<i64, AppError> {
    if !actor.may(Permission::WorkOnMatters) {
        return Ok(0);
    }
    Ok(matters::waiting_count(app.db(), actor.city, &turns(actor), app.now()).await?)
}

/// The first of what waits, the first due first, and how many wait at all. Nothing for a post that has nothing to do with matters.
pub async fn waiting(app: &App, actor: &Actor, most: usize) -> Result<(Vec<Line>, i64), AppError> {
    if !actor.may(Permission::WorkOnMatters) {
        return Ok((Vec::new(), 0));
    }
    let wanted = i64::try_from(most).unwrap_or(i64::MAX);
    let turns = turns(actor);
    let now = matters::waiting(app.db(), actor.city, &turns, wanted).await?;
    let near = matters::near(app.db(), actor.city, &turns, app.now(), wanted).await?;
    let (mut lines, mut count) = (Vec::new(), 0);
    for (found, all) in [now, near] {
        lines.extend(found);
        count += all;
    }
    lines.sort_by_key(|line| (line.due_at.unwrap_or(Instant(i64::MAX)), line.id));
    lines.truncate(most);
    Ok((Line::all(app, actor, readable(actor, lines)).await?, count))
}
