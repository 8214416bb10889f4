//! The shared result. Where a whistle waits for it, the decision binds: it goes back to the whistle in the same transaction.

use changxiao_domain::{
    consultations::{Command, Consultation, Decided},
    ids::UnitId,
    orgs::Actor,
    whistles::{Answer, Command as WhistleCommand, Decided as Ruled},
};
use changxiao_store::{consultations, whistles};
use changxiao_words::say;

use super::{Target, carry_out::load_target};
use crate::{App, AppError, cases::stamp};

/// What was decided.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    pub text: String,
    /// Who leads what follows.
    pub lead: Option<UnitId>,
    /// Only where a whistle waits: whether it was justified, and what each objecting unit has to do.
    pub ruling: Option<(bool, Vec<(UnitId, Answer)>)>,
}

/// Errors: a whistle waits and the decision does not say what becomes of it; the domain's refusals.
pub async fn decide(app: &App, actor: &Actor, target: &Target, decision: Decision) -> Result<Consultation, AppError> {
    let before = load_target(app, actor, target).await?;
    let model = app.model(actor.city).await?;
    let (now, stamp) = (app.now(), stamp(actor));
    let command = Command::Decide { text: decision.text.clone(), lead: decision.lead };
    let Decided { consultation, event } = before.decide(command, &stamp, now)?;
    let ruled = match before.whistle {
        None => None,
        Some(id) => {
            let (justified, answers) = decision.ruling.ok_or_else(|| {
                AppError::field("justified", say!(consultations_say_whether_whistle_justified_whether))
            })?;
            let whistle = whistles::by_id(app.db(), actor.city, id).await?.ok_or(AppError::NotFound("whistle"))?;
            let rule = WhistleCommand::Rule { consultation: before.id, justified, answers, text: decision.text };
            let Ruled { whistle: after, event } = whistle.decide(rule, &stamp, now, &model.calendar, &model.tiers)?;
            Some((whistle, after, event))
        }
    };
    let mut tx = app.db().begin().await?;
    consultations::save(&mut tx, &before, &consultation, &event).await?;
    if let Some((whistle, after, event)) = &ruled {
        whistles::save(&mut tx, whistle, after, event).await?;
    }
    tx.commit().await?;
    Ok(consultation)
}
