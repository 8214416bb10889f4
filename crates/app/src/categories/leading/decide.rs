//! Puts a list that waits in force.

use changxiao_domain::{orgs::Actor, time::Day};
use changxiao_words::say;

use super::{
    carry_out::{self, TookOver},
    checks::{check, check_permission, refuse_open, sets, waiting},
    ties::everything,
};
use crate::{App, AppError};

/// Puts a list that waits in force: from `day` on, at the earliest its own first day and today.
///
/// Errors: not permitted; the list does not wait; something changed since `seen`; a day that is too early; something is open, with its
/// codes.
pub async fn decide(
    app: &App,
    actor: &Actor,
    edition: &str,
    seen: i64,
    day: Option<Day>,
) -> Result<TookOver, AppError> {
    check_permission(actor)?;
    let model = app.model(actor.city).await?;
    let list = waiting(&model, edition)?.ok_or(AppError::NotFound("edition"))?;
    if list.version != seen {
        return Err(AppError::Conflict);
    }
    let (_, to) = sets(&model, list)?;
    let earliest = to.from.max(model.day);
    let day = day.unwrap_or(earliest);
    if day < earliest {
        return Err(AppError::field("day", say!(categories_lead_day, day = earliest.to_string())));
    }
    check(&model, list, &list.leads)?;
    let all = everything(app, &model, list).await?;
    refuse_open(&list.leads.open(&list.ended, &all.ties), &model, list)?;
    carry_out::decide(app, actor, &model, list, all, day).await
}
