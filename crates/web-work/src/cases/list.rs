//! The list of cases: two statements, whatever the filters.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    cases::{
        bulk,
        list::{self as cases_list, Cursor, Page},
        waiting::waits_for,
        worklists::Worklist,
    },
    sites::view as sites,
    views::views,
};
use changxiao_domain::{
    calendar::DueStatus,
    cases::Action,
    orgs::{Actor, Permission},
};
use changxiao_store::{
    cases::{CaseFilter, CaseLine, DueCounts, Sort, search::MOST_HITS},
    sites::SiteRow,
    views::Viewed,
};
use changxiao_web_kit::views_menu::ViewsMenu;
use changxiao_words::{Texts, fill, say};

use super::{
    filters::{Filters, MORE},
    kept_views,
    query::{ListQuery, Tab},
};
use crate::{
    answer::WebError,
    choice,
    clock::{CaseClock, LimitView},
    cx::Cx,
    filters,
    listing::{FilterForm, FilterMenu, Listing, Pager},
    names::{counted_words, source_word},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "cases/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    query: &'a ListQuery,
    tab: Tab,
    tabs: Vec<choice::Tab>,
    /// All that is open; nothing while it is being counted for the first time.
    open: Option<i64>,
    lamps: Option<DueCounts>,
    menus: Vec<FilterMenu>,
    more: FilterForm,
    /// The same filters in one form.
    all: FilterForm,
    site: Option<SiteRow>,
    /// The figure that the list was opened from.
    counted: Option<String>,
    is_due: bool,
    views: ViewsMenu,
    page: &'a Page,
    range: String,
    pager: Pager,
    /// A search could not look at everything.
    left_out: bool,
    may_export: bool,
    may_report: bool,
    may_dispatch: bool,
    may_close: bool,
}

impl ListPage<'_> {
    fn selects(&self) -> bool {
        self.may_export || self.may_dispatch || self.may_close
    }

    /// Empty where counting would mean reading every case there ever was.
    fn count_of(&self, status: DueStatus) -> String {
        self.lamps.map_or_else(String::new, |counts| words::count(counts.of(status)))
    }

    /// Switches a lamp on or off. On the late part every row is red; another lamp leads back to what is open.
    fn lamp_href(&self, status: DueStatus) -> String {
        let late = self.tab == Tab::Work(Worklist::Late);
        let base = if late { self.query.with("tab", Tab::Open.code()) } else { self.query.clone() };
        if self.query.lamp() == Some(status) {
            base.without("lamp").href()
        } else {
            base.with("lamp", status.code()).href()
        }
    }

    fn is_narrowed(&self) -> bool {
        self.query.set_count() > 0 || self.query.lamp().is_some() || !self.query.get("number").is_empty()
    }

    fn more_count(&self) -> usize {
        MORE.iter().filter(|key| !self.query.get(key).is_empty()).count()
    }

    /// Carried by the links to a case, so that it knows its neighbours.
    fn list_param(&self) -> String {
        self.query.without("number").with("tab", self.tab.code()).text()
    }

    fn limit(&self, line: &CaseLine) -> LimitView {
        CaseClock::from(line).view(&self.cx.model.calendar, self.cx.lang, self.cx.now)
    }
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    query: ListQuery,
    Query(turn): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let (app, model, actor, now) = (state.app(), &who.model, &who.actor, cx.now);
    let tab = query.tab(actor, model, now);

    let (filter, site) = filter_of(&state, &who, &query).await?;
    let turn = |key: &str| turn.get(key).map(String::as_str);
    let page = cases_list::page(app, actor, &filter, Cursor::read(turn("after"), turn("before")), ROWS).await?;

    let offered: Vec<(Tab, CaseFilter)> =
        Tab::ALL.into_iter().filter_map(|tab| Some((tab, tab.filter(actor, model, now)?))).collect();
    let (counted, parts): (Vec<Tab>, Vec<CaseFilter>) =
        offered.iter().filter(|(tab, _)| tab.is_counted()).cloned().unzip();
    let shown =
        if tab.is_counted() { tab.filter(actor, model, now).unwrap_or_default() } else { CaseFilter::default() };
    let base = CaseFilter { site: filter.site, ..query.chosen(model, now) };
    let figures = cases_list::counts(app, actor, &base, &parts, &shown).await?;
    let lamps = figures.as_ref().map(|figures| figures.1);
    let count_of = |tab: Tab| {
        let place = counted.iter().position(|counted| *counted == tab)?;
        figures.as_ref()?.0.get(place).copied()
    };
    let total = match query.lamp() {
        Some(lamp) => lamps.map(|counts| counts.of(lamp)),
        None => count_of(tab),
    };

    let plain = query.without("lamp");
    let tabs = offered.iter().map(|(offered, _)| choice::Tab {
        href: plain.with("tab", offered.code()).href(),
        label: tab_label(cx.l, *offered).to_owned(),
        count: count_of(*offered).map_or_else(String::new, words::count),
        current: *offered == tab,
    });
    let filters = Filters { cx: &cx, actor, query: &query };
    // `at` only counts rows for the foot of the list.
    let first = turn("at").and_then(|at| at.parse().ok()).unwrap_or(1);
    let pager = Listing::of((*query).clone()).pager(&page.lines, Cursor::text, (page.has_previous, page.has_next));
    let saved = views(app, actor, Viewed::Cases).await?;
    let href = |saved: &str| ListQuery::read(saved).href();
    let views = ViewsMenu::of(&cx, actor, kept_views::PLACE, query.text(), &saved, href);
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Cases, jar).await;
    let template = ListPage {
        tabs: tabs.collect(),
        open: count_of(Tab::Open),
        lamps,
        menus: filters.menus(),
        more: filters.more(),
        all: filters.all(tab),
        site,
        counted: filter.counted.as_ref().map(|by| counted_words(model, cx.lang, &by.counted)),
        is_due: query.sort(tab) == Sort::Due,
        views,
        range: range_words(cx.l, first.max(1), page.lines.len(), total),
        pager: pager.counted(first.max(1), ROWS.try_into().unwrap_or(50)),
        page: &page,
        left_out: !query.get("q").is_empty() && cases_list::search_left_out(app, actor, &filter).await?,
        may_export: actor.may(Permission::Export),
        may_report: actor.may(Permission::ReportCase),
        may_dispatch: bulk::may(actor.role, Action::Dispatch),
        may_close: bulk::may(actor.role, Action::Close),
        query: &query,
        actor,
        tab,
        cx: &cx,
        shell,
    };
    Ok((jar, cx.page(&template)?).into_response())
}

/// The rows that a query names, and the site where it names one. Errors: a site that is not there or that the post may not see.
pub(super) async fn filter_of(
    state: &WebState,
    who: &Who,
    query: &ListQuery,
) -> Result<(CaseFilter, Option<SiteRow>), WebError> {
    let mut filter = query.filter(&who.actor, &who.model, state.app().now());
    let Ok(number) = query.get("site").parse::<i64>() else { return Ok((filter, None)) };
    let unknown = || AppError::field("site", say!(cases_there_no_such_site));
    let site = sites::named(state.app(), &who.actor, number).await?.ok_or_else(unknown)?;
    filter.site = Some(site.id);
    Ok((filter, Some(site)))
}

pub(super) fn tab_label(l: &'static Texts, tab: Tab) -> &'static str {
    match tab {
        Tab::Work(Worklist::Mine) => l.cases_tab_mine,
        Tab::Work(Worklist::Waiting) => l.cases_tab_waiting,
        Tab::Work(Worklist::Today) => l.cases_tab_today,
        Tab::Work(Worklist::Late) => l.cases_tab_late,
        Tab::Work(Worklist::CameBack) => l.cases_tab_returned,
        Tab::Open => l.cases_tab_open,
        Tab::Closed => l.cases_tab_closed,
        Tab::All => l.cases_tab_all,
    }
}

/// 1–50 / 257.
fn range_words(l: &Texts, start: i64, rows: usize, total: Option<i64>) -> String {
    let rows = i64::try_from(rows).unwrap_or(0);
    if rows == 0 {
        return fill(l.cases_range_none, &[("n", &words::count(total.unwrap_or(0)))]);
    }
    let range = format!("{}–{}", words::count(start), words::count(start + rows - 1));
    match total {
        Some(total) => format!("{range} / {}", words::count(total)),
        None => range,
    }
}
