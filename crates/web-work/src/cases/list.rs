//! The list of cases: two statements, whatever the filters.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    cases::{bulk, list as cases_list, views, worklists::Worklist},
    sites::view as sites,
};
use changxiao_domain::{cases::Action, orgs::Permission};
use changxiao_store::cases::{CaseFilter, DueCounts, SavedView, SharedWith, Sort, search::MOST_HITS};
use changxiao_words::{Lang, Texts, fill, texts};

use super::{
    filters::{self, Menu},
    query::{ListQuery, Tab},
    rows::{RowView, lamp_word, row_view},
};
use crate::{
    address::{encode, pairs},
    answer::{WebError, page},
    choice::{Choice, ChoiceGroup},
    pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const ROWS: usize = 50;

pub struct TabView {
    pub href: String,
    pub label: &'static str,
    /// Empty where counting would mean reading every case there ever was.
    pub count: String,
    pub current: bool,
}

pub struct DueStatusView {
    pub kind: &'static str,
    pub word: &'static str,
    pub count: String,
    pub href: String,
    pub on: bool,
}

pub struct ViewLink {
    pub id: String,
    pub name: String,
    pub href: String,
    pub current: bool,
    /// With whom it is shared, and by which post where it is another's; empty for the post's own.
    pub note: String,
    pub may_delete: bool,
}

#[derive(Template)]
#[template(path = "cases/list.html")]
struct ListPage {
    shell: Shell,
    /// 未结 257 件.
    meta: String,
    query: ListQuery,
    tabs: Vec<TabView>,
    lamps: Vec<DueStatusView>,
    menus: Vec<Menu>,
    reported: Menu,
    reported_hidden: Vec<(&'static str, String)>,
    units: Vec<ChoiceGroup>,
    lead_label: String,
    lead_set: bool,
    lead_hidden: Vec<(&'static str, String)>,
    lead_clear: String,
    all_hidden: Vec<(&'static str, String)>,
    categories: Vec<ChoiceGroup>,
    divisions: Vec<ChoiceGroup>,
    states: Vec<Choice>,
    set_count: usize,
    clear_href: String,
    search: String,
    search_clear: String,
    site: String,
    site_clear: String,
    /// The figure that the list was opened from.
    counted: String,
    counted_clear: String,
    sort_label: &'static str,
    sort_newest: String,
    sort_due: String,
    is_due: bool,
    more: filters::MoreFields,
    views: Vec<ViewLink>,
    shares_with_city: bool,
    view_query: String,
    rows: Vec<RowView>,
    /// Carried by the links to a case, so that it knows its neighbours.
    list_param: String,
    range: String,
    previous_href: String,
    next_href: String,
    empty: String,
    empty_href: String,
    empty_link: &'static str,
    may_export: bool,
    may_report: bool,
    may_dispatch: bool,
    may_close: bool,
    /// A search that could not look at everything says so.
    left_out: String,
    export_query: String,
}

impl ListPage {
    fn selects(&self) -> bool {
        self.may_export || self.may_dispatch || self.may_close
    }
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let raw = raw.unwrap_or_default();
    let query = ListQuery::read(&raw);
    let (lang, now, app) = (who.lang(), state.app().now(), state.app());
    let l = texts(lang);
    let (model, actor) = (&who.model, &who.actor);
    let tab = query.tab(actor, model, now);

    let (filter, site_name) = filter_of(&state, &who, &query).await?;
    let at = Position::read(&raw);
    let cursor = cases_list::Cursor::read(at.after.as_deref(), at.before.as_deref());
    let rows = cases_list::page(app, actor, &filter, cursor, ROWS).await?;

    let offered: Vec<(Tab, CaseFilter)> =
        Tab::ALL.into_iter().filter_map(|tab| Some((tab, tab.filter(actor, model, now)?))).collect();
    let counted: Vec<&(Tab, CaseFilter)> = offered.iter().filter(|(tab, _)| is_counted(*tab)).collect();
    let parts: Vec<CaseFilter> = counted.iter().map(|(_, filter)| filter.clone()).collect();
    let shown = if is_counted(tab) { tab.filter(actor, model, now).unwrap_or_default() } else { CaseFilter::default() };
    let base = CaseFilter { site: filter.site, ..query.chosen(model, now) };
    let figures = cases_list::counts(app, actor, &base, &parts, &shown).await?;
    let count_of = |wanted: Tab| {
        let place = counted.iter().position(|(tab, _)| *tab == wanted)?;
        figures.as_ref()?.0.get(place).copied()
    };
    let lamp_counts = figures.as_ref().map(|figures| &figures.1);
    let left_out = !query.get("q").is_empty() && cases_list::search_left_out(app, actor, &filter).await?;

    let plain = query.without("lamp");
    let is_due = query.sort(tab) == Sort::Due;
    let tabs = offered
        .iter()
        .map(|(offered, _)| TabView {
            href: plain.with("tab", offered.code()).href(),
            label: tab_label(l, *offered),
            count: count_of(*offered).map_or_else(String::new, words::count),
            current: *offered == tab,
        })
        .collect();
    let views = views::views(app, actor).await?;
    let start = at.start.max(1);
    let total = match query.lamp() {
        Some(lamp) => lamp_counts.map(|counts| lamp_of(counts, lamp.code())),
        None => count_of(tab),
    };
    let range = range_words(l, start, rows.lines.len(), total);
    let step = i64::try_from(ROWS).unwrap_or(50);
    let list_param = encode(&query.without("number").with("tab", tab.code()).text());
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Cases, jar).await;
    let (empty, empty_href, empty_link) = empty_words(l, &query, tab, actor.may(Permission::ReportCase));
    let template = ListPage {
        meta: match count_of(Tab::Open) {
            Some(open) => fill(l.cases_meta, &[("n", &words::count(open)), ("time", &shell.now_label)]),
            None => fill(l.cases_counting, &[("time", &shell.now_label)]),
        },
        tabs,
        lamps: lamps(lang, &query, tab, lamp_counts),
        menus: vec![
            filters::divisions(&query, model, actor, lang),
            filters::categories(&query, model, lang),
            filters::states(&query, lang),
            filters::sources(&query, lang),
            filters::supervision(&query, lang),
            filters::requests(&query, lang),
        ],
        reported: filters::reported(&query, lang),
        reported_hidden: query.hidden_but(&["reported", "from", "to", "number"]),
        units: pickers::unit_groups(model, lang, |unit| unit.code.clone(), query.get("lead")),
        lead_label: model
            .units
            .by_code(query.get("lead"))
            .map_or_else(|| l.cases_all.to_owned(), |unit| unit.name_in(lang).to_owned()),
        lead_set: !query.get("lead").is_empty(),
        lead_hidden: query.hidden_but(&["lead", "number"]),
        lead_clear: query.without("lead").href(),
        // What the narrow form does not ask for stays as it is.
        all_hidden: query.hidden_but(&[
            "division",
            "category",
            "lead",
            "state",
            "q",
            "sort",
            "number",
            "co",
            "reporter",
            "course",
            "due_from",
            "due_to",
            "closed_from",
            "closed_to",
            "site",
        ]),
        states: filters::state_choices(&query, lang),
        categories: pickers::category_groups(model, lang, query.get("category")),
        divisions: pickers::division_groups(model, actor, query.get("division"), lang),
        set_count: query.set_count(),
        clear_href: ListQuery::default().with("tab", query.get("tab")).with("sort", query.get("sort")).href(),
        search: query.get("q").to_owned(),
        search_clear: query.without("q").href(),
        site: site_name,
        site_clear: query.without("site").href(),
        sort_label: if is_due { l.cases_sort_due } else { l.cases_sort_newest },
        sort_newest: query.with("sort", "newest").href(),
        counted: filter
            .counted
            .as_ref()
            .map_or_else(String::new, |by| crate::names::counted_words(model, lang, &by.counted)),
        counted_clear: query.without("counted").href(),
        sort_due: query.with("sort", "due").href(),
        is_due,
        more: filters::more(&query, model, lang),
        views: view_links(&who, &views, &query),
        shares_with_city: views::may_share(actor, SharedWith::City),
        view_query: query.text(),
        previous_href: match rows.lines.first() {
            Some(first) if rows.has_previous => {
                at.href(&query, "before", &cases_list::Cursor::text(first), start - step)
            }
            _ => String::new(),
        },
        next_href: match rows.lines.last() {
            Some(last) if rows.has_next => at.href(&query, "after", &cases_list::Cursor::text(last), start + step),
            _ => String::new(),
        },
        rows: rows.lines.iter().map(|line| row_view(model, actor, lang, line, now)).collect(),
        list_param,
        range,
        empty,
        empty_href,
        empty_link,
        may_export: actor.may(Permission::Export),
        may_dispatch: bulk::may(actor.role, Action::Dispatch),
        may_close: bulk::may(actor.role, Action::Close),
        left_out: if left_out {
            fill(l.cases_search_left_out, &[("n", &words::count(MOST_HITS))])
        } else {
            String::new()
        },
        may_report: actor.may(Permission::ReportCase),
        export_query: query.text(),
        query,
        shell,
    };
    Ok((jar, page(&template)?).into_response())
}

/// The rows that a query names, and the name of the site where it names one.
pub(super) async fn filter_of(
    state: &WebState,
    who: &Who,
    query: &ListQuery,
) -> Result<(CaseFilter, String), WebError> {
    let mut filter = query.filter(&who.actor, &who.model, state.app().now());
    let Ok(number) = query.get("site").parse::<i64>() else { return Ok((filter, String::new())) };
    let Some(site) = sites::named(state.app(), &who.actor, number).await? else { return Ok((filter, String::new())) };
    filter.site = Some(site.id);
    Ok((filter, site.name))
}

/// Where the page lies; `at` only counts rows for the foot of the list.
struct Position {
    after: Option<String>,
    before: Option<String>,
    start: i64,
}

impl Position {
    fn read(raw: &str) -> Self {
        let pairs = pairs(raw.as_bytes());
        let get = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        Self {
            after: get("after"),
            before: get("before"),
            start: get("at").and_then(|at| at.parse().ok()).unwrap_or(1),
        }
    }

    fn href(&self, query: &ListQuery, side: &str, cursor: &str, start: i64) -> String {
        let text = query.text();
        let glue = if text.is_empty() { "" } else { "&" };
        format!("/cases?{text}{glue}{side}={cursor}&at={}", start.max(1))
    }
}

/// Parts of what is open: the index of open cases gives their counts in one walk. What is closed grows without end.
const fn is_counted(tab: Tab) -> bool {
    !matches!(tab, Tab::Closed | Tab::All)
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

fn lamp_of(counts: &DueCounts, kind: &str) -> i64 {
    match kind {
        "ok" => counts.ok,
        "near" => counts.near,
        "late" => counts.late,
        _ => counts.idle,
    }
}

fn lamps(lang: Lang, query: &ListQuery, tab: Tab, counts: Option<&DueCounts>) -> Vec<DueStatusView> {
    if tab == Tab::Closed {
        return Vec::new();
    }
    // On the late part every row is red; another lamp leads back to what is open.
    let base = if tab == Tab::Work(Worklist::Late) { query.with("tab", Tab::Open.code()) } else { query.clone() };
    ["late", "near", "ok", "idle"]
        .into_iter()
        .map(|kind| {
            let on = query.get("lamp") == kind;
            DueStatusView {
                kind,
                word: lamp_word(lang, kind),
                count: counts.map_or_else(String::new, |counts| words::count(lamp_of(counts, kind))),
                href: if on { base.without("lamp").href() } else { base.with("lamp", kind).href() },
                on,
            }
        })
        .collect()
}

fn view_links(who: &Who, views: &[SavedView], query: &ListQuery) -> Vec<ViewLink> {
    let (l, now) = (texts(who.lang()), query.text());
    views
        .iter()
        .map(|view| {
            let saved = ListQuery::read(&view.query);
            let own = view.post == who.actor.post;
            ViewLink {
                id: view.id.to_string(),
                name: view.name.clone(),
                current: saved.text() == now,
                href: saved.href(),
                note: match (own, view.shared) {
                    (false, _) => fill(l.cases_view_by, &[("post", &who.model.post_label(view.post, who.lang()))]),
                    (true, Some(SharedWith::Unit)) => l.cases_view_with_unit.to_owned(),
                    (true, Some(SharedWith::City)) => l.cases_view_with_city.to_owned(),
                    (true, None) => String::new(),
                },
                may_delete: views::may_delete(&who.actor, view),
            }
        })
        .collect()
}

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

/// What an empty list says: which filter left nothing, and the way out.
fn empty_words(l: &'static Texts, query: &ListQuery, tab: Tab, may_report: bool) -> (String, String, &'static str) {
    if query.set_count() > 0 || query.lamp().is_some() || !query.get("number").is_empty() {
        let tab_only = ListQuery::default().with("tab", query.get("tab"));
        return (fill(l.cases_empty_filtered, &[("tab", &tab_label(l, tab))]), tab_only.href(), l.cases_clear);
    }
    match tab {
        Tab::Work(Worklist::Mine) => {
            (l.cases_empty_mine.to_owned(), ListQuery::default().with("tab", "open").href(), l.cases_see_open)
        }
        Tab::Work(Worklist::Late) => (
            l.cases_empty_late.to_owned(),
            ListQuery::default().with("tab", "open").with("sort", "due").href(),
            l.cases_see_open,
        ),
        _ if may_report => {
            (fill(l.cases_empty_plain, &[("tab", &tab_label(l, tab))]), "/cases/new".to_owned(), l.cases_report)
        }
        _ => (
            fill(l.cases_empty_plain, &[("tab", &tab_label(l, tab))]),
            ListQuery::default().with("tab", "all").href(),
            l.cases_see_all,
        ),
    }
}
