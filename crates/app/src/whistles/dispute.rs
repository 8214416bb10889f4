//! A whistle as it is carried out. What is disputed goes to a consultation (提请会商), which is convened in the same transaction.

use changxiao_domain::{
    consultations::{self, Consultation, NewConsultation},
    ids::{CityId, ConsultationId},
    notices::NoticeKind,
    orgs::{Actor, Permission},
    whistles::{Command, Kind, Turnout, Whistle},
    workflow::{Decided, Procedure},
};
use changxiao_store::{
    StoreError, Tx,
    notices::{self, Notice},
    workflow::{self, number_text},
};
use changxiao_words::{Lang, say};

use super::scope;
use crate::{
    AppError,
    model::CityModel,
    numbers,
    workflow::{Announced, Carried, Step, turned},
};

impl Carried for Whistle {
    const NAME: &'static str = "whistle";
    const READ: Permission = Permission::ReadWhistles;
    const WORK: Permission = Permission::WorkOnWhistles;
    /// The consultation that is convened about it, and who is told of it.
    type Beside = Option<(Decided<Consultation>, Vec<Notice>)>;

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
        let convened = Consultation::convene(new, &step.stamp, step.now)?;
        let told = turned(step.app, step.model, None, &convened.after, &step.stamp);
        Ok(Some((convened, told)))
    }

    async fn put(tx: &mut Tx, city: CityId, convened: Self::Beside) -> Result<(), StoreError> {
        let Some((Decided { after, event }, told)) = convened else { return Ok(()) };
        workflow::insert(tx, &after, &event).await?;
        notices::put(tx, city, &told).await
    }

    /// An emergency waits for no working hours.
    fn announced(&self) -> Option<Announced<'_>> {
        Some(Announced {
            kind: NoticeKind::WhistleTurn,
            title: &self.title,
            division: self.division,
            place: &self.place,
            unit: self.street,
            urgent: self.kind == Kind::Emergency,
        })
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
        kind: consultations::Kind::Consultation,
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
