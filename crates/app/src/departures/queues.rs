//! What each officer has in hand: cases taken on, sites held, and whether they are away; and units in which nobody is there to act.

use std::collections::{BTreeMap, HashSet};

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, Permission, UnitKind},
};
use changxiao_store::{departures as store, escalations};

use crate::{App, AppError, model::CityModel};

/// One officer of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub person: PersonId,
    /// A post in force; of several the one in the unit that the list is about.
    pub post: PostId,
    pub unit: UnitId,
    /// Open cases that the person has taken on.
    pub cases: i64,
    /// Sites that the person's posts hold.
    pub sites: i64,
    /// Away today.
    pub away: bool,
}

/// Why nobody acts for a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmanned {
    /// No post is in force there.
    Nobody,
    /// Everybody is away today, deputies too.
    AllAway,
}

/// Everybody who has something in hand or is away, the longest queue first.
///
/// Errors: not permitted.
pub async fn queues(app: &App, actor: &Actor) -> Result<Vec<Queue>, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let cases: BTreeMap<PersonId, i64> = store::cases_by_handler(app.db(), actor.city).await?.into_iter().collect();
    let sites: BTreeMap<PostId, i64> = store::sites_by_holder(app.db(), actor.city).await?.into_iter().collect();
    let away = away(app, &model).await?;
    let mut queues: Vec<Queue> = Vec::new();
    for (person, posts) in &model.posts_of {
        let held = || posts.iter().filter_map(|post| model.posts.get(post));
        let Some(post) = held().filter(|post| post.in_force(model.day)).min_by_key(|post| post.id) else { continue };
        let queue = Queue {
            person: *person,
            post: post.id,
            unit: post.unit,
            cases: cases.get(person).copied().unwrap_or(0),
            sites: held().filter_map(|post| sites.get(&post.id)).sum(),
            away: away.contains(person),
        };
        if queue.cases + queue.sites > 0 || queue.away {
            queues.push(queue);
        }
    }
    queues.sort_by_key(|queue| (std::cmp::Reverse(queue.cases), std::cmp::Reverse(queue.sites), queue.post));
    Ok(queues)
}

/// Units that have to act somewhere and in which nobody is there to do so, in tree order.
///
/// Errors: the store's.
pub async fn unmanned(app: &App, city: CityId) -> Result<Vec<(UnitId, Unmanned)>, AppError> {
    let model = app.model(city).await?;
    let away = away(app, &model).await?;
    Ok(unmanned_of(&model, &away))
}

/// Of one unit; `None`: somebody is there.
pub fn why_unmanned(model: &CityModel, unit: UnitId, away: &HashSet<PersonId>) -> Option<Unmanned> {
    let acts = |role: changxiao_domain::orgs::Role| {
        matches!(role, changxiao_domain::orgs::Role::Handler | changxiao_domain::orgs::Role::UnitHead)
    };
    let mut held = model.posts_in(unit).filter(|post| acts(post.role));
    let mut there = false;
    let present = held.any(|post| {
        there = true;
        !away.contains(&post.person)
    });
    match (present, there) {
        (true, _) => None,
        (false, true) => Some(Unmanned::AllAway),
        (false, false) => Some(Unmanned::Nobody),
    }
}

fn unmanned_of(model: &CityModel, away: &HashSet<PersonId>) -> Vec<(UnitId, Unmanned)> {
    let named: HashSet<UnitId> =
        model.matrix.values().flat_map(|row| row.territory_unit.into_iter().chain(row.line_unit)).collect();
    let acts = |kind: UnitKind, id| named.contains(&id) || kind == UnitKind::Town || kind.overlies();
    let units = model.units.iter().filter(|unit| acts(unit.kind, unit.id));
    units.filter_map(|unit| Some((unit.id, why_unmanned(model, unit.id, away)?))).collect()
}

async fn away(app: &App, model: &CityModel) -> Result<HashSet<PersonId>, AppError> {
    Ok(escalations::absent_on(app.db(), model.id(), model.day).await?.rows.into_iter().collect())
}
