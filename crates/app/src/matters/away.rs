//! Who is away, and who does meanwhile what waits for them (代办).

use std::collections::HashSet;

use changxiao_domain::{
    escalation::Staff,
    ids::{PersonId, PostId},
    matters::Matter,
    orgs::{Actor, Post},
};
use changxiao_store::escalations;

use crate::{App, AppError, model::CityModel};

/// The people of a city who are away on the day of the model.
pub(super) struct Away<'m> {
    model: &'m CityModel,
    posts: Vec<&'m Post>,
    absent: HashSet<PersonId>,
}

impl<'m> Away<'m> {
    pub(super) async fn today(app: &App, model: &'m CityModel) -> Result<Self, AppError> {
        let absent = escalations::absent_on(app.db(), model.id(), model.day).await?.rows.into_iter().collect();
        Ok(Self { model, posts: model.posts.values().collect(), absent })
    }

    /// The same where one of these waits for a post by name; else nobody has to be asked for.
    pub(super) async fn of_turns(
        app: &App,
        model: &'m CityModel,
        matters: impl Iterator<Item = &Matter>,
    ) -> Result<Self, AppError> {
        let mut matters = matters;
        match matters.any(|matter| matter.named_post().is_some()) {
            true => Self::today(app, model).await,
            false => Ok(Self { model, posts: Vec::new(), absent: HashSet::new() }),
        }
    }

    pub(super) fn staff(&self) -> Staff<'_> {
        let (posts, absent) = (&self.posts, &self.absent);
        Staff { posts, units: &self.model.units, day: self.model.day, absent, ladder: &self.model.ladder }
    }
}

/// The posts for which the post of the actor stands in today. Only a deputy costs a statement.
pub(super) async fn stood_in_for(app: &App, actor: &Actor) -> Result<Vec<PostId>, AppError> {
    let model = app.model(actor.city).await?;
    match model.posts.get(&actor.post).filter(|post| post.deputy_of.is_some()) {
        Some(post) => Ok(Away::today(app, &model).await?.staff().stands_in_for(post)),
        None => Ok(Vec::new()),
    }
}
