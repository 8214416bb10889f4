//! From a start and a limit to the deadline, day by day, for whoever disputes it.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    AppError,
    calendar::{self, Deadline},
    model::CityModel,
};
use changxiao_domain::{
    calendar::{Limit, LimitClock, LimitKind, Pause},
    time::{HOUR, Instant, MINUTE},
};
use changxiao_words::{Texts, fill, say};
use serde::Deserialize;

use crate::{
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    filters,
    request::Request,
    shell::{Section, Shell},
    words,
};

/// The question as the address carries it, so that an answer can be sent to somebody.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeadlineQuery {
    /// 2026-09-30T16:00 on the city's clock.
    from: Option<String>,
    /// A whole limit such as 5工作日, as a case links it.
    limit: Option<String>,
    amount: Option<String>,
    kind: Option<String>,
    /// Where the clock stopped and went on; without the end it still stands.
    paused: String,
    resumed: String,
    paused2: String,
    resumed2: String,
    /// A number in the unit of the limit, or a whole limit such as 4工作时.
    extension: String,
}

#[derive(Template)]
#[template(path = "calendar/deadline.html")]
struct DeadlinePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    query: &'a DeadlineQuery,
    from: String,
    amount: String,
    kinds: Vec<Choice>,
    /// The clock that was asked about, and what came out.
    answer: Option<(LimitClock, Deadline)>,
    faults: Faults,
}

pub(super) async fn show(request: Request, Query(query): Query<DeadlineQuery>) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let whole: Option<Limit> = query.limit.as_deref().and_then(|text| text.parse().ok());
    let amount = query.amount.clone().or_else(|| whole.map(|limit| limit.amount.to_string()));
    let kind = query.kind.as_deref().and_then(LimitKind::read).or(whole.map(|limit| limit.kind));
    let (answer, faults) = if query.from.is_none() && amount.is_none() {
        (None, Faults::default())
    } else {
        match count(&request, &query, amount.as_deref(), kind).await {
            Ok(answer) => (Some(answer), Faults::default()),
            Err(problem) => (None, request.faults(problem)?),
        }
    };
    let chosen = kind.unwrap_or(LimitKind::WorkingDay);
    let now = cx.now.in_zone(model.calendar.zone());
    let now = format!("{}T{:02}:{:02}", now.date(), now.hour(), now.minute());
    let choice = |kind: LimitKind| Choice::new(kind.code(), kind_words(kind, cx.l), kind == chosen);
    let page = DeadlinePage {
        shell: request.shell(Section::Calendar).await,
        cx,
        query: &query,
        from: query.from.clone().unwrap_or(now),
        amount: amount.unwrap_or_else(|| "1".to_owned()),
        kinds: LimitKind::ALL.into_iter().map(choice).collect(),
        answer,
        faults,
    };
    request.form_page(&page.faults, &page)
}

async fn count(
    request: &Request,
    query: &DeadlineQuery,
    amount: Option<&str>,
    kind: Option<LimitKind>,
) -> Result<(LimitClock, Deadline), AppError> {
    let clock = read_clock(request.model(), query, amount, kind)?;
    let found = calendar::deadline(request.app(), request.actor(), &clock).await?;
    Ok((clock, found))
}

/// The deadline, or what is left while the clock stands still.
fn due_words(cx: &Cx, found: &Deadline) -> String {
    let left = found.steps.last().map_or(0, |step| step.left);
    match found.due {
        Some(due) => words::full_moment(cx.lang, cx.wall(due)),
        None => fill(cx.l.calendar_stands, &[("time", &hours(cx, &left))]),
    }
}

/// Years for which no table was imported.
fn uncovered(cx: &Cx, found: &Deadline) -> String {
    found.uncovered.iter().map(ToString::to_string).collect::<Vec<_>>().join(cx.l.calendar_text)
}

/// The clock that the question describes. Errors name the field.
fn read_clock(
    model: &CityModel,
    query: &DeadlineQuery,
    amount: Option<&str>,
    kind: Option<LimitKind>,
) -> Result<LimitClock, AppError> {
    let moment = |field: &'static str, text: &str| {
        let wrong = || AppError::field(field, say!(calendar_write_time_2026_09_30));
        model.calendar.read_moment(text).ok_or_else(wrong)
    };
    let from = moment("from", query.from.as_deref().unwrap_or(""))?;
    let amount: i64 = amount
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| AppError::field("amount", say!(calendar_limit_whole_number)))?;
    let limit = Limit::set(kind.unwrap_or(LimitKind::WorkingDay), amount)
        .map_err(|outside| AppError::field("amount", outside.message()))?;
    let mut clock = LimitClock::new(limit, from);
    let pauses = [
        ("paused", &query.paused, "resumed", &query.resumed),
        ("paused2", &query.paused2, "resumed2", &query.resumed2),
    ];
    for (paused, from, resumed, until) in pauses {
        if from.trim().is_empty() {
            if until.trim().is_empty() {
                continue;
            }
            return Err(AppError::field(paused, say!(calendar_say_when_clock_stopped)));
        }
        let from = moment(paused, from)?;
        let until = if until.trim().is_empty() { None } else { Some(moment(resumed, until)?) };
        if until.is_some_and(|until| until <= from) {
            return Err(AppError::field(resumed, say!(calendar_clock_goes_on_after_stopped)));
        }
        clock.pauses.push(Pause { from, until });
    }
    let extension = query.extension.trim();
    if !extension.is_empty() {
        let amount = extension.parse().ok().and_then(|amount| Limit::set(clock.limit.kind, amount).ok());
        let limit = amount.or_else(|| extension.parse().ok());
        clock
            .extensions
            .push(limit.ok_or_else(|| AppError::field("extension", say!(calendar_write_extension_2_4_working)))?);
    }
    Ok(clock)
}

/// The end of a day is 24:00 of that day, not 00:00.
fn end_of(cx: &Cx, at: &Instant) -> String {
    let time = words::time_of_day(cx.wall(*at));
    if time == "00:00" { "24:00".to_owned() } else { time }
}

/// Counted time in hours, however many: a day of it would be read as a working day of eight hours or as one of twenty-four.
fn hours(cx: &Cx, micros: &i64) -> String {
    if *micros < 24 * HOUR {
        return words::duration(cx.lang, *micros);
    }
    let (hours, minutes) = (micros / HOUR, micros % HOUR / MINUTE);
    match minutes {
        0 => fill(cx.l.calendar_hours_only, &[("hours", &hours)]),
        _ => fill(cx.l.calendar_hours_and_minutes, &[("hours", &hours), ("minutes", &format_args!("{minutes:02}"))]),
    }
}

fn kind_words(kind: LimitKind, l: &'static Texts) -> &'static str {
    match kind {
        LimitKind::UrgentHour => l.calendar_urgent_hour,
        LimitKind::WorkingHour => l.calendar_working_hour,
        LimitKind::WorkingDay => l.calendar_working_day,
        LimitKind::NaturalDay => l.calendar_natural_day,
    }
}
