//! A person's own absences: while they last, the deputies of the person's posts hear of what climbs.

use changxiao_domain::{
    ids::AbsenceId,
    orgs::{Actor, Post},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::escalations::{self, AbsenceRow};
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, model::CityModel, note};

/// The longest absence that is entered at once.
const MOST_DAYS: i32 = 366;

/// The actor's own, those that are not over, the earliest first.
pub async fn mine(app: &App, actor: &Actor) -> Result<Vec<AbsenceRow>, AppError> {
    let model = app.model(actor.city).await?;
    Ok(escalations::absences_of(app.db(), actor.city, actor.person, model.day_of(app.now())).await?)
}

/// Who stands in for the actor's posts: post and deputy, of today. A post without a deputy has an empty list.
pub fn deputies<'a>(model: &'a CityModel, actor: &Actor) -> Vec<(&'a Post, Vec<&'a Post>)> {
    let mine = model.posts_of.get(&actor.person).into_iter().flatten().filter_map(|post| model.posts.get(post));
    mine.filter(|post| post.in_force(model.day))
        .map(|post| {
            let of = |other: &&Post| other.deputy_of == Some(post.id) && other.in_force(model.day);
            let mut deputies: Vec<&Post> = model.posts.values().filter(of).collect();
            deputies.sort_unstable_by_key(|deputy| deputy.id);
            (post, deputies)
        })
        .collect()
}

/// Enters an absence from the first to the last day, both away. The same days twice are one absence.
///
/// Errors: the last day before the first or past; longer than a year.
pub async fn enter(app: &App, actor: &Actor, first: Day, last: Day) -> Result<AbsenceId, AppError> {
    let model = app.model(actor.city).await?;
    let today = model.day_of(app.now());
    let mut faults = Vec::new();
    if last < first {
        faults.push(FieldProblem::new("last", say!(escalation_last_day_before_first)));
    } else if last < today {
        faults.push(FieldProblem::new("last", say!(escalation_these_days_over)));
    } else if first.until(last).map_or(0, |span| span.get_days()) > MOST_DAYS {
        faults.push(FieldProblem::new("last", say!(escalation_year_at_most_at_once)));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let there = mine(app, actor).await?;
    if let Some(same) = there.iter().find(|row| (row.first_day, row.last_day) == (first, last)) {
        return Ok(same.id);
    }
    let row = AbsenceRow { id: app.new_id(AbsenceId), person: actor.person, first_day: first, last_day: last };
    let mut tx = app.db().begin().await?;
    escalations::put_absence(&mut tx, actor.city, &row, app.now()).await?;
    let particulars = serde_json::json!({ "first": first.to_string(), "last": last.to_string() });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Absence(row.id), particulars).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Takes an absence back. Errors: there is no such absence of the actor.
pub async fn end(app: &App, actor: &Actor, id: AbsenceId) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    if !escalations::end_absence(&mut tx, actor.city, id, actor.person).await? {
        return Err(AppError::NotFound("absence"));
    }
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Absence(id),
        serde_json::json!({ "ended": true }),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
