//! Matters by state and by day: the board of a procedure, and the month in which what is open is due.

use askama::Template;
use axum::extract::Query;
use changxiao_app::matters::{
    list::{BoardColumn, Line, board, due_in},
    procedures::of_key,
};
use changxiao_domain::{
    matters::{FlowOf, LoadedDocument},
    scoring::Period,
    time::Day,
};
use changxiao_web_kit::{
    cx::Cx,
    filtered::{Filter, Value},
    filters,
    listing::FilterForm,
    request::Request,
};
use serde::Deserialize;

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

pub(super) const BOARD_FILTERS: &[Filter] =
    &[Filter::new("procedure", Value::Known(|model, key| of_key(model, key).is_ok()))];
pub(super) const MONTH_FILTERS: &[Filter] = &[Filter::new("month", Value::Month)];

/// So many of a day are named in its cell.
const OF_A_DAY: usize = 4;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct BoardQuery {
    procedure: String,
}

#[derive(Template)]
#[template(path = "matters/board.html")]
struct BoardPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    kept: &'static LoadedDocument,
    form: FilterForm,
    /// Of the wholes, and of their parts where there are any, with what these are called.
    boards: Vec<(&'static str, Vec<BoardColumn>)>,
}

pub(super) async fn board_page(request: Request, Query(query): Query<BoardQuery>) -> Answer {
    let cx = &request.cx;
    let first = cx.model.procedures.first().map(|kept| kept.document.key.to_string()).unwrap_or_default();
    let key = Some(query.procedure.trim().to_owned()).filter(|key| !key.is_empty()).unwrap_or(first);
    let kept = of_key(request.model(), &key)?;
    let mut boards = vec![("", board(request.app(), request.actor(), (kept, FlowOf::Whole)).await?)];
    if let Some(part) = &kept.document.part {
        let parts = board(request.app(), request.actor(), (kept, FlowOf::Part)).await?;
        boards.push((part.label(cx.lang), parts));
    }
    let names = cx.model.procedures.iter().map(|kept| (kept.document.key.as_str(), kept.document.name(cx.lang)));
    let form = FilterForm::new("/matters/board", cx.l.whistles_filter).values(
        "procedure",
        cx.l.matters_procedure,
        cx.l.matters_procedure,
        names,
        &key,
    );
    let shell = request.shell(Section::Matters).await;
    request.page(&BoardPage { shell, cx, kept, form, boards })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct MonthQuery {
    /// 2026-12.
    month: String,
}

#[derive(Template)]
#[template(path = "matters/month.html")]
struct MonthPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    month: Period,
    /// Monday to Sunday; `None` where the day is of another month.
    weeks: Vec<[Option<OfDay>; 7]>,
    /// There are more than are shown.
    more: bool,
}

struct OfDay {
    day: Day,
    is_workday: bool,
    is_today: bool,
    lines: Vec<Line>,
    /// How many more than are named.
    others: usize,
}

pub(super) async fn month_page(request: Request, Query(query): Query<MonthQuery>) -> Answer {
    let cx = &request.cx;
    let month = query.month.trim().parse().unwrap_or_else(|_| Period::month_of(cx.today()));
    let (lines, more) = due_in(request.app(), request.actor(), month).await?;
    let mut days: Vec<OfDay> = Vec::new();
    let mut lines = lines.into_iter().peekable();
    let mut next = Some(month.first_day());
    while let Some(day) = next.filter(|day| *day < month.end_day()) {
        let is_of = |line: &Line| line.due_at.is_some_and(|due| cx.model.day_of(due) == day);
        let mut of_day: Vec<Line> = std::iter::from_fn(|| lines.next_if(is_of)).collect();
        let others = of_day.len().saturating_sub(OF_A_DAY);
        of_day.truncate(OF_A_DAY);
        let is_workday = cx.model.calendar.is_workday(day);
        days.push(OfDay { day, is_workday, is_today: day == cx.today(), lines: of_day, others });
        next = day.tomorrow().ok();
    }
    let shell = request.shell(Section::Matters).await;
    request.page(&MonthPage { shell, cx, month, weeks: weeks(days), more })
}

/// Days as weeks from Monday on.
fn weeks(days: Vec<OfDay>) -> Vec<[Option<OfDay>; 7]> {
    let mut weeks: Vec<[Option<OfDay>; 7]> = Vec::new();
    for day in days {
        let place = usize::try_from(day.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        if place == 0 || weeks.is_empty() {
            weeks.push(Default::default());
        }
        if let Some(week) = weeks.last_mut() {
            week[place] = Some(day);
        }
    }
    weeks
}

impl MonthPage<'_> {
    /// Nothing is due in it.
    fn is_free(&self) -> bool {
        self.weeks.iter().flatten().flatten().all(|of| of.lines.is_empty())
    }

    fn first_days(&self) -> impl Iterator<Item = Day> {
        // 5 January 2026 is a Monday.
        (5..12).map(|day| Day::constant(2026, 1, day))
    }
}
