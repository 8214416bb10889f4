//! Ends a division with a day, and everything within it (撤县设区、合村): names of the past stay, and scope, duties, sites, outlines and open
//! cases go to the one that follows. A division within goes to the one of the same name there, else to the one of the same number,
//! else to the one that follows the division above it.

use std::collections::HashMap;

use changxiao_domain::{
    departures::{Heirs, Subject},
    divisions::{DivisionCode, short_name},
    orgs::{Actor, Permission},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::divisions as store;
use changxiao_words::say;

use super::{
    carry_out::{self, Decided, Ready, ReadyOne},
    hangs::{self, Hangs},
};
use crate::{App, AppError, model::CityModel, note};

/// A division that ends, and the one that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub from: DivisionCode,
    pub to: DivisionCode,
}

/// Every pair with what hangs on its first, the division itself before those within it.
///
/// Errors: not permitted; no such division; no successor that is there.
pub async fn preview(
    app: &App,
    actor: &Actor,
    code: DivisionCode,
    successor: &str,
    until: Day,
) -> Result<Vec<(Pair, Vec<Hangs>)>, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let mut all = Vec::new();
    for pair in pairs(&model, code, read_successor(&model, code, successor)?) {
        let mut hanging = hangs::hanging(app, &model, Subject::Division(pair.from.padded()), until).await?;
        // Those within stand in the list themselves.
        hanging.retain(|hangs| hangs.kind != changxiao_domain::departures::Hanging::Below);
        all.push((pair, hanging));
    }
    Ok(all)
}

/// `until` is the first day without it.
///
/// Errors: not permitted; no such division; no successor that is there; somebody changed what goes over in the meantime.
pub async fn end_division(
    app: &App,
    actor: &Actor,
    code: DivisionCode,
    successor: &str,
    until: Day,
) -> Result<Vec<Decided>, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let pairs = pairs(&model, code, read_successor(&model, code, successor)?);
    let ready: Vec<ReadyOne> = ready(app, &model, actor, &pairs, until).await?.into_iter().map(ReadyOne).collect();
    let all: Vec<&ReadyOne> = ready.iter().collect();
    carry_out::decide(app, actor, &all, async |tx| {
        for pair in &pairs {
            store::end(tx, actor.city, pair.from.padded(), until, pair.to.padded()).await?;
            let particulars = serde_json::json!({
                "action": "ended", "until": until.to_string(), "successor": pair.to.to_string(),
            });
            let subject = TraceSubject::Division(pair.from);
            note(app, tx, actor.city, Some(actor), TraceKind::Change, subject, particulars).await?;
        }
        Ok(())
    })
    .await
}

/// What is to be handed over; divisions on which nothing hangs on a day that has come need no departure of their own.
async fn ready(
    app: &App,
    model: &CityModel,
    actor: &Actor,
    pairs: &[Pair],
    until: Day,
) -> Result<Vec<Ready>, AppError> {
    let mut all = Vec::new();
    for (place, pair) in pairs.iter().enumerate() {
        let heirs = Heirs::one(Subject::Division(pair.to.padded()));
        let subject = Subject::Division(pair.from.padded());
        let one = carry_out::ready(app, model, actor, subject, until, &heirs).await?;
        if place == 0 || one.has_work() {
            all.push(one);
        }
    }
    Ok(all)
}

fn read_successor(model: &CityModel, code: DivisionCode, text: &str) -> Result<DivisionCode, AppError> {
    let division = model.divisions.get(code).ok_or(AppError::NotFound("division"))?;
    let found = text.trim().parse::<DivisionCode>().ok().and_then(|code| model.divisions.get(code));
    match found {
        Some(to) if to.code.is_within(code) => Err(AppError::field("successor", say!(departures_within_itself))),
        Some(to) if to.level == division.level => Ok(to.code),
        _ => Err(AppError::field("successor", say!(departures_no_division))),
    }
}

/// The division and everything in it, each with the one that follows.
fn pairs(model: &CityModel, code: DivisionCode, successor: DivisionCode) -> Vec<Pair> {
    let mut follows: HashMap<DivisionCode, DivisionCode> = HashMap::from([(code, successor)]);
    let mut pairs = Vec::new();
    for division in model.divisions.subtree(code) {
        let to = follows.get(&division.code).copied().unwrap_or_else(|| {
            let above = division.parent.and_then(|parent| follows.get(&parent)).copied().unwrap_or(successor);
            follower(model, division, above)
        });
        follows.insert(division.code, to);
        pairs.push(Pair { from: division.code, to });
    }
    pairs
}

fn follower(model: &CityModel, division: &changxiao_domain::divisions::Division, above: DivisionCode) -> DivisionCode {
    let below = || model.divisions.children(above);
    let same_name = below().find(|other| other.name == division.name);
    let same_stem = || below().find(|other| short_name(&other.name) == short_name(&division.name));
    let own = |code: DivisionCode| code.padded() - code.parent().map_or(0, DivisionCode::padded);
    let same_number = || below().find(|other| own(other.code) == own(division.code));
    same_name.or_else(same_stem).or_else(same_number).map_or(above, |found| found.code)
}
