//! The road map of a matter: what came out of it as bars over days, drawn by the server. What a bar says stands beside it in words.

use askama::Template;
use axum::extract::Path;
use changxiao_app::matters::plan::{Bar, PlanView, plan};
use changxiao_domain::{matters::Matter, time::Day};
use changxiao_web_kit::{cx::Cx, filters, request::Request};

use super::said;
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

/// Below so many days the axis has weeks, above it months.
const MOST_WITH_WEEKS: i64 = 70;
/// So many names of days fit beside one another, and so many that have their year.
const MOST_TICKS: usize = 8;
const MOST_TICKS_WITH_YEAR: usize = 4;

#[derive(Template)]
#[template(path = "matters/plan.html")]
struct PlanPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    whole: Matter,
    rows: Vec<Row>,
    /// Where a week or a month begins: the day, and how far from the left.
    ticks: Vec<(Day, String)>,
    /// Where today is, where the axis holds it.
    today: Option<String>,
    more: bool,
}

/// One bar with its words.
struct Row {
    bar: Bar,
    /// Who answers for it: the unit, and the person where one is named.
    who: String,
    /// Numbers of those after which it comes.
    after: String,
    lamp: &'static str,
    /// How far from the left, and how wide; `None` where it has no days.
    place: Option<(String, String)>,
}

/// From the first day to the last.
struct Axis {
    first: Day,
    /// In days, 1 at least.
    days: i64,
}

pub(super) async fn page(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let PlanView { whole, bars, more } = plan(request.app(), request.actor(), &number).await?;
    let axis = Axis::of(&bars);
    let row = |bar: Bar| Row {
        who: said::who(cx, &bar.matter),
        after: bar.matter.comes_after().join(" "),
        lamp: bar.matter.lamp(cx.now).code(),
        place: axis.as_ref().and_then(|axis| axis.place(&bar)),
        bar,
    };
    let rows = bars.into_iter().map(row).collect();
    let (ticks, today) =
        axis.as_ref().map(|axis| (axis.ticks(cx.today()), axis.within(cx.today()))).unwrap_or_default();
    let shell = request.shell(Section::Matters).await;
    request.page(&PlanPage { shell, cx, whole, rows, ticks, today, more })
}

impl Axis {
    fn of(bars: &[Bar]) -> Option<Self> {
        let first = bars.iter().filter_map(|bar| bar.starts.or(bar.ends)).min()?;
        let last = bars.iter().filter_map(|bar| bar.ends.or(bar.starts)).max()?;
        Some(Self { first, days: between(first, last) + 1 })
    }

    /// The year stands with a day of another year than the present one.
    fn ticks(&self, today: Day) -> Vec<(Day, String)> {
        let begins = |day: &Day| match self.days <= MOST_WITH_WEEKS {
            true => day.weekday().to_monday_zero_offset() == 0,
            false => day.day() == 1,
        };
        let all = std::iter::successors(Some(self.first), |day| day.tomorrow().ok());
        let of_axis = all.take(usize::try_from(self.days).unwrap_or(0)).filter(begins);
        let all: Vec<Day> = of_axis.collect();
        // Names of days stand beside one another and not upon one another.
        let has_years = all.iter().any(|day| day.year() != today.year());
        let every = all.len().div_ceil(if has_years { MOST_TICKS_WITH_YEAR } else { MOST_TICKS }).max(1);
        all.into_iter().step_by(every).map(|day| (day, self.left(day))).collect()
    }

    /// How far from the left the beginning of a day is, as SVG has it.
    fn left(&self, day: Day) -> String {
        percent(between(self.first, day), self.days)
    }

    fn within(&self, day: Day) -> Option<String> {
        (0..self.days).contains(&between(self.first, day)).then(|| self.left(day))
    }

    fn place(&self, bar: &Bar) -> Option<(String, String)> {
        let (starts, ends) = (bar.starts.or(bar.ends)?, bar.ends.or(bar.starts)?);
        Some((self.left(starts), percent((between(starts, ends) + 1).max(1), self.days)))
    }
}

/// In days.
fn between(first: Day, last: Day) -> i64 {
    first.until(last).map_or(0, |span| i64::from(span.get_days()))
}

/// 12.5% for 1 of 8.
fn percent(part: i64, of: i64) -> String {
    let permille = part * 1_000 / of.max(1);
    format!("{}.{}%", permille / 10, permille % 10)
}
