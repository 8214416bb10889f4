//! Refers what is disputed to a consultation (提请会商), which is convened in the same transaction.

use changxiao_domain::{
    consultations::{Consultation, Decided as Convened, Kind, NewConsultation},
    ids::ConsultationId,
    orgs::Actor,
    whistles::{Command, Decided, Turnout, Whistle},
};
use changxiao_store::{consultations, whistles};
use changxiao_words::Lang;

use super::{Target, carry_out::load_target};
use crate::{App, AppError, cases::stamp, model::CityModel, numbers};

/// Takes part: the street and the units that object; where none does, every called unit.
pub async fn refer(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Whistle, AppError> {
    let before = load_target(app, actor, target).await?;
    let model = app.model(actor.city).await?;
    let id = app.new_id(ConsultationId);
    let command = Command::Refer { consultation: id, reason: reason.clone() };
    let (now, stamp) = (app.now(), stamp(actor));
    let Decided { whistle, event } = before.decide(command, &stamp, now, &model.calendar, &model.tiers)?;
    let number = consultations::number_text(numbers::next_of_day(app, &model, "consultation").await?);
    let new = dispute(&model, &before, id, number, reason);
    let Convened { consultation, event: convened } = Consultation::convene(new, &stamp, now)?;
    let mut tx = app.db().begin().await?;
    whistles::save(&mut tx, &before, &whistle, &event).await?;
    consultations::insert(&mut tx, &consultation, &convened).await?;
    tx.commit().await?;
    Ok(whistle)
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
    let street = model.unit_name(whistle.street, Lang::Zh);
    let mut participants = vec![(whistle.street, format!("说明吹哨 {} 的事由和叫这些单位的依据", whistle.number))];
    participants.extend(parties.into_iter().map(|call| {
        let part = call.reason.clone().unwrap_or_else(|| call.task.clone());
        (call.unit, part)
    }));
    NewConsultation {
        id,
        city: whistle.city,
        number,
        kind: Kind::Consultation,
        title: format!("{street}吹哨争议：{}", whistle.title).chars().take(200).collect(),
        text: reason,
        division: whistle.division,
        participants,
        cases: whistle.cases.clone(),
        whistle: Some(whistle.id),
    }
}
