//! Ends a unit with a day (撤销、合并、拆分、更名). What it did keeps its name; what it has to do goes to whoever takes it over.

use changxiao_domain::{
    departures::{Hanging, Heirs, Subject},
    ids::UnitId,
    orgs::{Actor, Permission, Unit},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{orgs, people};
use changxiao_words::say;

use super::{
    carry_out::{self, Decided, ReadyOne},
    hangs::{self, Hangs},
    named::{HEIR, read_units},
};
use crate::{
    App, AppError, FieldProblem,
    model::CityModel,
    note,
    orgs::{check_trees, dated::unit_of_code, row_of},
    people::administrators,
};

/// How a unit ends, as a form or another program says it.
pub struct EndUnit<'t> {
    /// The first day on which it is no more.
    pub until: Day,
    /// The version that the form was made from.
    pub version: i64,
    /// The name of a unit that begins on that day in its place, with its code and everything it is (更名); empty: none.
    pub new_name: &'t str,
    /// Texts of the fields `heir` and `heir.…`.
    pub heirs: &'t (dyn Fn(&str) -> &'t str + Sync),
}

/// A unit with everything that hangs on it on a day.
///
/// Errors: not permitted; no such unit.
pub async fn preview(app: &App, actor: &Actor, code: &str, day: Day) -> Result<(Unit, Vec<Hangs>), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let unit = unit_of_code(&model, code, model.day).ok_or(AppError::NotFound("unit"))?.clone();
    let hanging = hangs::hanging(app, &model, Subject::Unit(unit.id), day).await?;
    Ok((unit, hanging))
}

/// Errors: not permitted; no such unit; an end before its beginning; someone else changed it; something hangs on it that nobody takes
/// over; who takes over is not there on that day, or may not; the units would make no tree on some day.
pub async fn end_unit(app: &App, actor: &Actor, code: &str, end: &EndUnit<'_>) -> Result<Decided, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let before = unit_of_code(&model, code, model.day).ok_or(AppError::NotFound("unit"))?;
    if end.until <= before.valid_from {
        return Err(AppError::field("until", say!(orgs_end_must_lie_after_first)));
    }
    let ended = Unit { valid_until: Some(end.until), ..before.clone() };
    let begun = successor(app, before, end)?;
    let mut heirs = read_units(&model, end.until, end.heirs)?;
    if let Some(begun) = &begun {
        heirs.all = Some(Subject::Unit(begun.id));
    }
    let hanging = hangs::hanging(app, &model, Subject::Unit(before.id), end.until).await?;
    hangs::check_heirs(Subject::Unit(before.id).leaving(), &heirs, &hanging)?;
    check_may(&model, before.id, begun.as_ref(), &heirs, &hanging)?;
    check_days(&model, &ended, begun.as_ref(), &heirs)?;
    check_administrators(app, &model, actor, before.id, end.until, &heirs).await?;

    let ready = carry_out::ready(app, &model, actor, Subject::Unit(before.id), end.until, &heirs).await?;
    let names = heirs.everybody().iter().map(|heir| heir.key()).collect::<Vec<_>>();
    let particulars = serde_json::json!({ "action": "ended", "until": end.until.to_string(), "heirs": names });
    let decided = carry_out::decide(app, actor, &[&ReadyOne(ready)], async |tx| {
        orgs::save_unit(tx, actor.city, &row_of(&ended, end.version)).await?;
        if let Some(begun) = &begun {
            orgs::insert_unit(tx, actor.city, &row_of(begun, 1)).await?;
        }
        note(app, tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Unit(ended.code.clone()), particulars)
            .await
    })
    .await?;
    decided.first().copied().ok_or(AppError::NotFound("departure"))
}

/// The unit that begins in its place under another name.
fn successor(app: &App, before: &Unit, end: &EndUnit<'_>) -> Result<Option<Unit>, AppError> {
    let name = end.new_name.trim();
    match name.chars().count() {
        0 => Ok(None),
        1..=60 => Ok(Some(Unit {
            id: app.new_id(UnitId),
            name: name.to_owned(),
            name_en: String::new(),
            valid_from: end.until,
            valid_until: before.valid_until.filter(|until| *until > end.until),
            ..before.clone()
        })),
        _ => Err(AppError::field("new_name", say!(orgs_name_1_60_characters))),
    }
}

/// Refuses an heir that is the unit itself, or that may not lead what it would take over.
fn check_may(
    model: &CityModel,
    unit: UnitId,
    begun: Option<&Unit>,
    heirs: &Heirs<Subject>,
    hanging: &[Hangs],
) -> Result<(), AppError> {
    let mut faults = Vec::new();
    for hangs in hanging {
        let Some(Subject::Unit(heir)) = heirs.of(hangs.kind) else { continue };
        let field = if heirs.by_kind.contains_key(&hangs.kind) { hangs.kind.field() } else { HEIR };
        let kind = model.all_units.get(&heir).or(begun.filter(|begun| begun.id == heir)).map(|unit| unit.kind);
        let overlies = kind.is_some_and(|kind| kind.overlies());
        if heir == unit {
            faults.push(FieldProblem::new(field, say!(departures_itself)));
        } else if hangs.kind == Hanging::Territories && field != HEIR && !overlies {
            faults.push(FieldProblem::new(field, say!(orgs_areas_of_whom)));
        } else if hangs.kind.leads() && !kind.is_some_and(|kind| kind.may_lead()) {
            faults.push(FieldProblem::new(field, say!(orgs_community_never_leads_choose_town)));
        }
    }
    faults.dedup();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// Refuses an end with which the units of some day would make no tree.
fn check_days(model: &CityModel, ended: &Unit, begun: Option<&Unit>, heirs: &Heirs<Subject>) -> Result<(), AppError> {
    let mut changed = vec![ended.clone()];
    changed.extend(begun.cloned());
    let until = ended.valid_until.unwrap_or(model.day);
    if let Some(Subject::Unit(heir)) = heirs.of(Hanging::Below) {
        let moved = |unit: &Unit| Unit { parent: Some(heir), ..unit.clone() };
        changed.extend(hangs::below(model, ended.id, until).map(moved));
    }
    check_trees(model, &changed, until.min(model.day)).map_err(|problem| match problem {
        AppError::Invalid(fields) => {
            AppError::Invalid(fields.into_iter().map(|field| FieldProblem { field: "until", ..field }).collect())
        }
        other => other,
    })
}

/// Posts that end with the unit leave each of the three administrative posts a holder.
pub(crate) async fn check_administrators(
    app: &App,
    model: &CityModel,
    actor: &Actor,
    unit: UnitId,
    until: Day,
    heirs: &Heirs<Subject>,
) -> Result<(), AppError> {
    if heirs.of(Hanging::Posts).is_some() {
        return Ok(());
    }
    let everybody = people::all(app.db(), actor.city).await?;
    for post in hangs::posts(model, Subject::Unit(unit), until) {
        administrators::check_end(model, &everybody, post, until, app.now())?;
    }
    Ok(())
}
