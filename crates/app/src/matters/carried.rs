//! A matter as it is carried out, with what goes with a decision.

use changxiao_domain::{
    ids::CityId,
    matters::{Command, Event, Matter},
    orgs::{Actor, Permission},
    workflow::Procedure,
};
use changxiao_store::{StoreError, Tx, evidence, matters, notices, workflow};

use super::{
    issue::{Beside, Hand},
    prepare, scope,
};
use crate::{
    App, AppError,
    model::CityModel,
    workflow::{Asked, Carried, Step},
};

impl Carried for Matter {
    const NAME: &'static str = "matter";
    const READ: Permission = Permission::ReadMatters;
    const WORK: Permission = Permission::WorkOnMatters;
    type Beside = Beside;

    fn may_see(&self, actor: &Actor) -> bool {
        scope::may_see(actor, self)
    }

    fn rules(model: &CityModel) -> <Self as Procedure>::Rules<'_> {
        &model.calendar
    }

    async fn prepare(asked: Asked<'_, Self>, command: Command) -> Result<Command, AppError> {
        prepare::prepare(asked, command).await
    }

    async fn beside(step: &Step<'_, Self>) -> Result<Beside, AppError> {
        let at = step.now.max(step.before.changed_at);
        let ruled = step.before.granting(step.command.action, &step.stamp, at)?;
        let hand = Hand::new(step.app, step.model, step.stamp, at);
        hand.goes_with(step.decided, ruled, &step.command.units).await
    }

    async fn put(tx: &mut Tx, city: CityId, beside: Beside) -> Result<(), StoreError> {
        for (kept, at) in &beside.documents {
            matters::keep(tx, city, kept, *at).await?;
        }
        let new: Vec<&Matter> = beside.new.iter().map(|(one, _)| one).collect();
        let events: Vec<&Event> = beside.new.iter().flat_map(|(_, events)| events).collect();
        workflow::insert_many(tx, &new, &events).await?;
        for (before, lapsed) in &beside.lapsed {
            workflow::save(tx, before, &lapsed.after, &lapsed.event).await?;
        }
        for claim in &beside.claims {
            matters::once::claim(tx, city, claim).await?;
        }
        for (item, used) in &beside.uses {
            evidence::add_use(tx, city, *item, used).await?;
        }
        match beside.repeat {
            Some((_, Some(repeat))) => matters::repeats::put(tx, city, repeat).await?,
            Some((matter, None)) => matters::repeats::clear(tx, city, matter).await?,
            None => {}
        }
        notices::put(tx, city, &beside.told).await
    }

    /// The document stands before the matter that names it.
    async fn before(tx: &mut Tx, city: CityId, begun: &Self) -> Result<(), StoreError> {
        matters::keep(tx, city, begun.kept, begun.begun_at).await
    }

    fn forget(app: &App, city: CityId) {
        app.figures().forget(city);
    }
}
