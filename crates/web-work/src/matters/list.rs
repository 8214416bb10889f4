//! The register of matters, newest first.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    AppError,
    matters::{
        list::{Line, list as page_of},
        procedures::{of_key, to_begin},
        todo::turns,
    },
    model::CityModel,
    views::views,
};
use changxiao_domain::{
    divisions::DivisionCode,
    matters::Level,
    orgs::{Actor, Permission},
    time::{Day, Instant},
};
use changxiao_store::{matters::MatterFilter, views::Viewed};
use changxiao_web_kit::{
    address::Address,
    cx::Cx,
    filtered::{self, Filter, Value},
    filters,
    listing::{FilterForm, ListFrame, ListWords, Listing, ROWS, after},
    pickers,
    request::Request,
    views_menu::ViewsMenu,
};
use serde::{Deserialize, Serialize};

pub(super) use super::kept_views::LIST;
use super::{fields, kept_views};
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("procedure", Value::Known(|model, key| of_key(model, key).is_ok())),
    Filter::new("show", Value::OneOf(|| vec!["mine", "open", "ended", "late"])),
    Filter::new("level", Value::OneOf(|| filtered::codes(&Level::ALL, Level::code, &[]))),
    Filter::new("holder", Value::Unit),
    Filter::new("beginner", Value::Unit),
    Filter::new("division", Value::Division),
    Filter::new("from", Value::Day),
    Filter::new("to", Value::Day),
    Filter::new("q", Value::Words),
    Filter::new("after", Value::Words),
];

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) procedure: String,
    show: String,
    pub(super) level: String,
    /// The codes of units.
    holder: String,
    beginner: String,
    division: String,
    /// Days on which it was begun.
    from: String,
    to: String,
    /// A number, or words of the title.
    q: String,
    /// The number of the last row of the page before.
    after: String,
}

#[derive(Template)]
#[template(path = "matters/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    list: ListFrame<Line>,
    /// The post may close a year.
    may_close: bool,
    views: ViewsMenu,
    /// The sheet of what the list shows.
    export: Address,
    may_import: bool,
}

pub(super) async fn list(request: Request, Query(query): Query<ListQuery>) -> Answer {
    let cx = &request.cx;
    let found =
        page_of(request.app(), request.actor(), &filter(&request, &query).await?, after(&query.after), ROWS).await?;
    let may_begin = !to_begin(request.model(), request.actor()).is_empty();
    let words = ListWords {
        title: cx.l.matters_title,
        short: cx.l.matters_nav,
        none: cx.l.matters_none,
        none_left: cx.l.matters_none_filtered,
        begin: cx.l.matters_new,
    };
    let (listing, form) = (Listing::new(LIST, &query), filter_form(cx, request.actor(), &query));
    let saved = views(request.app(), request.actor(), Viewed::Matters).await?;
    let href = |saved: &str| kept_views::address(saved).to_string();
    let views = ViewsMenu::of(cx, request.actor(), kept_views::PLACE, listing.address.text(), &saved, href);
    let may_import = changxiao_app::imports::may_import(request.actor(), changxiao_app::imports::Kind::Matters);
    let export = listing.address.clone().at("/matters/export.xlsx");
    let list = ListFrame::new(cx.l, (LIST, listing), (found, |line| &line.number), form, words, may_begin);
    let may_close = request.may(Permission::ManageReference);
    let shell = request.shell(Section::Matters).await;
    request.page(&ListPage { shell, cx, list, may_close, views, export, may_import })
}

fn set(value: &str) -> Option<&str> {
    Some(value.trim()).filter(|value| !value.is_empty())
}

pub(super) async fn filter(request: &Request, query: &ListQuery) -> Result<MatterFilter, AppError> {
    let cx = &request.cx;
    let day = |text: &str| text.trim().parse::<Day>().ok();
    let turns = match query.show.trim() == "mine" {
        true => turns(request.app(), request.actor()).await?.into_iter().flatten().collect(),
        false => Vec::new(),
    };
    Ok(MatterFilter {
        procedure: set(&query.procedure).map(str::to_owned),
        open: match query.show.trim() {
            "open" => Some(true),
            "ended" => Some(false),
            _ => None,
        },
        late_at: Some(cx.now).filter(|_| query.show.trim() == "late"),
        levels: Level::parse(query.level.trim()).into_iter().collect(),
        holder: set(&query.holder).and_then(|code| filtered::unit(&cx.model, code)),
        beginner: set(&query.beginner).and_then(|code| filtered::unit(&cx.model, code)),
        divisions: set(&query.division).and_then(|code| filtered::division(&cx.model, code)).map(DivisionCode::range),
        begun: begun(&cx.model, (day(&query.from), day(&query.to))),
        words: set(&query.q).map(str::to_owned),
        turns,
        now: Some(cx.now),
        ..MatterFilter::default()
    })
}

/// From the beginning of the first day until the end of the last one.
pub(super) fn begun(model: &CityModel, (from, to): (Option<Day>, Option<Day>)) -> (Option<Instant>, Option<Instant>) {
    let start = |day: Day| model.start_of(day);
    (from.map(start), to.and_then(|day| day.tomorrow().ok()).map(start))
}

fn filter_form(cx: &Cx, actor: &Actor, query: &ListQuery) -> FilterForm {
    let (l, lang) = (cx.l, cx.lang);
    let shows =
        [("mine", l.matters_mine), ("open", l.matters_open), ("late", l.matters_late), ("ended", l.matters_ended)];
    let names = cx.model.procedures.iter().map(|kept| (kept.document.key.as_str(), kept.document.name(lang)));
    let levels = Level::ALL.map(|level| (level.code(), level.words(lang)));
    let unit = |code: &str| pickers::unit_of(&cx.model, code.trim()).map_or("", |unit| cx.model.unit_name(unit, lang));
    let division = pickers::division_of(&query.division);
    FilterForm::new(LIST, l.whistles_filter)
        .search("q", l.matters_search, &query.q)
        .values("procedure", l.matters_procedure, l.matters_all_procedures, names, &query.procedure)
        .values("show", l.whistles_state, l.whistles_all, shows, &query.show)
        .values("level", l.matters_level, l.matters_all_levels, levels, &query.level)
        .groups("division", l.matters_division, pickers::all_divisions(&cx.model, actor, division, lang))
        .suggest("holder", l.matters_holder, unit(&query.holder), pickers::unit_suggestions(&cx.model, lang))
        .rare()
        .suggest("beginner", l.matters_beginner, unit(&query.beginner), pickers::unit_suggestions(&cx.model, lang))
        .rare()
        .day("from", l.matters_begun_from, query.from.trim())
        .rare()
        .day("to", l.matters_begun_to, query.to.trim())
        .rare()
}

impl ListPage<'_> {
    fn kind(&self, line: &Line) -> String {
        fields::kind(self.cx, line.kept, line.level)
    }
}
