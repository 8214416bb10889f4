//! One action on many parts at once (批量审核): each is decided for itself, and what refuses is named.

use changxiao_domain::{
    matters::{Code, Command, Matter},
    orgs::Actor,
};
use changxiao_words::say;

use crate::{
    App, AppError,
    workflow::{Carried as _, Target, carry_out, load_visible},
};

/// The most at once.
pub const MOST: usize = 500;

/// What came of it.
#[derive(Debug, Default)]
pub struct Batched {
    pub done: usize,
    /// By their numbers.
    pub refused: Vec<(String, AppError)>,
}

/// Errors: not permitted; none or too many are named; what would stop every one of them.
pub async fn batch(
    app: &App,
    actor: &Actor,
    numbers: &[String],
    action: &str,
    reason: &str,
) -> Result<Batched, AppError> {
    actor.require(Matter::WORK)?;
    if numbers.is_empty() || numbers.len() > MOST {
        return Err(AppError::field("part", say!(matters_choose_parts, most = MOST)));
    }
    let mut batched = Batched::default();
    for number in numbers {
        match one(app, actor, number, action, reason).await {
            Ok(_) => batched.done += 1,
            Err(problem) if problem.status() >= 500 => return Err(problem),
            Err(problem) => batched.refused.push((number.clone(), problem)),
        }
    }
    Ok(batched)
}

async fn one(app: &App, actor: &Actor, number: &str, action: &str, reason: &str) -> Result<Matter, AppError> {
    let matter: Matter = load_visible(app, actor, number).await?;
    let action = Code::parse(action).and_then(|code| matter.table().action(code));
    let action = action.ok_or_else(|| AppError::field("action", say!(matters_no_such_action)))?;
    let target = Target { number: number.to_owned(), version: Some(matter.version) };
    carry_out(app, actor, &target, Command { reason: reason.to_owned(), ..Command::of(action) }).await
}
