//! One action on one procedure.

use changxiao_domain::{orgs::Actor, sealing::ActorStamp, time::Instant, workflow::Decided};
use changxiao_store::{notices, workflow};

use super::{Carried, turned::turned};
use crate::{App, AppError, model::CityModel};

/// Which one, and in which version the one who decides has seen it.
#[derive(Clone, Debug)]
pub struct Target {
    /// 261121-0041.
    pub number: String,
    /// `None`: whatever version is there; the interface may leave it out, pages never do.
    pub version: Option<i64>,
}

/// A request before it is decided.
pub struct Asked<'a, P: Carried> {
    pub app: &'a App,
    pub model: &'a CityModel,
    pub actor: &'a Actor,
    pub stamp: ActorStamp,
    pub now: Instant,
    pub before: &'a P,
}

/// A decision that is not saved yet.
pub struct Step<'a, P: Carried> {
    pub app: &'a App,
    pub model: &'a CityModel,
    pub stamp: ActorStamp,
    pub now: Instant,
    pub before: &'a P,
    pub command: &'a P::Command,
    pub decided: &'a Decided<P>,
}

/// The one with this number, when the post may see it. What lies outside the scope is not there.
pub async fn load_visible<P: Carried>(app: &App, actor: &Actor, number: &str) -> Result<P, AppError> {
    actor.require(P::READ)?;
    let found: Option<P> = workflow::by_number(app.db(), actor.city, number).await?;
    let found = found.ok_or(AppError::NotFound(P::NAME))?;
    if found.may_see(actor) { Ok(found) } else { Err(AppError::OutOfScope) }
}

/// Decides and saves.
///
/// Errors: not permitted; not found or out of scope; [`AppError::Conflict`] when the version is not the one that was seen; the domain's
/// refusal; what does not fit beside it.
pub async fn carry_out<P: Carried>(
    app: &App,
    actor: &Actor,
    target: &Target,
    command: P::Command,
) -> Result<P, AppError> {
    actor.require(P::WORK)?;
    let before: P = load_visible(app, actor, &target.number).await?;
    if target.version.is_some_and(|version| version != before.course().version) {
        return Err(AppError::Conflict);
    }
    let (model, stamp, now) = (app.model(actor.city).await?, actor.stamp(), app.now());
    let asked = Asked { app, model: &model, actor, stamp, now, before: &before };
    let command = P::prepare(asked, command).await?;
    let decided = before.decide(&command, &stamp, now, P::rules(&model)).map_err(Into::into)?;
    let step = Step { app, model: &model, stamp, now, before: &before, command: &command, decided: &decided };
    let beside = P::beside(&step).await?;
    let told = turned(app, &model, Some(&before), &decided.after, &stamp);
    let mut tx = app.db().begin().await?;
    workflow::save(&mut tx, &before, &decided.after, &decided.event).await?;
    P::put(&mut tx, actor.city, beside).await?;
    notices::put(&mut tx, actor.city, &told).await?;
    tx.commit().await?;
    P::forget(app, actor.city);
    Ok(decided.after)
}
