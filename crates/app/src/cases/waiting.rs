//! What waits for a post: the work that only it can do now.

use std::sync::Arc;

use changxiao_domain::{
    cases::{State, Topic},
    ids::PostId,
    orgs::{Actor, Role, Scope},
    time::Instant,
};
use changxiao_store::cases::{self, CaseFilter, CaseLine};

use super::scope;
use crate::{App, AppError, model::CityModel, people::authenticate::SignedIn};

/// A count is shown for so long (microseconds) before it is taken again; an action of this server renews it at once.
const FRESH: i64 = 5_000_000;

/// The cases on which this role acts next; `None` for roles that only look.
pub fn filter(actor: &Actor) -> Option<CaseFilter> {
    let open = CaseFilter { scope: scope::filter(actor), open: Some(true), ..CaseFilter::default() };
    match actor.role {
        Role::Office => Some(CaseFilter {
            states: vec![State::Reported, State::Handled, State::Checking, State::SelfHandled],
            or_asked: vec![Topic::Extension, Topic::Hang, Topic::Objection, Topic::Void],
            ..open
        }),
        Role::Dispatcher => Some(CaseFilter {
            states: vec![State::Reported, State::Filed, State::Handled, State::SelfHandled],
            or_asked: vec![Topic::Extension, Topic::Hang],
            ..open
        }),
        Role::Handler => {
            Some(CaseFilter { states: vec![State::Dispatched, State::Handling], lead: Some(actor.unit), ..open })
        }
        Role::UnitHead => Some(CaseFilter {
            states: vec![State::Dispatched, State::Handling, State::Submitted],
            lead: Some(actor.unit),
            ..open
        }),
        Role::Checker => {
            Some(CaseFilter { states: vec![State::Checking, State::Verifying], check_passed: Some(false), ..open })
        }
        // What a leader decides is an exception, which the list's filter of requests shows.
        Role::Leader | Role::Inspector | Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin => None,
    }
}

/// Whether this row waits for the actor: the same rule as [`filter`], asked of one row that the actor may see.
pub fn waits_for(actor: &Actor, line: &CaseLine) -> bool {
    filter(actor).is_some_and(|filter| {
        (filter.states.contains(&line.state) || line.asked.is_some_and(|topic| filter.or_asked.contains(&topic)))
            && filter.lead.is_none_or(|lead| line.lead == Some(lead))
            && filter.check_passed.is_none_or(|passed| line.check_passed_at.is_some() == passed)
    })
}

/// How many cases wait for each post of the person.
pub async fn counts(app: &App, who: &SignedIn) -> Result<Vec<(PostId, i64)>, AppError> {
    let now = app.now();
    let mut counts = Vec::new();
    for post in &who.posts {
        let Some(actor) = actor_of(&who.model, who, *post) else { continue };
        counts.push((*post, count(app, &actor, now).await?));
    }
    Ok(counts)
}

async fn count(app: &App, actor: &Actor, now: Instant) -> Result<i64, AppError> {
    let Some(filter) = filter(actor) else { return Ok(0) };
    let key = format!("waiting:{}", actor.post);
    if let Some((at, count)) = app.scores().get::<i64>(actor.city, &key, now)
        && now.since(at) < FRESH
    {
        return Ok(*count);
    }
    let count = cases::count(app.db(), actor.city, &filter, now).await?;
    app.scores().put(actor.city, &key, now, Arc::new(count));
    Ok(count)
}

fn actor_of(model: &CityModel, who: &SignedIn, post: PostId) -> Option<Actor> {
    if post == who.actor.post {
        return Some(who.actor.clone());
    }
    let post = model.posts.get(&post)?;
    let unit = model.units.get(post.unit)?;
    Some(Actor {
        city: who.actor.city,
        person: who.actor.person,
        post: post.id,
        unit: post.unit,
        role: post.role,
        division: unit.division,
        scope: Scope::of_post(post.role, unit, &model.units),
    })
}
