//! The figures of a period: what each called unit and each street did. Only what the post may open is counted.

use std::collections::BTreeMap;

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, Permission, Scope, Territory},
    time::Instant,
    whistles::{StreetFigures, UnitFigures, street_figures, unit_figures},
};
use changxiao_store::whistles;

use crate::{App, AppError};

pub struct Figures {
    pub units: BTreeMap<UnitId, UnitFigures>,
    pub streets: BTreeMap<UnitId, StreetFigures>,
}

/// Counts whistles that were blown in `[from, until)`, and refusals of that time.
pub async fn figures(app: &App, actor: &Actor, from: Instant, until: Instant) -> Result<Figures, AppError> {
    actor.require(Permission::ReadWhistles)?;
    let (db, city) = (app.db(), actor.city);
    let mut calls = whistles::calls_of_period(db, city, from, until).await?;
    calls.retain(|call| counts_call(actor, call.fact.unit, call.division));
    let mut ends = whistles::ends_of_period(db, city, from, until).await?;
    ends.retain(|end| counts_street(actor, end.street, end.division));
    let facts: Vec<_> = calls.iter().map(|call| call.fact).collect();
    let ratings = calls
        .iter()
        .filter(|call| counts_street(actor, call.street, call.division))
        .filter_map(|call| Some((call.street, call.justified?)));
    Ok(Figures {
        units: unit_figures(&facts, app.now()),
        streets: street_figures(ends.iter().map(|end| (end.street, end.state, end.blown)), ratings),
    })
}

/// A called unit sees its own figures, a territory those of calls within it, the office all.
fn counts_call(actor: &Actor, unit: UnitId, division: i64) -> bool {
    match &actor.scope {
        Scope::WholeCity => true,
        Scope::Units(units) => units.contains(&unit),
        Scope::Territory(around) => unit == actor.unit || lies_within(division, around),
    }
}

fn counts_street(actor: &Actor, street: UnitId, division: i64) -> bool {
    match &actor.scope {
        Scope::WholeCity => true,
        Scope::Units(units) => units.contains(&street),
        Scope::Territory(around) => street == actor.unit || lies_within(division, around),
    }
}

fn lies_within(division: i64, around: &Territory) -> bool {
    DivisionCode::from_padded(division).is_ok_and(|division| around.holds(division))
}
