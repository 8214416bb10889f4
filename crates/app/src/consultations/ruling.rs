//! A consultation as it is carried out. Where a whistle waits for its result, the decision binds: it goes back to the whistle in the
//! same transaction.

use changxiao_domain::{
    consultations::{Command, Consultation, Ruling},
    ids::CityId,
    notices::NoticeKind,
    orgs::{Actor, Permission},
    whistles::{self, Whistle},
    workflow::{Decided, Procedure as _},
};
use changxiao_store::{
    StoreError, Tx,
    notices::{self, Notice},
    workflow,
};
use changxiao_words::say;

use super::scope;
use crate::{
    AppError,
    model::CityModel,
    workflow::{Announced, Carried, Step, turned},
};

impl Carried for Consultation {
    const NAME: &'static str = "consultation";
    const READ: Permission = Permission::ReadConsultations;
    const WORK: Permission = Permission::WorkOnConsultations;
    /// The whistle that waited for the decision, before and after, and who is told of it.
    type Beside = Option<(Whistle, Decided<Whistle>, Vec<Notice>)>;

    fn may_see(&self, actor: &Actor) -> bool {
        scope::may_see(actor, self)
    }

    fn rules(_: &CityModel) {}

    /// Errors: a whistle waits and the decision does not say what becomes of it.
    async fn beside(step: &Step<'_, Self>) -> Result<Self::Beside, AppError> {
        let (Some(id), Command::Decide { text, ruling, .. }) = (step.before.whistle, step.command) else {
            return Ok(None);
        };
        let Some(Ruling { justified, answers }) = ruling.clone() else {
            return Err(AppError::field("justified", say!(consultations_say_whether_whistle_justified_whether)));
        };
        let found: Option<Whistle> = workflow::by_id(step.app.db(), step.before.city, id.0).await?;
        let whistle = found.ok_or(AppError::NotFound(Whistle::NAME))?;
        let rule = whistles::Command::Rule { consultation: step.before.id, justified, answers, text: text.clone() };
        let ruled = whistle.decide(&rule, &step.stamp, step.now, Whistle::rules(step.model))?;
        let told = turned(step.app, step.model, Some(&whistle), &ruled.after, &step.stamp);
        Ok(Some((whistle, ruled, told)))
    }

    async fn put(tx: &mut Tx, city: CityId, ruled: Self::Beside) -> Result<(), StoreError> {
        let Some((whistle, ruled, told)) = ruled else { return Ok(()) };
        workflow::save(tx, &whistle, &ruled.after, &ruled.event).await?;
        notices::put(tx, city, &told).await
    }

    fn announced(&self) -> Option<Announced<'_>> {
        Some(Announced {
            kind: NoticeKind::ConsultationTurn,
            title: &self.title,
            division: self.division,
            place: "",
            unit: self.convener,
            urgent: false,
        })
    }
}
