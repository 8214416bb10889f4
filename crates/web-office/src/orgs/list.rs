//! The tree of the units of a day, or a flat list by kind or by words.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{model::CityModel, orgs::dated::tree_of};
use changxiao_domain::{
    orgs::{Permission, Unit, UnitKind, UnitTree},
    time::Day,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use crate::{
    address::{address, encode},
    answer::{WebError, page},
    choice::Tab,
    pages,
    pickers::read_day,
    session::Who,
    shell::{Notice, NoticeKind, Section, Shell},
    state::WebState,
    words,
};

const PAGE: usize = 100;

#[derive(Deserialize)]
pub(super) struct Asked {
    day: Option<String>,
    q: Option<String>,
    kind: Option<String>,
    page: Option<usize>,
}

#[derive(Template)]
#[template(path = "orgs/list.html")]
struct ListPage {
    shell: Shell,
    day: String,
    day_label: String,
    is_today: bool,
    q: String,
    kind: String,
    tabs: Vec<Tab>,
    nodes: Vec<Node>,
    rows: Vec<Row>,
    flat: bool,
    clear_href: String,
    range: String,
    previous: String,
    next: String,
    may_manage: bool,
    may_import: bool,
    /// Only what a city is founded with is there.
    is_new: bool,
}

/// A piece of the tree: `open` begins a branch, `close` ends it, `leaf` has nothing below it.
struct Node {
    what: &'static str,
    href: String,
    name: String,
    kind: String,
    /// 镇街 10 · 村（社区） 86.
    below: String,
    posts: String,
    unfolded: bool,
}

struct Row {
    href: String,
    name: String,
    code: String,
    kind: &'static str,
    above: String,
    division: String,
    posts: String,
    until: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let day = read_day(asked.day.as_deref()).unwrap_or(model.day);
    let q = asked.q.as_deref().unwrap_or("").trim().to_owned();
    let kind = asked.kind.as_deref().and_then(UnitKind::parse);
    let (tree, problem) = match tree_of(model, day) {
        Ok(tree) => (tree, None),
        Err(fault) => (UnitTree::default(), Some(fault)),
    };
    let (mut shell, jar) = pages::shell_with_notice(&state, &who, Section::Units, jar).await;
    if let Some(fault) = problem {
        tracing::warn!(%fault, %day, "the units of a day make no tree");
        shell.notice = Some(Notice { kind: NoticeKind::Failed, text: l.orgs_no_tree.to_owned(), link: None });
    }
    let is_today = day == model.day;
    let day_text = if is_today { String::new() } else { day.to_string() };
    let kind_code = kind.map_or("", UnitKind::code);
    let flat = kind.is_some() || !q.is_empty();

    let mut tabs = vec![Tab {
        href: address("/units", &[("day", &day_text)]),
        label: l.orgs_tree.to_owned(),
        count: words::count(i64::try_from(tree.len()).unwrap_or(0)),
        current: !flat,
    }];
    for of in UnitKind::ALL {
        let n = tree.of_kind(of).count();
        if n > 0 {
            tabs.push(Tab {
                href: address("/units", &[("day", &day_text), ("q", &q), ("kind", of.code())]),
                label: of.words(lang).to_owned(),
                count: words::count(i64::try_from(n).unwrap_or(0)),
                current: kind == Some(of),
            });
        }
    }

    let needle = q.to_lowercase();
    let found: Vec<&Unit> = if flat {
        let matches = |unit: &&Unit| kind.is_none_or(|kind| unit.kind == kind) && names(unit, &needle);
        tree.iter().filter(matches).collect()
    } else {
        Vec::new()
    };
    let number = asked.page.unwrap_or(1).clamp(1, found.len() / PAGE + 1);
    let first = (number - 1) * PAGE;
    let rows: Vec<Row> =
        found.iter().skip(first).take(PAGE).map(|unit| row(model, &tree, unit, day, &day_text, lang)).collect();
    let to = |number: usize| {
        address("/units", &[("day", &day_text), ("q", &q), ("kind", kind_code), ("page", &number.to_string())])
    };
    let page_data = ListPage {
        day: day.to_string(),
        day_label: words::full_day(lang, day),
        is_today,
        kind: kind_code.to_owned(),
        tabs,
        nodes: if flat { Vec::new() } else { nodes(model, &tree, day, &day_text, lang) },
        flat,
        clear_href: address("/units", &[("day", &day_text)]),
        range: fill(
            l.orgs_range,
            &[("from", &(first + usize::from(!rows.is_empty()))), ("to", &(first + rows.len())), ("n", &found.len())],
        ),
        previous: if number > 1 { to(number - 1) } else { String::new() },
        next: if first + rows.len() < found.len() { to(number + 1) } else { String::new() },
        rows,
        q,
        may_manage: who.actor.may(Permission::ManageReference),
        may_import: who.actor.may(Permission::Import),
        is_new: model.units.iter().all(|unit| matches!(unit.kind, UnitKind::Headquarters | UnitKind::Office))
            && model.divisions.is_empty(),
        shell,
    };
    Ok((jar, page(&page_data)?))
}

fn names(unit: &Unit, needle: &str) -> bool {
    needle.is_empty()
        || unit.name.to_lowercase().contains(needle)
        || unit.name_en.to_lowercase().contains(needle)
        || unit.code.to_lowercase().contains(needle)
}

fn href_of(unit: &Unit, day_text: &str) -> String {
    address(&format!("/units/{}", encode(&unit.code)), &[("day", day_text)])
}

fn posts_in(model: &CityModel, unit: &Unit, day: Day) -> usize {
    model.posts.values().filter(|post| post.unit == unit.id && post.in_force(day)).count()
}

fn row(model: &CityModel, tree: &UnitTree, unit: &Unit, day: Day, day_text: &str, lang: Lang) -> Row {
    let mut above = tree.path_names(unit.id, lang);
    above.pop();
    Row {
        href: href_of(unit, day_text),
        name: unit.name_in(lang).to_owned(),
        code: unit.code.clone(),
        kind: tree.kind_name(unit, lang),
        above: above.last().map_or_else(String::new, |name| (*name).to_owned()),
        division: unit.division.map_or_else(String::new, |code| model.name_of_division(code, lang).to_owned()),
        posts: words::count(i64::try_from(posts_in(model, unit, day)).unwrap_or(0)),
        until: unit.valid_until.map_or_else(String::new, |until| words::full_day(lang, until)),
    }
}

/// The tree as a run of pieces. Communities are counted, not listed: there are thousands, and each stands on its town's page.
fn nodes(model: &CityModel, tree: &UnitTree, day: Day, day_text: &str, lang: Lang) -> Vec<Node> {
    let mut posts = std::collections::HashMap::new();
    for post in model.posts.values().filter(|post| post.in_force(day)) {
        *posts.entry(post.unit).or_insert(0_i64) += 1;
    }
    let l = texts(lang);
    let mut nodes = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let shown: Vec<&Unit> =
        tree.iter().filter(|unit| unit.kind != UnitKind::Community || unit.parent.is_none()).collect();
    let close = |nodes: &mut Vec<Node>| {
        nodes.push(Node {
            what: "close",
            href: String::new(),
            name: String::new(),
            kind: String::new(),
            below: String::new(),
            posts: String::new(),
            unfolded: false,
        });
    };
    for (place, unit) in shown.iter().enumerate() {
        let depth = tree.depth(unit.id);
        while open.len() > depth {
            open.pop();
            close(&mut nodes);
        }
        let has_shown_child = shown.get(place + 1).is_some_and(|next| tree.depth(next.id) > depth);
        let held = posts.get(&unit.id).copied().unwrap_or(0);
        nodes.push(Node {
            what: if has_shown_child { "open" } else { "leaf" },
            href: href_of(unit, day_text),
            name: unit.name_in(lang).to_owned(),
            kind: tree.kind_name(unit, lang).to_owned(),
            below: below(tree, unit, lang),
            posts: if held > 0 { fill(l.orgs_posts_n, &[("n", &held)]) } else { String::new() },
            unfolded: depth == 0,
        });
        if has_shown_child {
            open.push(place);
        }
    }
    while open.pop().is_some() {
        close(&mut nodes);
    }
    nodes
}

/// What lies directly below, by kind: 市直部门 83 · 县（市、区） 11.
fn below(tree: &UnitTree, unit: &Unit, lang: Lang) -> String {
    let counts = UnitKind::ALL.into_iter().filter_map(|kind| {
        let mut of_kind = tree.children(unit.id).filter(|child| child.kind == kind);
        let word = tree.kind_name(of_kind.next()?, lang);
        Some(format!("{word} {}", of_kind.count() + 1))
    });
    counts.collect::<Vec<_>>().join(" · ")
}
