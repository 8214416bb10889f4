//! The city's days off and make-up workdays: reading them with their sources, changing one, and the arithmetic of a deadline.

use changxiao_domain::{
    calendar::{CalendarError, DayKind, DeadlineStep, Limit},
    orgs::{Actor, Permission},
    time::{Day, Instant},
};
use changxiao_store::{
    calendar::{self, CalendarDay},
    cities,
};

use crate::{App, AppError, FieldProblem, note};

/// Every day of the tables, oldest first. Errors: not permitted.
pub async fn days(app: &App, actor: &Actor) -> Result<Vec<CalendarDay>, AppError> {
    actor.require(Permission::ReadUnits)?;
    Ok(calendar::all(app.db(), actor.city).await?)
}

/// What a form says of a day.
#[derive(Clone, Debug)]
pub struct ChangeDay {
    pub day: Day,
    /// `None`: an ordinary day of the week, the row is removed.
    pub kind: Option<DayKind>,
    pub name: String,
    pub source: String,
    /// Kind and name that the form was made from, empty texts for an ordinary day.
    pub was: (String, String),
}

/// Changes one day. Deadlines that were computed before keep their moment; new ones are counted on the new calendar.
///
/// Errors: not permitted; no name or no source; someone else changed the day.
pub async fn change_day(app: &App, actor: &Actor, change: &ChangeDay) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let mut faults = Vec::new();
    let (name, source) = (change.name.trim(), change.source.trim());
    if change.kind.is_some() && (name.is_empty() || name.chars().count() > 40) {
        faults.push(FieldProblem::new("name", "写明节日名称，如国庆节", "Name the holiday, such as National Day"));
    }
    if change.kind.is_some() && (source.is_empty() || source.chars().count() > 200) {
        faults.push(FieldProblem::new(
            "source",
            "写明依据，如国务院办公厅通知文号",
            "Name the source, such as the number of the notice",
        ));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let model = app.model(actor.city).await?;
    let held = model.calendar.holiday(change.day);
    let was = held.map_or_else(Default::default, |held| (held.kind.code().to_owned(), held.name.clone()));
    if was != change.was {
        return Err(AppError::Conflict);
    }
    let mut tx = app.db().begin().await?;
    match change.kind {
        None => {
            calendar::remove(&mut tx, actor.city, change.day).await?;
        }
        Some(kind) => {
            let day = CalendarDay {
                day: change.day,
                kind: kind.code().to_owned(),
                name: name.to_owned(),
                source: source.to_owned(),
            };
            calendar::put(&mut tx, actor.city, &day).await?;
        }
    }
    cities::touch_model(&mut tx, actor.city).await?;
    let is = change.kind.map_or("", DayKind::code);
    let particulars = serde_json::json!({ "kind": [was.0, is], "name": [was.1, name], "source": source });
    note(app, &mut tx, actor.city, Some(actor), "change", format!("day {}", change.day), particulars).await?;
    tx.commit().await?;
    app.models().refresh(app, actor.city).await?;
    Ok(())
}

/// When a limit runs out, when the lamp turns yellow, and how that comes about.
pub struct Deadline {
    pub near: Instant,
    pub due: Instant,
    pub steps: Vec<DeadlineStep>,
    /// Years that the count touches and for which no table was imported.
    pub uncovered: Vec<i16>,
}

/// A table of more days than this is no answer to a dispute.
const MOST_STEPS: usize = 1_000;

/// Errors: not permitted; an amount below 1; an end too far away.
pub async fn deadline(app: &App, actor: &Actor, from: Instant, limit: Limit) -> Result<Deadline, AppError> {
    actor.require(Permission::ReadUnits)?;
    let model = app.model(actor.city).await?;
    let calendar = &model.calendar;
    let refuse = |problem: CalendarError| match problem {
        CalendarError::AmountNotPositive(_) => AppError::field("amount", "时限至少为 1", "A limit is 1 or more"),
        _ => too_far(),
    };
    let due = calendar.deadline(from, limit).map_err(refuse)?;
    let near = calendar.at_share(from, limit, changxiao_domain::calendar::NEAR_PERCENT).map_err(refuse)?;
    let (first, last) = (calendar.day_of(from), calendar.day_of(due));
    if first.until(last).map_or(true, |span| span.get_days() > 1_000) {
        return Err(too_far());
    }
    let steps = calendar.deadline_steps(from, limit).map_err(refuse)?;
    if steps.len() > MOST_STEPS {
        return Err(too_far());
    }
    let uncovered = if limit.kind.only_working_time() {
        (first.year()..=last.year()).filter(|year| !calendar.covers(*year)).collect()
    } else {
        Vec::new()
    };
    Ok(Deadline { near, due, steps, uncovered })
}

fn too_far() -> AppError {
    AppError::field("amount", "时限过长，核对数量", "The limit is too long; check its amount")
}
