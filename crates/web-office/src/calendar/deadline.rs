//! From a start and a limit to the deadline, day by day, for whoever disputes it.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use changxiao_app::{AppError, calendar, model::CityModel};
use changxiao_domain::{
    calendar::{DeadlineStep, Limit, LimitClock, LimitKind, Pause},
    time::{HOUR, Instant, MINUTE},
};
use changxiao_words::{Lang, Texts, fill, say, texts};
use serde::Deserialize;

use crate::{
    answer::{WebError, page_with},
    choice::Choice,
    faults::Faults,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// The question as the address carries it, so that an answer can be sent to somebody.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
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
struct DeadlinePage {
    shell: Shell,
    asked: Asked,
    from: String,
    amount: String,
    kinds: Vec<Choice>,
    answer: Option<Answer>,
    faults: Faults,
}

struct Answer {
    /// The deadline, or what is left while the clock stands still.
    due: String,
    near: String,
    from: String,
    limit: String,
    pauses: Vec<String>,
    extension: String,
    total: String,
    steps: Vec<Step>,
    uncovered: String,
}

struct Step {
    day: String,
    weekday: &'static str,
    reason: String,
    counts: bool,
    span: String,
    counted: String,
    left: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let whole: Option<Limit> = asked.limit.as_deref().and_then(|text| text.parse().ok());
    let amount = asked.amount.clone().or_else(|| whole.map(|limit| limit.amount.to_string()));
    let kind = asked.kind.as_deref().and_then(LimitKind::parse).or(whole.map(|limit| limit.kind));
    let was_asked = asked.from.is_some() || amount.is_some();
    let (answer, faults) = if was_asked {
        match answer(&state, &who, &asked, amount.as_deref(), kind, l).await {
            Ok(answer) => (Some(answer), Faults::default()),
            Err(problem) => (None, Faults::from(problem, lang)?),
        }
    } else {
        (None, Faults::default())
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let chosen = kind.unwrap_or(LimitKind::WorkingDay);
    let now = state.app().now().in_zone(who.model.calendar.zone());
    let now = format!("{}T{:02}:{:02}", now.date(), now.hour(), now.minute());
    let page = DeadlinePage {
        shell: pages::shell(&state, &who, Section::Calendar, None).await,
        from: asked.from.clone().unwrap_or(now),
        amount: amount.unwrap_or_else(|| "1".to_owned()),
        kinds: LimitKind::ALL
            .into_iter()
            .map(|kind| Choice::new(kind.code(), kind_words(kind, l), kind == chosen))
            .collect(),
        asked,
        answer,
        faults,
    };
    page_with(status, &page)
}

async fn answer(
    state: &WebState,
    who: &Who,
    asked: &Asked,
    amount: Option<&str>,
    kind: Option<LimitKind>,
    l: &'static Texts,
) -> Result<Answer, AppError> {
    let lang = who.lang();
    let clock = read_clock(&who.model, asked, amount, kind)?;
    let found = calendar::deadline(state.app(), &who.actor, &clock).await?;
    let full = |at: Instant| words::full_moment(lang, pages::wall(&who.model, at));
    let left = found.steps.last().map_or(0, |step| step.left);
    let uncovered: Vec<String> = found.uncovered.iter().map(ToString::to_string).collect();
    Ok(Answer {
        due: match found.due {
            Some(due) => full(due),
            None => fill(l.calendar_stands, &[("time", &hours(lang, left))]),
        },
        near: found.near.map_or_else(|| "—".to_owned(), full),
        from: full(clock.started),
        limit: clock.limit.words(lang),
        pauses: clock
            .pauses
            .iter()
            .map(|pause| {
                let until = pause.until.map_or_else(|| l.calendar_not_over.to_owned(), full);
                format!("{} – {until}", full(pause.from))
            })
            .collect(),
        extension: clock.extensions.first().map_or_else(String::new, |extension| extension.words(lang)),
        total: hours(lang, found.total),
        uncovered: if uncovered.is_empty() {
            String::new()
        } else {
            fill(l.calendar_uncovered_years, &[("years", &uncovered.join(texts(lang).calendar_text))])
        },
        steps: found.steps.iter().map(|step| step_of(&who.model, step, lang)).collect(),
    })
}

fn step_of(model: &CityModel, step: &DeadlineStep, lang: Lang) -> Step {
    let time = |at: Instant| words::time_of_day(pages::wall(model, at));
    Step {
        day: words::day(lang, step.day, model.day.year()),
        weekday: words::weekday(lang, step.day),
        reason: step.reason.words(lang),
        counts: step.reason.counts(),
        span: step.from.map_or_else(String::new, |from| {
            format!("{}–{}", time(from), step.to.map_or_else(String::new, |to| end_of(time(to))))
        }),
        counted: if step.counted > 0 { hours(lang, step.counted) } else { String::new() },
        left: left_words(lang, step.left),
    }
}

/// The clock that the question describes. Errors name the field.
fn read_clock(
    model: &CityModel,
    asked: &Asked,
    amount: Option<&str>,
    kind: Option<LimitKind>,
) -> Result<LimitClock, AppError> {
    let moment = |field: &'static str, text: &str| {
        let wrong = || AppError::field(field, say!(calendar_write_time_2026_09_30));
        model.calendar.read_moment(text).ok_or_else(wrong)
    };
    let from = moment("from", asked.from.as_deref().unwrap_or(""))?;
    let amount: i64 = amount
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| AppError::field("amount", say!(calendar_limit_whole_number)))?;
    let mut clock = LimitClock::new(Limit::new(kind.unwrap_or(LimitKind::WorkingDay), amount), from);
    let pauses = [
        ("paused", &asked.paused, "resumed", &asked.resumed),
        ("paused2", &asked.paused2, "resumed2", &asked.resumed2),
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
    let extension = asked.extension.trim();
    if !extension.is_empty() {
        let amount = extension.parse().ok().map(|amount| Limit::new(clock.limit.kind, amount));
        let limit = amount.filter(|limit| limit.amount > 0).or_else(|| extension.parse().ok());
        clock
            .extensions
            .push(limit.ok_or_else(|| AppError::field("extension", say!(calendar_write_extension_2_4_working)))?);
    }
    Ok(clock)
}

/// The end of a day is 24:00 of that day, not 00:00.
fn end_of(time: String) -> String {
    if time == "00:00" { "24:00".to_owned() } else { time }
}

/// Counted time in hours, however many: a day of it would be read as a working day of eight hours or as one of twenty-four.
fn hours(lang: Lang, micros: i64) -> String {
    if micros < 24 * HOUR {
        return words::duration(lang, micros);
    }
    let (hours, minutes) = (micros / HOUR, micros % HOUR / MINUTE);
    match (lang, minutes) {
        (Lang::Zh, 0) => format!("{hours} 小时"),
        (Lang::Zh, _) => format!("{hours} 小时 {minutes:02} 分"),
        (_, 0) => format!("{hours} h"),
        (_, _) => format!("{hours} h {minutes:02} min"),
    }
}

fn left_words(lang: Lang, micros: i64) -> String {
    if micros <= 0 { "0".to_owned() } else { hours(lang, micros) }
}

fn kind_words(kind: LimitKind, l: &'static Texts) -> &'static str {
    match kind {
        LimitKind::UrgentHour => l.calendar_urgent_hour,
        LimitKind::WorkingHour => l.calendar_working_hour,
        LimitKind::WorkingDay => l.calendar_working_day,
        LimitKind::NaturalDay => l.calendar_natural_day,
    }
}
