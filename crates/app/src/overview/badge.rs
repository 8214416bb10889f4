//! How much waits for each post of a person, cases and matters together: the one number beside the to-do.

use changxiao_domain::{ids::PostId, orgs::Actor};

use crate::{
    App, AppError,
    cases::{figures, waiting},
    matters::todo,
    people::authenticate::SignedIn,
};

/// Each post with what waits for it; what is not known yet counts as nothing, and the next page says it.
pub async fn counts(app: &App, who: &SignedIn) -> Result<Vec<(PostId, i64)>, AppError> {
    let mut counts = Vec::new();
    for post in &who.posts {
        let Some(actor) = waiting::actor_of(&who.model, who, *post) else { continue };
        counts.push((*post, waiting::count(app, &actor).await? + matters(app, &actor).await?));
    }
    Ok(counts)
}

async fn matters(app: &App, actor: &Actor) -> Result<i64, AppError> {
    let (of_app, of_actor) = (app.clone(), actor.clone());
    let take = async move {
        let value = todo::count(&of_app, &of_actor).await?;
        Ok(figures::Taken { value, over: value })
    };
    let key = format!("waiting:matters:{}", actor.post);
    Ok(figures::soon(app, actor.city, key, take).await?.map_or(0, |count| *count))
}
