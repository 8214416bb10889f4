//! Twelve months with days off and make-up workdays, each with its source.

use std::{collections::BTreeMap, ops::RangeInclusive};

use askama::Template;
use axum::extract::Query;
use changxiao_app::calendar;
use changxiao_domain::{
    calendar::{DayKind, Holiday, WorkSpan},
    orgs::{Actor, Permission},
    time::{Day, MINUTE},
};
use changxiao_store::{calendar::CalendarDay, recounts::Recount};
use changxiao_web_kit::filtered::{Filter, Value};
use serde::Deserialize;

use super::recount::summary;
use changxiao_words::Texts;

use crate::{
    answer::Answer,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
    words,
};

/// What may stand in the address of the calendar: the years that it can hold.
pub(super) const FILTERS: &[Filter] =
    &[Filter::new("year", Value::Number(YEARS.0 as i64, YEARS.1 as i64)), Filter::new("day", Value::Day)];

const YEARS: (i16, i16) = (2000, 2100);

#[derive(Deserialize)]
pub(super) struct CalendarQuery {
    year: Option<i16>,
    /// The day to change.
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "calendar/year.html")]
struct YearPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    year: i16,
    /// Those that have days in the tables, today's and the one shown.
    years: Vec<i16>,
    /// The exceptions of the year.
    rows: BTreeMap<Day, CalendarDay>,
    /// The day that is changed, and what was typed into its form.
    edit: Option<(Day, Typed)>,
    recounts: Vec<Recount>,
    faults: Faults,
}

pub(super) async fn show(request: Request, Query(query): Query<CalendarQuery>) -> Answer {
    let day = read_day(query.day.as_deref());
    let year = day.map(|day| day.year()).or(query.year).unwrap_or(request.model().day.year());
    render(&request, year, day.map(|day| (day, None)), Faults::default()).await
}

/// The page with the form of a day, which may have come back.
pub(super) async fn render(request: &Request, year: i16, edit: Option<(Day, Option<Typed>)>, faults: Faults) -> Answer {
    let (cx, app, actor) = (&request.cx, request.app(), request.actor());
    let year = year.clamp(YEARS.0, YEARS.1);
    let may_manage = actor.may(Permission::ManageReference);
    let all = calendar::days(app, actor).await?;
    let mut years: Vec<i16> = all.iter().map(|row| row.day.year()).chain([cx.model.day.year(), year]).collect();
    years.sort_unstable();
    years.dedup();
    let rows: BTreeMap<Day, CalendarDay> =
        all.into_iter().filter(|row| row.day.year() == year).map(|row| (row.day, row)).collect();
    let kept = |day: Day| {
        let typed = Typed::default();
        rows.get(&day).map_or(typed.clone(), |row| {
            typed.with("kind", &row.kind).with("name", &row.name).with("source", &row.source)
        })
    };
    let page = YearPage {
        shell: request.form_shell(Section::Calendar, &faults).await,
        cx,
        actor,
        year,
        years,
        edit: edit.filter(|_| may_manage).map(|(day, typed)| (day, typed.unwrap_or_else(|| kept(day)))),
        recounts: if may_manage { calendar::recount::newest(app, actor).await? } else { Vec::new() },
        rows,
        faults,
    };
    request.form_page(&page.faults, &page)
}

impl YearPage<'_> {
    fn may_manage(&self) -> bool {
        self.actor.may(Permission::ManageReference)
    }

    fn covers(&self, year: &i16) -> bool {
        self.cx.model.calendar.covers(*year)
    }

    fn count(&self, kind: DayKind) -> usize {
        self.rows.values().filter(|row| row.kind == kind.code()).count()
    }

    fn holiday(&self, day: &Day) -> Option<&Holiday> {
        self.cx.model.calendar.holiday(*day)
    }

    /// Of an exception; `None` for a day as the week has it.
    fn kind_of(&self, day: &Day) -> Option<DayKind> {
        self.holiday(day).map(|holiday| holiday.kind)
    }

    /// As the day is kept.
    fn kept(&self, day: &Day) -> Option<&CalendarDay> {
        self.rows.get(day)
    }

    fn months(&self) -> RangeInclusive<i8> {
        1..=12
    }

    fn month_name(&self, month: &i8) -> String {
        words::month(self.cx.lang, self.year, *month, self.year)
    }

    /// A month in weeks from Monday on; `None` for places before its first and after its last day.
    fn weeks(&self, month: &i8) -> Vec<Vec<Option<Day>>> {
        let Ok(first) = Day::new(self.year, *month, 1) else { return Vec::new() };
        let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        let mut cells: Vec<Option<Day>> = vec![None; before];
        cells.extend(days.take_while(|day| day.month() == *month).map(Some));
        cells.resize(cells.len().next_multiple_of(7), None);
        cells.chunks(7).map(<[_]>::to_vec).collect()
    }

    /// What a day is: a day off, a make-up workday, or as the week has it.
    fn word(&self, day: &Day) -> &'static str {
        let l = self.cx.l;
        match self.kind_of(day) {
            Some(DayKind::Off) => l.calendar_off,
            Some(DayKind::Work) => l.calendar_work,
            None if self.cx.model.calendar.is_workday(*day) => l.calendar_workday,
            None => l.calendar_weekend,
        }
    }

    fn is_weekend(&self, day: &Day) -> bool {
        self.holiday(day).is_none() && !self.cx.model.calendar.is_workday(*day)
    }

    /// What a screen reader says: the date, what it is, the holiday.
    fn label(&self, day: &Day) -> String {
        let name = self.holiday(day).map_or("", |holiday| holiday.name.as_str());
        let weekday = words::weekday(self.cx.lang, *day);
        format!("{} {weekday} {} {name}", self.date(day), self.word(day)).trim().to_owned()
    }

    /// Without its year, which the page names.
    fn date(&self, day: &Day) -> String {
        words::day(self.cx.lang, *day, day.year())
    }

    fn day_length(&self) -> i64 {
        self.cx.model.calendar.working_day_minutes() * MINUTE
    }

    /// The years beside the listed ones.
    fn previous(&self) -> Option<i16> {
        Some(self.year - 1).filter(|year| !self.years.contains(year))
    }

    fn next(&self) -> Option<i16> {
        Some(self.year + 1).filter(|year| !self.years.contains(year))
    }
}

/// 08:00–12:00.
fn span_words(span: &WorkSpan) -> String {
    format!("{:02}:{:02}–{:02}:{:02}", span.from / 60, span.from % 60, span.to / 60, span.to % 60)
}

/// The heads of the columns of a month.
fn weekdays(l: &Texts) -> [&'static str; 7] {
    [
        l.calendar_short_monday,
        l.calendar_short_tuesday,
        l.calendar_short_wednesday,
        l.calendar_short_thursday,
        l.calendar_short_friday,
        l.calendar_short_saturday,
        l.calendar_short_sunday,
    ]
}
