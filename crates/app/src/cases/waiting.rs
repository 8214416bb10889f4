//! What waits for a post: the work that only it can do now.

use changxiao_domain::{
    cases::{State, Topic},
    ids::PostId,
    orgs::{Actor, Role, Scope},
};
use changxiao_store::cases::{self, CaseFilter, CaseLine};

use super::{
    figures::{self, Taken},
    scope,
};
use crate::{App, AppError, model::CityModel, people::authenticate::SignedIn};

/// Requests that only office and leaders decide, and those of a unit for more time.
pub(super) const DECIDED_BY_OFFICE: [Topic; 5] =
    [Topic::Extension, Topic::Suspension, Topic::Objection, Topic::Void, Topic::Appeal];
pub(super) const DECIDED_BY_DISPATCHER: [Topic; 2] = [Topic::Extension, Topic::Suspension];
/// A leader has the last word on an appeal, and may decide what goes beyond the office.
const DECIDED_BY_LEADER: [Topic; 3] = [Topic::Objection, Topic::Void, Topic::FinalAppeal];

/// The cases on which this role acts next, within the scope of the post; `None` for roles that never do.
pub fn filter(actor: &Actor) -> Option<CaseFilter> {
    of(actor).map(|filter| CaseFilter { scope: scope::filter(actor), ..filter })
}

/// The same without the scope. An appeal waits although its case is closed, so where one is decided, closed cases are looked at.
pub(super) fn of(actor: &Actor) -> Option<CaseFilter> {
    let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
    match actor.role {
        Role::Office => Some(CaseFilter {
            states: vec![State::Reported, State::Handled, State::Checking, State::SelfHandled],
            or_asked: DECIDED_BY_OFFICE.to_vec(),
            ..CaseFilter::default()
        }),
        Role::Dispatcher => Some(CaseFilter {
            states: vec![State::Reported, State::Filed, State::Handled, State::SelfHandled],
            or_asked: DECIDED_BY_DISPATCHER.to_vec(),
            or_passed: true,
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
        Role::Inspector => Some(CaseFilter { states: vec![State::Verifying], ..open }),
        Role::Leader => Some(CaseFilter { asked: DECIDED_BY_LEADER.to_vec(), ..CaseFilter::default() }),
        Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin => None,
    }
}

/// Whether this row waits for the actor: the same rule as [`filter`], asked of one row that the actor may see.
pub fn waits_for(actor: &Actor, line: &CaseLine) -> bool {
    of(actor).is_some_and(|filter| {
        let passed = line.check_passed_at.is_some();
        let asked = |topics: &[Topic]| line.asked.is_some_and(|topic| topics.contains(&topic));
        let by_state = filter.states.contains(&line.state) && filter.check_passed.is_none_or(|wanted| wanted == passed);
        let beside = asked(&filter.or_asked)
            || asked(&filter.asked)
            || (filter.or_passed && passed && line.state == State::Checking);
        (by_state || beside) && filter.lead.is_none_or(|lead| line.lead == Some(lead))
    })
}

/// How many cases wait for a post.
pub(crate) async fn count(app: &App, actor: &Actor) -> Result<i64, AppError> {
    let Some(filter) = filter(actor) else { return Ok(0) };
    let key = format!("waiting:{filter:?}");
    let (of_app, city, now) = (app.clone(), actor.city, app.now());
    let take = async move {
        let value = cases::count(of_app.db(), city, &filter, now).await?;
        Ok(Taken { value, over: value })
    };
    // Where it is not known yet, the next page says it.
    Ok(figures::soon(app, actor.city, key, take).await?.map_or(0, |count| *count))
}

/// Whoever holds this post of the person, as if it were the current one; `None` where it is none of today.
pub(crate) fn actor_of(model: &CityModel, who: &SignedIn, post: PostId) -> Option<Actor> {
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
        program: None,
        address: None,
    })
}
