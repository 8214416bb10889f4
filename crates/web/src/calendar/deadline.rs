//! From a start and a limit to the deadline, day by day, for whoever disputes it.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use changxiao_app::{AppError, calendar, model::CityModel};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    lang::Lang,
    time::{Day, HOUR, Instant, MINUTE},
};
use serde::Deserialize;

use crate::{
    answer::{WebError, page_with},
    orgs::parts::{Choice, Faults},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    text::{Texts, fill, texts},
    words,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// 2026-09-30T16:00 on the city's clock.
    from: Option<String>,
    /// A whole limit such as 5工作日, as a case links it.
    limit: Option<String>,
    amount: Option<String>,
    kind: Option<String>,
}

#[derive(Template)]
#[template(path = "calendar/deadline.html")]
struct DeadlinePage {
    shell: Shell,
    from: String,
    amount: String,
    kinds: Vec<Choice>,
    answer: Option<Answer>,
    faults: Faults,
}

struct Answer {
    due: String,
    near: String,
    from: String,
    limit: String,
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
    let amount = asked.amount.or_else(|| whole.map(|limit| limit.amount.to_string()));
    let kind = asked.kind.as_deref().and_then(LimitKind::parse).or(whole.map(|limit| limit.kind));
    let was_asked = asked.from.is_some() || amount.is_some();
    let (answer, faults) = if was_asked {
        match answer(&state, &who, asked.from.as_deref(), amount.as_deref(), kind, l).await {
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
        from: asked.from.unwrap_or(now),
        amount: amount.unwrap_or_else(|| "1".to_owned()),
        kinds: LimitKind::ALL
            .into_iter()
            .map(|kind| Choice::new(kind.code(), kind_words(kind, l), kind == chosen))
            .collect(),
        answer,
        faults,
    };
    page_with(status, &page)
}

async fn answer(
    state: &WebState,
    who: &Who,
    from: Option<&str>,
    amount: Option<&str>,
    kind: Option<LimitKind>,
    l: &'static Texts,
) -> Result<Answer, AppError> {
    let lang = who.lang();
    let from = from
        .and_then(|text| read_moment(&who.model, text))
        .ok_or_else(|| AppError::field("from", "时间写作 2026-09-30 16:00", "Write the time as 2026-09-30 16:00"))?;
    let amount: i64 = amount
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| AppError::field("amount", "时限为整数", "A limit is a whole number"))?;
    let limit = Limit::new(kind.unwrap_or(LimitKind::WorkingDay), amount);
    let found = calendar::deadline(state.app(), &who.actor, from, limit).await?;
    let full = |at: Instant| words::full_moment(lang, pages::wall(&who.model, at));
    let uncovered: Vec<String> = found.uncovered.iter().map(ToString::to_string).collect();
    Ok(Answer {
        due: full(found.due),
        near: full(found.near),
        from: full(from),
        limit: limit.words(lang),
        total: hours(lang, who.model.calendar.total(limit)),
        uncovered: if uncovered.is_empty() {
            String::new()
        } else {
            fill(l.calendar_uncovered_years, &[("years", &uncovered.join(lang.pick("、", ", ")))])
        },
        steps: found
            .steps
            .iter()
            .map(|step| {
                let time = |at: Instant| words::time_of_day(pages::wall(&who.model, at));
                Step {
                    day: words::day(lang, step.day, who.model.day.year()),
                    weekday: words::weekday(lang, step.day),
                    reason: step.reason.words(lang),
                    counts: step.reason.counts(),
                    span: match (step.from, step.to) {
                        (Some(from), Some(to)) => format!("{}–{}", time(from), end_of(time(to))),
                        _ => String::new(),
                    },
                    counted: if step.counted > 0 { hours(lang, step.counted) } else { String::new() },
                    left: left_words(lang, step.left),
                }
            })
            .collect(),
    })
}

/// 2026-09-30T16:00 or 2026-09-30 16:00 on the city's clock, with or without seconds.
fn read_moment(model: &CityModel, text: &str) -> Option<Instant> {
    let (day, time) = text.trim().split_once(['T', ' '])?;
    let day: Day = day.parse().ok()?;
    let mut parts = time.split(':').map(|part| part.trim().parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().map_or(Some(0), |part| part)?;
    let valid = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    valid.then(|| Instant::from_civil(day.at(hour, minute, second, 0), model.calendar.zone()))
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
        (Lang::En, 0) => format!("{hours} h"),
        (Lang::En, _) => format!("{hours} h {minutes:02} min"),
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
