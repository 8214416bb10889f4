//! Units that answer for what changed are told once when the next edition of a standard takes over: one notice a unit, however much of
//! its changed.

use std::sync::Arc;

use changxiao_domain::{
    ids::{CityId, PersonId, UnitId},
    notices::{Facts, Names, NoticeKind},
    orgs::Role,
    standards::{System, SystemStatus},
};
use changxiao_store::{
    notices::{self, Notice, Receiver},
    standards::{self, SystemRow},
};

use super::compare::compare;
use crate::{
    App, AppError,
    model::CityModel,
    notices::of_case::{hooks, notice},
};

/// An edition that has been in force longer took over before anybody was told of such things.
const DAYS: i64 = 31;

/// Tells of the edition in force where that was not done yet. Running it again tells nobody twice.
pub(crate) async fn tell_owners(app: &App, city: CityId) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let Some((row, system)) = in_force(&model).next() else { return Ok(()) };
    let days = model.day.since(row.effective_from).map_or(i64::MAX, |span| i64::from(span.get_days()));
    if days > DAYS || standards::is_told(app.db(), city, row.id).await? {
        return Ok(());
    }
    let units = before(&model).map_or_else(Vec::new, |old| compare(&model, old, system).units);
    let told: Vec<Notice> =
        units.iter().flat_map(|(unit, changed)| of_unit(app, &model, (row, system), *unit, *changed)).collect();
    let count = i64::try_from(units.len()).unwrap_or(i64::MAX);
    let mut tx = app.db().begin().await?;
    if standards::note_told(&mut tx, city, row.id, app.now(), count).await? {
        notices::put(&mut tx, city, &told).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Editions that the city has put in force, the one that counts first.
fn in_force(model: &CityModel) -> impl Iterator<Item = (&SystemRow, &Arc<System>)> {
    let counts =
        |(row, _): &&(SystemRow, Arc<System>)| row.status == SystemStatus::InForce && row.effective_from <= model.day;
    model.systems.iter().filter(counts).map(|(row, system)| (row, system))
}

/// What counted before it: the edition before, else the one that ships.
fn before(model: &CityModel) -> Option<&Arc<System>> {
    let built_in = model.systems.iter().find(|(row, _)| row.status == SystemStatus::BuiltIn);
    in_force(model).nth(1).map(|(_, system)| system).or(built_in.map(|(_, system)| system))
}

/// One notice for whoever works for the unit, and for its webhooks.
fn of_unit(
    app: &App,
    model: &CityModel,
    (row, system): (&SystemRow, &System),
    unit: UnitId,
    changed: usize,
) -> Vec<Notice> {
    let kind = NoticeKind::StandardChanged;
    let works = |role| matches!(role, Role::UnitHead | Role::Handler | Role::Office);
    let posts = model.posts_in(unit).filter(|post| works(post.role));
    let mut people: Vec<PersonId> = posts.map(|post| post.person).collect();
    people.sort_unstable();
    people.dedup();
    let names = |lang| Names {
        title: system.name(lang).to_owned(),
        place: row.effective_from.to_string(),
        unit: model.unit_name(unit, lang).to_owned(),
    };
    let facts = Facts {
        number: format!("{}~{}", row.key, row.edition),
        times: Some(i64::try_from(changed).unwrap_or(i64::MAX)),
        ..Facts::named(names)
    };
    let urgent = model.notice_rules.is_urgent(kind, None);
    let receivers = people.into_iter().map(Receiver::Person).chain(hooks(model, kind, Some(unit)));
    receivers.map(|receiver| notice(app, receiver, kind, urgent, facts.clone())).collect()
}
