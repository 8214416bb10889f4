//! What waits for a post among chronic problems and alarms.

use changxiao_domain::{
    orgs::{Actor, Permission, Role},
    recurrence::State,
};
use changxiao_store::recurrence::{self as store, ProblemFilter, surge};

use super::{answer_alarm::may_answer, scope};
use crate::{App, AppError};

/// More than that nobody counts.
const MOST: i64 = 200;

/// Problems on which this role acts next, and alarms that nobody has answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub problems: i64,
    pub alarms: i64,
}

/// The problems on which this role acts next; `None` for roles that only look.
pub fn filter(actor: &Actor) -> Option<ProblemFilter> {
    let of = |states: &[State]| ProblemFilter {
        scope: scope::filter(actor),
        states: states.to_vec(),
        ..ProblemFilter::default()
    };
    match actor.role {
        Role::Office => Some(of(&[State::Found, State::PlanMade, State::Observed])),
        Role::Checker => Some(of(&[State::Observed])),
        Role::Handler | Role::UnitHead => Some(ProblemFilter {
            unit: Some(actor.unit),
            ..of(&[State::PlanRequired, State::Recurred, State::InProgress])
        }),
        Role::Dispatcher | Role::Inspector | Role::Leader | Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin => {
            None
        }
    }
}

pub async fn waiting(app: &App, actor: &Actor) -> Result<Waiting, AppError> {
    let mut waiting = Waiting::default();
    if !actor.may(Permission::ReadCases) {
        return Ok(waiting);
    }
    if let Some(filter) = filter(actor) {
        let lines = store::lines(app.db(), actor.city, &filter, None, MOST).await?;
        waiting.problems = i64::try_from(lines.len()).unwrap_or(MOST);
    }
    if may_answer(actor) {
        waiting.alarms = surge::unanswered(app.db(), actor.city).await?;
    }
    Ok(waiting)
}
