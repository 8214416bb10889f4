//! The city's days off and make-up workdays: reading them with their sources, changing one, and the arithmetic of a deadline.

pub mod recount;

use changxiao_domain::{
    calendar::{CalendarError, DayKind, DeadlineStep, LimitClock},
    orgs::{Actor, Permission},
    time::{Day, Instant},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    calendar::{self, CalendarDay},
    cities,
};
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, note};
use recount::Recounted;

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

/// Changes one day, and counts every running deadline anew on the new calendar.
///
/// Errors: not permitted; no name or no source; someone else changed the day.
pub async fn change_day(app: &App, actor: &Actor, change: &ChangeDay) -> Result<Recounted, AppError> {
    actor.require(Permission::ManageReference)?;
    let mut faults = Vec::new();
    let (name, source) = (change.name.trim(), change.source.trim());
    if change.kind.is_some() && (name.is_empty() || name.chars().count() > 40) {
        faults.push(FieldProblem::new("name", say!(calendar_name_holiday_such_national_day)));
    }
    if change.kind.is_some() && (source.is_empty() || source.chars().count() > 200) {
        faults.push(FieldProblem::new("source", say!(calendar_name_source_such_number_notice)));
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
    cities::touch_model(&mut tx, actor.city);
    let is = change.kind.map_or("", DayKind::code);
    let particulars = serde_json::json!({ "kind": [was.0, is], "name": [was.1, name], "source": source });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Day(change.day), particulars).await?;
    let owed = recount::owe(app, &mut tx, actor, &change.day.to_string()).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    recount::carry_out(app, actor.city, owed).await
}

/// When a limit runs out, when the lamp turns yellow, and how that comes about.
pub struct Deadline {
    /// `None`, as `due`, while a pause that is not over holds the clock.
    pub near: Option<Instant>,
    pub due: Option<Instant>,
    /// Microseconds of counted time, limit and extensions together.
    pub total: i64,
    pub steps: Vec<DeadlineStep>,
    /// Years that the count touches and for which no table was imported.
    pub uncovered: Vec<i16>,
}

/// A table of more days than this is no answer to a dispute.
const MOST_DAYS: i32 = 1_000;

/// Errors: not permitted; an amount below 1; an extension that is counted otherwise; an end too far away.
pub async fn deadline(app: &App, actor: &Actor, clock: &LimitClock) -> Result<Deadline, AppError> {
    actor.require(Permission::ReadUnits)?;
    let model = app.model(actor.city).await?;
    let calendar = &model.calendar;
    let refuse = |problem: CalendarError| match problem {
        CalendarError::AmountNotPositive(_) => AppError::field("amount", say!(calendar_limit_1_more)),
        CalendarError::CountedOtherwise { .. } => {
            AppError::field("extension", say!(calendar_extension_counted_another_way_than))
        }
        _ => too_far(),
    };
    let (due, near) = (clock.due(calendar).map_err(refuse)?, clock.near(calendar).map_err(refuse)?);
    let stands_from = clock.pauses.iter().filter(|pause| pause.until.is_none()).map(|pause| pause.from).max();
    let (first, last) = (calendar.day_of(clock.started), due.or(stands_from).map(|end| calendar.day_of(end)));
    // `get_days` of a span between two days counts all of them.
    let days = last.and_then(|last| first.until(last).ok()).map_or(0, |span| span.get_days());
    if days > MOST_DAYS {
        return Err(too_far());
    }
    let steps = clock.steps(calendar).map_err(refuse)?;
    let uncovered = match last {
        Some(last) if clock.limit.kind.only_working_time() => {
            (first.year()..=last.year()).filter(|year| !calendar.covers(*year)).collect()
        }
        _ => Vec::new(),
    };
    Ok(Deadline { near, due, total: clock.total(calendar).map_err(refuse)?, steps, uncovered })
}

fn too_far() -> AppError {
    AppError::field("amount", say!(calendar_limit_too_long_check_its))
}
