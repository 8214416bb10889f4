//! What waits for a post: for its unit, for its role, and for whoever holds it.

use changxiao_domain::{
    ids::PostId,
    orgs::{Actor, Permission},
    time::Instant,
};
use changxiao_store::matters;

use super::{away::stood_in_for, list::Line};
use crate::{App, AppError, readable::readable};

/// Whose turn it is, as the index has it: the unit of the post, its role, and the post itself.
pub type Turns = [String; 3];

/// Those of the post, and behind them those of whoever it stands in for today.
pub async fn turns(app: &App, actor: &Actor) -> Result<Vec<Turns>, AppError> {
    let own = [actor.unit.to_string(), actor.role.code().to_owned(), actor.post.to_string()];
    let stood_in_for = stood_in_for(app, actor).await?;
    // Nothing waits for nobody.
    let of = |posts: &[PostId]| std::array::from_fn(|n| posts.get(n).map_or_else(String::new, PostId::to_string));
    Ok(std::iter::once(own).chain(stood_in_for.chunks(3).map(of)).collect())
}

/// How much waits for a post. Nothing for one that has nothing to do with matters.
pub async fn count(app: &App, actor: &Actor) -> Result<i64, AppError> {
    if !actor.may(Permission::WorkOnMatters) {
        return Ok(0);
    }
    let mut count = 0;
    for turns in turns(app, actor).await? {
        count += matters::waiting_count(app.db(), actor.city, &turns, app.now()).await?;
    }
    Ok(count)
}

/// The first of what waits, the first due first, and how many wait at all. Nothing for a post that has nothing to do with matters.
pub async fn waiting(app: &App, actor: &Actor, most: usize) -> Result<(Vec<Line>, i64), AppError> {
    if !actor.may(Permission::WorkOnMatters) {
        return Ok((Vec::new(), 0));
    }
    let wanted = i64::try_from(most).unwrap_or(i64::MAX);
    let (mut lines, mut count) = (Vec::new(), 0);
    for turns in turns(app, actor).await? {
        let now = matters::waiting(app.db(), actor.city, &turns, wanted).await?;
        let near = matters::near(app.db(), actor.city, &turns, app.now(), wanted).await?;
        for (found, all) in [now, near] {
            lines.extend(found);
            count += all;
        }
    }
    lines.sort_by_key(|line| (line.due_at.unwrap_or(Instant(i64::MAX)), line.id));
    lines.truncate(most);
    Ok((Line::all(app, actor, readable(actor, lines)).await?, count))
}
