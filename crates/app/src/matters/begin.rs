//! Begins a matter, and issues it at once where its document says so.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{MatterId, UnitId},
    matters::{Matter, NewMatter, Values},
    orgs::Actor,
    workflow::Decided,
};
use changxiao_store::workflow::number_text;
use changxiao_words::say;

use super::{
    issue::{Beside, Hand},
    procedures,
    values::{self, Given},
};
use crate::{App, AppError, numbers, workflow::begin_with};

/// What the one who begins brings.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The key of the procedure.
    pub procedure: String,
    pub title: String,
    /// `None`: the division of the own unit, else the city.
    pub division: Option<DivisionCode>,
    pub values: Vec<(String, Given)>,
    /// To whom it is issued, where the document issues it.
    pub units: Vec<UnitId>,
}

const ACTION: &str = "begin_matter";

/// The same `request_key` again begins nothing and gives the first one.
///
/// Errors: not permitted; no such procedure or unit; a field that is not understood; the domain's refusals.
pub async fn begin(
    app: &App,
    actor: &Actor,
    beginning: Beginning,
    request_key: Option<String>,
) -> Result<Matter, AppError> {
    begin_with(app, actor, (request_key.as_deref(), ACTION), new(app, actor, beginning)).await
}

async fn new(app: &App, actor: &Actor, beginning: Beginning) -> Result<(Decided<Matter>, Beside), AppError> {
    let model = app.model(actor.city).await?;
    let kept = procedures::of_key(&model, &beginning.procedure)?;
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let unknown = || AppError::field("division", say!(matters_not_there));
    let division = match beginning.division.or(own) {
        Some(division) if model.divisions.get(division).is_some() => division,
        Some(_) => return Err(unknown()),
        None => DivisionCode::new(model.id().0).map_err(|_| unknown())?,
    };
    let values = values::read(app, actor, kept.whole(), beginning.values, &Values::default()).await?;
    let ruled = kept.whole().beginning(actor.role);
    let new = NewMatter {
        id: app.new_id(MatterId),
        city: actor.city,
        number: number_text::<Matter>(numbers::next_of_day(app, &model, "matter").await?),
        kept,
        title: beginning.title,
        division: division.padded(),
        values,
        units: beginning.units.clone(),
        parent: None,
    };
    let (stamp, now) = (actor.stamp(), app.now());
    let decided = procedures::begin(&model, new, &stamp, now)?;
    let hand = Hand::new(app, &model, stamp, now);
    let beside = match ruled {
        Some(ruled) => hand.goes_with(&decided, ruled, &beginning.units).await?,
        None => Beside::default(),
    };
    Ok((decided, beside))
}
