//! The figures of a month: what each called unit and each street did. Every figure opens to the whistles that it is made of.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    model::CityModel,
    whistles::figures::{Figures, figures as count},
};
use changxiao_domain::{
    ids::UnitId,
    time::{Day, Instant},
    whistles::{Figure, UnitFigures},
};
use changxiao_web_kit::filtered::{Filter, Value};
use changxiao_web_kit::{address::Address, choice::Choice, cx::Cx, filters, listing::FilterForm};
use serde::Deserialize;

use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// The month that is counted.
pub(super) const FILTERS: &[Filter] = &[Filter::new("month", Value::Month)];

/// So many months are offered.
const MONTHS: i8 = 12;
/// Figures that count calls of a unit, or whistles of a street; averages and shares stand behind them.
const OF_UNITS: [Figure; 5] = [Figure::Called, Figure::OnTime, Figure::Late, Figure::Absent, Figure::Pending];
const OF_STREETS: [Figure; 3] = [Figure::Blown, Figure::Refused, Figure::Unjustified];

#[derive(Deserialize)]
pub(super) struct FiguresQuery {
    month: Option<String>,
}

#[derive(Template)]
#[template(path = "whistles/figures.html")]
struct FiguresPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    /// 2026-11.
    month: String,
    filter: FilterForm,
    figures: Figures,
}

impl FiguresPage<'_> {
    /// The whistles that a figure is made of; `side`: the unit is the `street` or the `unit` that is called.
    fn whistles(&self, side: &str, unit: &UnitId, figure: &str) -> Address {
        let code = self.cx.model.all_units.get(unit).map_or("", |unit| unit.code.as_str());
        Address::new("/whistles").with(side, code).with("figure", figure).with("month", &self.month)
    }

    /// How many of those that came or should have come were on time; none where none was due.
    fn on_time_share(&self, of: &UnitFigures) -> Option<String> {
        of.on_time_share().map(|_| words::percent(of.on_time, of.on_time + of.late + of.absent))
    }
}

pub(super) async fn figures(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<FiguresQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let (year, month) = month_of(&cx.model, query.month.as_deref(), cx.now);
    let (from, until) = cx.model.month(year, month).unwrap_or((cx.now, cx.now));
    let month = format!("{year:04}-{month:02}");
    cx.page(&FiguresPage {
        shell: pages::shell(&state, &who, Section::Whistles, None).await,
        filter: FilterForm::new("/whistles/figures", cx.l.whistles_show).select(
            "month",
            cx.l.whistles_month,
            months(&cx, &month),
        ),
        figures: count(state.app(), &who.actor, from, until).await?,
        month,
        cx: &cx,
    })
}

/// Year and month of `2026-11`; the current month where there is none.
pub(super) fn month_of(model: &CityModel, text: Option<&str>, now: Instant) -> (i16, i8) {
    let today = model.day_of(now);
    let read = text.and_then(|text| {
        let (year, month) = text.split_once('-')?;
        let day = Day::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        Some((day.year(), day.month()))
    });
    read.unwrap_or((today.year(), today.month()))
}

fn months(cx: &Cx, chosen: &str) -> Vec<Choice> {
    let today = cx.today();
    let mut at = (today.year(), today.month());
    let mut all = Vec::new();
    for _ in 0..MONTHS {
        let label = words::month(cx.lang, at.0, at.1, today.year());
        all.push(Choice::of(&format!("{:04}-{:02}", at.0, at.1), label, chosen));
        at = if at.1 == 1 { (at.0 - 1, 12) } else { (at.0, at.1 - 1) };
    }
    all
}
