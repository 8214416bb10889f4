//! Convenes a consultation or a joint action (召集).

use changxiao_domain::{
    consultations::{Consultation, Kind, NewConsultation},
    divisions::DivisionCode,
    ids::{ConsultationId, UnitId},
    orgs::Actor,
    workflow::Decided,
};
use changxiao_store::workflow::number_text;
use changxiao_words::say;

use crate::{App, AppError, cases::named, numbers, whistles::draft::callable, workflow::begin_once};

/// What the one who convenes writes.
#[derive(Clone, Debug)]
pub struct Convening {
    pub kind: Kind,
    pub title: String,
    pub text: String,
    /// `None`: the division of the convening unit, else the city.
    pub division: Option<DivisionCode>,
    /// Units with their question or duty.
    pub participants: Vec<(UnitId, String)>,
    /// Numbers of the cases it is about.
    pub cases: Vec<String>,
}

const ACTION: &str = "convene";

/// The same `request_key` again convenes nothing and gives the first one.
///
/// Errors: an unknown unit or division; a case that the post may not see; the domain's refusals.
pub async fn convene(
    app: &App,
    actor: &Actor,
    convening: Convening,
    request_key: Option<String>,
) -> Result<Consultation, AppError> {
    let key = (request_key.as_deref(), ACTION);
    begin_once(app, actor, key, new(app, actor, convening)).await
}

async fn new(app: &App, actor: &Actor, convening: Convening) -> Result<Decided<Consultation>, AppError> {
    let model = app.model(actor.city).await?;
    for (unit, _) in &convening.participants {
        callable(&model, *unit)?;
    }
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let unknown = || AppError::field("division", say!(consultations_there_no_such_division));
    let division = match convening.division.or(own) {
        Some(division) if model.divisions.get(division).is_some() => division,
        Some(_) => return Err(unknown()),
        None => DivisionCode::new(model.id().0).map_err(|_| unknown())?,
    };
    let new = NewConsultation {
        id: app.new_id(ConsultationId),
        city: actor.city,
        cases: named(app, actor, &convening.cases).await?,
        number: number_text::<Consultation>(numbers::next_of_day(app, &model, "consultation").await?),
        kind: convening.kind,
        title: convening.title.trim().to_owned(),
        text: convening.text.trim().to_owned(),
        division: division.padded(),
        participants: convening.participants,
        whistle: None,
    };
    Ok(Consultation::convene(new, &actor.stamp(), app.now())?)
}
