//! Convenes a consultation or a joint action (召集).

use changxiao_domain::{
    consultations::{Consultation, Decided, Kind, NewConsultation},
    divisions::DivisionCode,
    ids::{ConsultationId, UnitId},
    orgs::{Actor, Permission},
};
use changxiao_store::{StoreError, consultations, requests};
use changxiao_words::say;

use super::load_visible;
use crate::{
    App, AppError,
    cases::{self, stamp},
    numbers,
    whistles::draft::callable,
};

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
    actor.require(Permission::WorkOnConsultations)?;
    if let Some(key) = &request_key
        && let Some(number) = requests::answer(app.db(), actor.city, key, ACTION).await?
    {
        return load_visible(app, actor, &number).await;
    }
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
    let mut about = Vec::new();
    for number in &convening.cases {
        let row = cases::load_visible(app, actor, number).await.map_err(|problem| match problem {
            AppError::NotFound(_) | AppError::OutOfScope => {
                AppError::field("cases", say!(consultations_there_no_case_number_within, number))
            }
            other => other,
        })?;
        about.push(row.case.id);
    }
    about.sort_unstable();
    about.dedup();
    let new = NewConsultation {
        id: app.new_id(ConsultationId),
        city: actor.city,
        number: consultations::number_text(numbers::next_of_day(app, &model, "consultation").await?),
        kind: convening.kind,
        title: convening.title.trim().to_owned(),
        text: convening.text.trim().to_owned(),
        division: division.padded(),
        participants: convening.participants,
        cases: about,
        whistle: None,
    };
    let Decided { consultation, event } = Consultation::convene(new, &stamp(actor), app.now())?;
    let mut tx = app.db().begin().await?;
    if let Some(key) = &request_key {
        match requests::claim(&mut tx, actor.city, key, ACTION, &consultation.number, app.now()).await {
            Ok(()) => {}
            // The same request arrived twice at once, and the other was faster.
            Err(StoreError::Exists { .. }) => {
                drop(tx);
                let number = requests::answer(app.db(), actor.city, key, ACTION).await?.ok_or(AppError::KeyReused)?;
                return load_visible(app, actor, &number).await;
            }
            Err(other) => return Err(other.into()),
        }
    }
    consultations::insert(&mut tx, &consultation, &event).await?;
    tx.commit().await?;
    Ok(consultation)
}
