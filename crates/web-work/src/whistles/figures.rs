//! The figures of a month: what each called unit and each street did. Every figure opens to the whistles that it is made of.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{model::CityModel, whistles::figures::figures as count};
use changxiao_domain::{
    ids::UnitId,
    time::{Day, Instant},
};
use changxiao_store::whistles::Figure;
use changxiao_words::{Lang, Texts, texts};
use serde::Deserialize;

use crate::{
    address::encode,
    answer::{WebError, page},
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// So many months are offered.
const MONTHS: i8 = 12;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    month: Option<String>,
}

struct Cell {
    href: String,
    text: String,
    label: &'static str,
}

struct Row {
    name: String,
    cells: Vec<Cell>,
}

struct LimitRow {
    kind: String,
    limit: String,
    source: String,
    link: String,
}

#[derive(Template)]
#[template(path = "whistles/figures.html")]
struct FiguresPage {
    shell: Shell,
    months: Vec<Choice>,
    units: Vec<Row>,
    unit_heads: Vec<&'static str>,
    streets: Vec<Row>,
    street_heads: Vec<&'static str>,
    limits: Vec<LimitRow>,
    edition: String,
}

pub(super) async fn figures(
    State(state): State<WebState>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let (lang, app, model) = (who.lang(), state.app(), &who.model);
    let l = texts(lang);
    let now = app.now();
    let (year, month) = month_of(model, wanted.month.as_deref(), now);
    let text = format!("{year:04}-{month:02}");
    let (from, until) = model.month(year, month).unwrap_or((now, now));
    let figures = count(app, &who.actor, from, until).await?;
    let link = |of: &str, unit: UnitId, figure: Figure| {
        let code = model.all_units.get(&unit).map_or("", |unit| unit.code.as_str());
        format!("/whistles?{of}={}&figure={}&month={text}", encode(code), figure.code())
    };
    let name = |unit: UnitId| model.unit_name(unit, lang).to_owned();
    let units = figures.units.iter().map(|(unit, of)| {
        let cell = |figure: Figure, n: i64| Cell {
            href: if n > 0 { link("unit", *unit, figure) } else { String::new() },
            text: words::count(n),
            label: figure_words(l, figure),
        };
        let share = of.on_time_share().map_or_else(
            || l.whistles_not_rated.to_owned(),
            |_| words::percent(of.on_time, of.on_time + of.late + of.absent),
        );
        let average = of.average().map_or_else(|| l.whistles_not_rated.to_owned(), words::score);
        Row {
            name: name(*unit),
            cells: vec![
                cell(Figure::Called, of.called),
                cell(Figure::OnTime, of.on_time),
                cell(Figure::Late, of.late),
                cell(Figure::Absent, of.absent),
                cell(Figure::Pending, of.pending),
                Cell { href: String::new(), text: share, label: l.whistles_on_time_share },
                Cell {
                    href: if of.ratings > 0 { link("unit", *unit, Figure::Rated) } else { String::new() },
                    text: average,
                    label: l.whistles_average,
                },
            ],
        }
    });
    let streets = figures.streets.iter().map(|(street, of)| {
        let cell = |figure: Figure, n: i64| Cell {
            href: if n > 0 { link("street", *street, figure) } else { String::new() },
            text: words::count(n),
            label: figure_words(l, figure),
        };
        let justified = match of.rated {
            0 => l.whistles_not_rated.to_owned(),
            rated => format!("{} / {}", of.justified, rated),
        };
        Row {
            name: name(*street),
            cells: vec![
                cell(Figure::Blown, of.blown),
                cell(Figure::Refused, of.refused),
                cell(Figure::Unjustified, of.unjustified),
                Cell {
                    href: if of.rated > 0 { link("street", *street, Figure::RatedByUnits) } else { String::new() },
                    text: justified,
                    label: l.whistles_justified_share,
                },
            ],
        }
    });
    let unit_figures = [Figure::Called, Figure::OnTime, Figure::Late, Figure::Absent, Figure::Pending];
    let unit_heads = unit_figures.map(|figure| figure_words(l, figure)).into_iter();
    let street_figures = [Figure::Blown, Figure::Refused, Figure::Unjustified];
    let street_heads = street_figures.map(|figure| figure_words(l, figure)).into_iter();
    let tiers = &model.tiers;
    let built = FiguresPage {
        months: months(model, lang, now, &text),
        units: units.collect(),
        unit_heads: unit_heads.chain([l.whistles_on_time_share, l.whistles_average]).collect(),
        streets: streets.collect(),
        street_heads: street_heads.chain([l.whistles_justified_share]).collect(),
        limits: tiers
            .tiers
            .iter()
            .chain([&tiers.rating])
            .map(|tier| LimitRow {
                kind: tier.kind.map_or(l.whistles_rating_limit, |kind| kind.words(lang)).to_owned(),
                limit: tier.limit.words(lang),
                source: lang.of_data(&tier.source_zh, &tier.source_en).to_owned(),
                link: tier.link.clone(),
            })
            .collect(),
        edition: tiers.edition.clone(),
        shell: pages::shell(&state, &who, Section::Whistles, None).await,
    };
    page(&built)
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

fn months(model: &CityModel, lang: Lang, now: Instant, chosen: &str) -> Vec<Choice> {
    let today = model.day_of(now);
    let mut at = (today.year(), today.month());
    let mut all = Vec::new();
    for _ in 0..MONTHS {
        let value = format!("{:04}-{:02}", at.0, at.1);
        let label = words::month(lang, at.0, at.1, today.year());
        all.push(Choice { chosen: value == chosen, value, label });
        at = if at.1 == 1 { (at.0 - 1, 12) } else { (at.0, at.1 - 1) };
    }
    all
}

pub(super) fn figure_words(l: &Texts, figure: Figure) -> &'static str {
    match figure {
        Figure::Called => l.whistles_figure_called,
        Figure::OnTime => l.whistles_figure_on_time,
        Figure::Late => l.whistles_figure_late,
        Figure::Absent => l.whistles_figure_absent,
        Figure::Pending => l.whistles_figure_pending,
        Figure::Rated => l.whistles_figure_rated,
        Figure::Blown => l.whistles_figure_blown,
        Figure::Refused => l.whistles_figure_refused,
        Figure::Unjustified => l.whistles_figure_unjustified,
        Figure::RatedByUnits => l.whistles_figure_rated_by_units,
    }
}
