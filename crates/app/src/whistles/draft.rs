//! A town or street drafts a whistle (起草).

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{CaseId, UnitId, WhistleId},
    orgs::{Actor, NoLead, UnitKind},
    whistles::{CallNote, Kind, NewWhistle, Refusal, Whistle},
    workflow::Decided,
};
use changxiao_store::workflow::number_text;
use changxiao_words::say;

use crate::{App, AppError, cases::named, model::CityModel, numbers, workflow::begin_once};

/// What a whistle is about, for a draft and for its revision.
#[derive(Clone, Debug)]
pub struct Matter {
    pub kind: Kind,
    pub title: String,
    pub text: String,
    pub place: String,
    /// `None`: the street's own division.
    pub division: Option<DivisionCode>,
    pub calls: Vec<CallNote>,
    /// Numbers of the cases it stems from.
    pub cases: Vec<String>,
}

const ACTION: &str = "draft_whistle";

/// The same `request_key` again drafts nothing and gives the first whistle.
///
/// Errors: not a town or street; an unknown unit, a community or a division of others; a case that the post may not see.
pub async fn draft(app: &App, actor: &Actor, matter: Matter, request_key: Option<String>) -> Result<Whistle, AppError> {
    let key = (request_key.as_deref(), ACTION);
    begin_once(app, actor, key, new(app, actor, matter)).await
}

async fn new(app: &App, actor: &Actor, matter: Matter) -> Result<Decided<Whistle>, AppError> {
    let model = app.model(actor.city).await?;
    let caller_kind = model.units.get(actor.unit).map_or(UnitKind::Office, |unit| unit.kind);
    if caller_kind != UnitKind::Town {
        return Err(Refusal::NotAStreet.into());
    }
    let checked = check(app, actor, &model, &matter).await?;
    let new = NewWhistle {
        id: app.new_id(WhistleId),
        city: actor.city,
        number: number_text::<Whistle>(numbers::next_of_day(app, &model, "whistle").await?),
        caller_kind,
        kind: matter.kind,
        title: matter.title.trim().to_owned(),
        text: matter.text.trim().to_owned(),
        place: matter.place.trim().to_owned(),
        division: checked.division.padded(),
        calls: matter.calls,
        cases: checked.cases,
    };
    Ok(Whistle::draft(new, &actor.stamp(), app.now())?)
}

/// What was looked up for a draft.
pub(super) struct Checked {
    pub division: DivisionCode,
    pub cases: Vec<CaseId>,
}

/// Looks up what the domain cannot know: units, division and cases.
pub(super) async fn check(app: &App, actor: &Actor, model: &CityModel, matter: &Matter) -> Result<Checked, AppError> {
    for (unit, _) in &matter.calls {
        callable(model, *unit)?;
    }
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let division = matter.division.or(own).ok_or(Refusal::NotAStreet)?;
    let of_street = own.is_some_and(|own| division.is_within(own));
    if !of_street || model.divisions.get(division).is_none() {
        return Err(AppError::field("division", say!(whistles_division_lies_outside_town_street)));
    }
    Ok(Checked { division, cases: named(app, actor, &matter.cases).await? })
}

/// Errors: the unit cannot be called.
pub(crate) fn callable(model: &CityModel, unit: UnitId) -> Result<(), AppError> {
    let message = match model.units.lead(unit) {
        Ok(_) => return Ok(()),
        Err(NoLead::Community(_)) => say!(whistles_community_not_called),
        Err(NoLead::Unknown) => say!(whistles_there_no_such_unit),
    };
    Err(AppError::field("units", message))
}
