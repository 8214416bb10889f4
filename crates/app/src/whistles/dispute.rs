//! A whistle as it is carried out. What is disputed goes to a consultation (提请会商), which is convened in the same transaction.

use changxiao_domain::{
    consultations::{Consultation, Kind, NewConsultation},
    ids::{CityId, ConsultationId},
    orgs::{Actor, Permission},
    whistles::{Command, Turnout, Whistle},
    workflow::{Decided, Procedure},
};
use changxiao_store::{
    StoreError, Tx,
    workflow::{self, number_text},
};
use changxiao_words::{Lang, say};

use super::scope;
use crate::{
    AppError,
    model::CityModel,
    numbers,
    workflow::{Carried, Step},
};

impl Carried for Whistle {
    const NAME: &'static str = "whistle";
    const READ: Permission = Permission::ReadWhistles;
    const WORK: Permission = Permission::WorkOnWhistles;
    /// The consultation that is convened about it.
    type Beside = Option<Decided<Consultation>>;

    fn may_see(&self, actor: &Actor) -> bool {
        scope::may_see(actor, self)
    }

    fn rules(model: &CityModel) -> <Self as Procedure>::Rules<'_> {
        (&model.calendar, &model.tiers)
    }

    /// Takes part: the street and the units that object; where none does, every called unit.
    async fn beside(step: &Step<'_, Self>) -> Result<Self::Beside, AppError> {
        let Command::Refer { consultation, reason } = step.command else { return Ok(None) };
        let number = numbers::next_of_day(step.app, step.model, "consultation").await?;
        let number = number_text::<Consultation>(number);
        let new = dispute(step.model, step.before, *consultation, number, reason.clone());
        Ok(Some(Consultation::convene(new, &step.stamp, step.now)?))
    }

    async fn put(tx: &mut Tx, _: CityId, convened: Self::Beside) -> Result<(), StoreError> {
        let Some(Decided { after, event }) = convened else { return Ok(()) };
        workflow::insert(tx, &after, &event).await
    }
}

fn dispute(
    model: &CityModel,
    whistle: &Whistle,
    id: ConsultationId,
    number: String,
    reason: String,
) -> NewConsultation {
    let objecting: Vec<_> = whistle.calls.iter().filter(|call| call.turnout == Turnout::Objected).collect();
    let parties = if objecting.is_empty() { whistle.calls.iter().collect() } else { objecting };
    let street = model.unit_name(whistle.street, Lang::RECORDS);
    let mut participants =
        vec![(whistle.street, say!(whistles_dispute_part_of_street, number = &whistle.number).words(Lang::RECORDS))];
    participants.extend(parties.into_iter().map(|call| {
        let part = call.reason.clone().unwrap_or_else(|| call.task.clone());
        (call.unit, part)
    }));
    NewConsultation {
        id,
        city: whistle.city,
        number,
        kind: Kind::Consultation,
        title: say!(whistles_dispute_title, street, title = &whistle.title)
            .words(Lang::RECORDS)
            .chars()
            .take(200)
            .collect(),
        text: reason,
        division: whistle.division,
        participants,
        cases: whistle.cases.clone(),
        whistle: Some(whistle.id),
    }
}
