//! One of a procedure with what was done to it and what can be done now, as the post reads it.

use changxiao_domain::{
    masking::HoldsTexts,
    orgs::Actor,
    sealing::{ChainBreak, EventOf, verify_chained},
};
use changxiao_store::sealing::events_of;

use super::{Carried, load_visible};
use crate::{App, AppError, readable::readable};

pub struct Seen<P: Carried> {
    pub subject: P,
    /// Oldest first.
    pub events: Vec<EventOf<P>>,
    /// `None`: the chain holds.
    pub broken: Option<ChainBreak>,
    /// What the post can do.
    pub actions: Vec<P::Action>,
}

/// Errors: not permitted; not found or out of scope.
pub async fn see<P: Carried + HoldsTexts>(app: &App, actor: &Actor, number: &str) -> Result<Seen<P>, AppError> {
    let subject: P = load_visible(app, actor, number).await?;
    let events = events_of::<P>(app.db(), actor.city, subject.course().subject).await?;
    let broken = verify_chained(&subject, &events).err();
    let actions = if actor.may(P::WORK) { subject.allowed(&actor.stamp(), app.now()) } else { Vec::new() };
    Ok(Seen { subject: readable(actor, subject), events: readable(actor, events), broken, actions })
}
