//! Twelve months with days off and make-up workdays, each with its source.

use changxiao_words::{Lang, Texts, fill, texts};
use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{calendar, model::CityModel};
use changxiao_domain::{
    calendar::{DayKind, WorkSpan},
    orgs::Permission,
    time::{Day, MINUTE},
};
use changxiao_store::calendar::CalendarDay;
use serde::Deserialize;

use super::recount::{self, Line};
use crate::{
    answer::{WebError, page_with},
    faults::Faults,
    pages,
    pickers::read_day,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    year: Option<i16>,
    /// The day to change.
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "calendar/year.html")]
struct YearPage {
    shell: Shell,
    year: i16,
    covered: bool,
    years: Vec<(i16, bool, bool)>,
    previous: i16,
    next: i16,
    weekdays: Vec<&'static str>,
    months: Vec<Month>,
    summary: String,
    rows: Vec<Row>,
    hours: String,
    day_length: String,
    zone: String,
    edit: Option<Edit>,
    recounts: Vec<Line>,
    faults: Faults,
    may_manage: bool,
    may_import: bool,
}

struct Month {
    name: String,
    weeks: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Cell {
    /// 1 to 31; 0 for a place before the first or after the last.
    number: i8,
    /// `off`, `work`, `weekend` or nothing.
    kind: &'static str,
    /// 休, 班.
    mark: &'static str,
    /// What a screen reader says: the date, what it is, the holiday.
    label: String,
    href: String,
    today: bool,
}

struct Row {
    day: String,
    weekday: &'static str,
    kind: &'static str,
    word: &'static str,
    name: String,
    source: String,
    href: String,
}

/// The form of one day.
pub(super) struct Edit {
    pub action: String,
    pub title: String,
    pub kind: String,
    pub name: String,
    pub source: String,
    pub was_kind: String,
    pub was_name: String,
    pub back: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Calendar, jar).await;
    let day = read_day(asked.day.as_deref());
    let year = day.map(|day| day.year()).or(asked.year).unwrap_or(who.model.day.year());
    let response = render(&state, &who, shell, year, day, None, Faults::default()).await?;
    Ok((jar, response))
}

/// The page with the form of a day as it came back: kind, name and source as they were typed.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    day: Day,
    typed: (String, String, String),
    faults: Faults,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Calendar, faults.notice.clone()).await;
    render(state, who, shell, day.year(), Some(day), Some(typed), faults).await
}

async fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    year: i16,
    day: Option<Day>,
    typed: Option<(String, String, String)>,
    faults: Faults,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let year = year.clamp(2000, 2100);
    let may_manage = who.actor.may(Permission::ManageReference);
    let all = calendar::days(state.app(), &who.actor).await?;
    let of_year: BTreeMap<Day, &CalendarDay> =
        all.iter().filter(|row| row.day.year() == year).map(|row| (row.day, row)).collect();
    let mut years: Vec<i16> = all.iter().map(|row| row.day.year()).chain([model.day.year(), year]).collect();
    years.sort_unstable();
    years.dedup();
    // The years beside the listed ones; 0 where the list has them already.
    let beside = |of: i16| if years.contains(&of) { 0 } else { of };
    let (previous, next) = (beside(year - 1), beside(year + 1));
    let count = |kind: DayKind| of_year.values().filter(|row| row.kind == kind.code()).count();
    let now = state.app().now();
    let recounts = if may_manage { calendar::recount::newest(state.app(), &who.actor).await? } else { Vec::new() };
    let edit = day.filter(|_| may_manage).map(|day| edit_of(model, day, of_year.get(&day).copied(), typed, lang, l));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &YearPage {
            covered: model.calendar.covers(year),
            years: years.into_iter().map(|of| (of, of == year, model.calendar.covers(of))).collect(),
            previous,
            next,
            weekdays: weekdays(lang),
            months: (1..=12).map(|month| month_of(model, year, month, may_manage, lang, l)).collect(),
            summary: fill(l.calendar_summary, &[("off", &count(DayKind::Off)), ("work", &count(DayKind::Work))]),
            rows: of_year.values().map(|row| row_of(row, may_manage, lang, l)).collect(),
            hours: model.calendar.spans().iter().map(span_words).collect::<Vec<_>>().join(texts(lang).calendar_text),
            day_length: words::duration(lang, model.calendar.working_day_minutes() * MINUTE),
            zone: model.city.zone.clone(),
            edit,
            recounts: recounts.iter().map(|of| recount::line(who, now, of, l)).collect(),
            faults,
            may_manage,
            may_import: who.actor.may(Permission::Import),
            year,
            shell,
        },
    )
}

fn month_of(model: &CityModel, year: i16, month: i8, may_manage: bool, lang: Lang, l: &'static Texts) -> Month {
    let name = words::month(lang, year, month, year);
    let Ok(first) = Day::new(year, month, 1) else { return Month { name, weeks: Vec::new() } };
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut cells: Vec<Cell> = (0..before).map(|_| Cell::default()).collect();
    let mut day = first;
    while day.month() == month {
        cells.push(cell(model, day, may_manage, lang, l));
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    while !cells.len().is_multiple_of(7) {
        cells.push(Cell::default());
    }
    let mut weeks = Vec::new();
    while !cells.is_empty() {
        weeks.push(cells.drain(..7).collect());
    }
    Month { name, weeks }
}

fn cell(model: &CityModel, day: Day, may_manage: bool, lang: Lang, l: &'static Texts) -> Cell {
    let holiday = model.calendar.holiday(day);
    let (kind, mark, word) = match holiday.map(|holiday| holiday.kind) {
        Some(DayKind::Off) => ("off", l.calendar_mark_off, l.calendar_off),
        Some(DayKind::Work) => ("work", l.calendar_mark_work, l.calendar_work),
        None if model.calendar.is_workday(day) => ("", "", l.calendar_workday),
        None => ("weekend", "", l.calendar_weekend),
    };
    let name = holiday.map_or("", |holiday| holiday.name.as_str());
    Cell {
        number: day.day(),
        kind,
        mark,
        label: format!("{} {} {word} {name}", words::day(lang, day, day.year()), words::weekday(lang, day))
            .trim()
            .to_owned(),
        href: if may_manage { format!("/calendar?day={day}#edit") } else { String::new() },
        today: day == model.day,
    }
}

fn row_of(row: &CalendarDay, may_manage: bool, lang: Lang, l: &'static Texts) -> Row {
    let off = row.kind == DayKind::Off.code();
    Row {
        day: words::day(lang, row.day, row.day.year()),
        weekday: words::weekday(lang, row.day),
        kind: if off { "off" } else { "work" },
        word: if off { l.calendar_off } else { l.calendar_work },
        name: row.name.clone(),
        source: row.source.clone(),
        href: if may_manage { format!("/calendar?day={}#edit", row.day) } else { String::new() },
    }
}

fn edit_of(
    model: &CityModel,
    day: Day,
    row: Option<&CalendarDay>,
    typed: Option<(String, String, String)>,
    lang: Lang,
    l: &'static Texts,
) -> Edit {
    let held = row.map_or_else(Default::default, |row| (row.kind.clone(), row.name.clone(), row.source.clone()));
    let plain = if model.calendar.is_workday(day) { l.calendar_workday } else { l.calendar_weekend };
    let word = match held.0.as_str() {
        "off" => l.calendar_off,
        "work" => l.calendar_work,
        _ => plain,
    };
    let (was_kind, was_name) = (held.0.clone(), held.1.clone());
    let (kind, name, source) = typed.unwrap_or(held);
    Edit {
        action: format!("/calendar/{day}"),
        title: format!("{} {} · {word}", words::full_day(lang, day), words::weekday(lang, day)),
        kind,
        name,
        source,
        was_kind,
        was_name,
        back: format!("/calendar?year={}", day.year()),
    }
}

fn weekdays(lang: Lang) -> Vec<&'static str> {
    match lang {
        Lang::Zh => vec!["一", "二", "三", "四", "五", "六", "日"],
        _ => vec!["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    }
}

/// 08:00–12:00.
fn span_words(span: &WorkSpan) -> String {
    format!("{:02}:{:02}–{:02}:{:02}", span.from / 60, span.from % 60, span.to / 60, span.to % 60)
}
