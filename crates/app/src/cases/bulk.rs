//! The same done to many cases: dispatched, or closed. Each case is decided by the ordinary action in a transaction of its own, so that one that
//! refuses holds up none of the others; each answers for itself.

use changxiao_domain::{
    cases::{Action, ActorStamp, Case, Command, Decided, State, TRANSITIONS},
    ids::UnitId,
    orgs::{Actor, Permission, Role},
};
use changxiao_store::{
    cases::{self, CaseRow},
    requests,
};
use changxiao_words::say;

use super::{
    Target,
    carry_out::{carry_out_once, load_visible},
    dispatch::{self, Dispatch},
};
use crate::{App, AppError, model::CityModel, readable::readable};

/// More at once than this nobody looks over.
pub const MOST: usize = 200;

/// What is done to each.
#[derive(Clone, Debug)]
pub enum Bulk {
    /// `lead` and `co` are left to the responsibility matrix where they are `None`; the limit is that of each case's filing standard.
    Dispatch { to: Dispatch, text: Option<String> },
    /// As for one case: the tick at the closing conditions, or a reason.
    Close { conditions_met: bool, reason: Option<String> },
}

impl Bulk {
    /// The name under which a key is claimed.
    const fn name(&self) -> &'static str {
        match self {
            Bulk::Dispatch { .. } => "bulk_dispatch",
            Bulk::Close { .. } => "bulk_close",
        }
    }

    const fn action(&self) -> Action {
        match self {
            Bulk::Dispatch { .. } => Action::Dispatch,
            Bulk::Close { .. } => Action::Close,
        }
    }

    fn command(&self, row: &CaseRow, model: &CityModel) -> Result<Command, AppError> {
        match self {
            Bulk::Dispatch { to, .. } => dispatch::command(row, model, to),
            Bulk::Close { conditions_met, reason } => {
                Ok(Command::Close { reason: reason.clone(), conditions_met: *conditions_met })
            }
        }
    }
}

/// Whether the role ever dispatches or closes, so that a list offers it.
pub fn may(role: Role, action: Action) -> bool {
    TRANSITIONS.iter().any(|row| row.action == action && row.who.contains(&role))
}

/// What would happen to one case, or did.
pub struct Answer {
    pub number: String,
    /// The case as it was found; `None` where the post sees no such case.
    pub row: Option<CaseRow>,
    pub outcome: Outcome,
}

pub enum Outcome {
    /// The case as it would be.
    Ready(Box<Case>),
    /// The case as it is now.
    Done(Box<Case>),
    /// The same request did it before; nothing was done again.
    DoneBefore(State),
    /// Somebody changed it after the page was shown: who, in which role, and what. Nothing was done.
    Changed(Option<(ActorStamp, Action)>),
    Refused(AppError),
}

impl Outcome {
    pub const fn is_done(&self) -> bool {
        matches!(self, Outcome::Done(_) | Outcome::DoneBefore(_))
    }
}

/// Says for each case what would happen, and changes nothing.
pub async fn preview(app: &App, actor: &Actor, what: &Bulk, targets: &[Target]) -> Result<Vec<Answer>, AppError> {
    check(actor, what, targets.len())?;
    let model = app.model(actor.city).await?;
    let mut answers = Vec::with_capacity(targets.len());
    for target in targets {
        answers.push(match load_visible(app, actor, &target.number).await {
            Ok(row) => {
                let decided = what
                    .command(&row, &model)
                    .and_then(|command| Ok(row.case.decide(command, &actor.stamp(), app.now(), &model.calendar)?));
                let outcome = match decided {
                    Ok(Decided { case, .. }) => Outcome::Ready(Box::new(case)),
                    Err(problem) => Outcome::Refused(problem),
                };
                Answer { number: target.number.clone(), row: Some(readable(actor, row)), outcome }
            }
            Err(problem) => not_there(target, problem)?,
        });
    }
    Ok(answers)
}

/// Does it to each case in turn. With a key nothing is done twice under it: a case that was done before says so.
///
/// Errors: more cases than [`MOST`], or none; the post may not do this to any case. What one case refuses stands in its answer.
pub async fn carry_out(
    app: &App,
    actor: &Actor,
    what: &Bulk,
    targets: &[Target],
    key: Option<&str>,
) -> Result<Vec<Answer>, AppError> {
    check(actor, what, targets.len())?;
    let mut answers = Vec::with_capacity(targets.len());
    for target in targets {
        let key = key.map(|key| format!("{key}:{}", target.number));
        answers.push(one(app, actor, what, target, key.as_deref()).await?);
    }
    Ok(answers)
}

async fn one(app: &App, actor: &Actor, what: &Bulk, target: &Target, key: Option<&str>) -> Result<Answer, AppError> {
    let row = match load_visible(app, actor, &target.number).await {
        Ok(row) => row,
        Err(problem) => return not_there(target, problem),
    };
    let before = Outcome::DoneBefore(row.case.state);
    let answer = |outcome| Answer { number: target.number.clone(), row: Some(readable(actor, row.clone())), outcome };
    if let Some(key) = key
        && requests::answer(app.db(), actor.city, key, what.name()).await?.is_some()
    {
        return Ok(answer(before));
    }
    let claim = key.map(|key| (key, what.name()));
    let done = carry_out_once(app, actor, target, &[], claim, |row, model| what.command(row, model)).await;
    Ok(answer(match done {
        Ok(case) => Outcome::Done(Box::new(with_text(app, actor, what, case).await?)),
        Err(AppError::KeyReused) => before,
        Err(AppError::Conflict) => Outcome::Changed(last_change(app, &row).await?),
        Err(problem) if problem.status() < 500 => Outcome::Refused(problem),
        Err(problem) => return Err(problem),
    }))
}

/// What the dispatcher writes to all units stands in each case as a note.
async fn with_text(app: &App, actor: &Actor, what: &Bulk, case: Case) -> Result<Case, AppError> {
    let Bulk::Dispatch { text: Some(text), .. } = what else { return Ok(case) };
    let target = Target { number: case.number.clone(), version: None };
    match super::carry_out::carry_out(app, actor, &target, Command::Note { text: text.clone() }, &[]).await {
        Ok(case) => Ok(case),
        // The dispatch stands; somebody moved the case in between, and the note has no place any more.
        Err(AppError::Case(_) | AppError::Conflict) => Ok(case),
        Err(problem) => Err(problem),
    }
}

async fn last_change(app: &App, row: &CaseRow) -> Result<Option<(ActorStamp, Action)>, AppError> {
    let events = cases::events_of(app.db(), row.case.city, row.case.id).await?;
    Ok(events.last().map(|event| (event.actor, event.action)))
}

fn not_there(target: &Target, problem: AppError) -> Result<Answer, AppError> {
    match problem {
        AppError::NotFound(_) | AppError::OutOfScope => Ok(Answer {
            number: target.number.clone(),
            row: None,
            outcome: Outcome::Refused(AppError::NotFound("case")),
        }),
        problem => Err(problem),
    }
}

fn check(actor: &Actor, what: &Bulk, count: usize) -> Result<(), AppError> {
    actor.require(Permission::ReadCases)?;
    if !may(actor.role, what.action()) {
        return Err(AppError::NotPermitted(match what {
            Bulk::Dispatch { .. } => Permission::DispatchCase,
            Bulk::Close { .. } => Permission::CloseCase,
        }));
    }
    if count == 0 {
        return Err(AppError::field("number", say!(cases_choose_cases_first)));
    }
    if count > MOST {
        return Err(AppError::field("number", say!(cases_at_most_200_cases_at)));
    }
    Ok(())
}

/// Reads a unit's id from a form; an empty field leaves it to the matrix.
pub fn read_unit(field: &'static str, text: &str) -> Result<Option<UnitId>, AppError> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| AppError::field(field, say!(cases_there_no_such_unit))),
    }
}
