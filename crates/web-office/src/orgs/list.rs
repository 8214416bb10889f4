//! The tree of the units of a day, or a flat list by kind or by words.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Query;
use changxiao_app::orgs::dated::tree_of;
use changxiao_domain::{
    ids::UnitId,
    orgs::{Actor, Permission, Unit, UnitKind, UnitTree},
    time::Day,
};
use changxiao_web_kit::filtered::{Filter, Value, codes};
use serde::{Deserialize, Serialize};

use crate::{
    address::{address, encode},
    answer::Answer,
    choice::Tab,
    cx::Cx,
    filters,
    listing::{Listing, Pager},
    pickers::read_day,
    request::Request,
    shell::{Notice, NoticeKind, Section, Shell},
    words,
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("day", Value::Day),
    Filter::new("q", Value::Words),
    Filter::new("kind", Value::OneOf(|| codes(&UnitKind::ALL, UnitKind::code, &[]))),
    Filter::new("page", Value::Number(1, 10_000)),
];

const PAGE: usize = 100;

#[derive(Deserialize, Serialize)]
pub(super) struct UnitsQuery {
    /// Only where it is another day than today.
    day: Option<String>,
    q: Option<String>,
    kind: Option<String>,
    page: Option<usize>,
}

#[derive(Template)]
#[template(path = "orgs/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    query: &'a UnitsQuery,
    day: Day,
    tree: &'a UnitTree,
    /// Posts in force on the day.
    posts: HashMap<UnitId, usize>,
    tabs: Vec<Tab>,
    /// What was looked for by kind or words; `None` for the whole tree.
    found: Option<Vec<&'a Unit>>,
    /// How many stand on the pages before this one.
    before: usize,
    pager: Pager,
}

/// A piece of the tree. Communities are counted, not listed: there are thousands, and each stands on its town's page.
enum Piece<'a> {
    Open(&'a Unit),
    /// Nothing listed lies below it.
    Leaf(&'a Unit),
    Close,
}

pub(super) async fn list(request: Request, Query(mut query): Query<UnitsQuery>) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let day = read_day(query.day.as_deref()).unwrap_or(model.day);
    let kind = query.kind.as_deref().and_then(UnitKind::parse);
    let needle = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    let number = query.page.take().unwrap_or(1);
    query.day = (day != model.day).then(|| day.to_string());
    query.kind = kind.map(|kind| kind.code().to_owned());
    query.q = query.q.map(|words| words.trim().to_owned());
    let listing = Listing::new("/units", &query);

    let mut shell = request.shell(Section::Units).await;
    let tree = tree_of(model, day).unwrap_or_else(|fault| {
        tracing::warn!(%fault, %day, "the units of a day make no tree");
        shell.notice = Some(Notice { kind: NoticeKind::Failed, text: cx.l.orgs_no_tree.to_owned(), link: None });
        UnitTree::default()
    });
    let mut posts = HashMap::new();
    for post in model.posts.values().filter(|post| post.in_force(day)) {
        *posts.entry(post.unit).or_insert(0) += 1;
    }
    let found: Option<Vec<&Unit>> = (kind.is_some() || !needle.is_empty()).then(|| {
        let matches = |unit: &&Unit| {
            kind.is_none_or(|kind| unit.kind == kind) && (names(unit, &needle) || model.is_called(unit.id, &needle))
        };
        tree.iter().filter(matches).collect()
    });
    let n = found.as_ref().map_or(0, Vec::len);
    let number = number.clamp(1, n / PAGE + 1);
    let before = (number - 1) * PAGE;
    let to = |number: usize| listing.with("page", number).to_string();
    let pager = Pager {
        previous: if number > 1 { to(number - 1) } else { String::new() },
        next: if before + PAGE < n { to(number + 1) } else { String::new() },
    };
    let tabs = tabs(cx, &tree, &listing, kind, found.is_some());
    request.page(&ListPage {
        shell,
        cx,
        actor: request.actor(),
        query: &query,
        day,
        tree: &tree,
        posts,
        tabs,
        found,
        before,
        pager,
    })
}

fn tabs(cx: &Cx, tree: &UnitTree, listing: &Listing, chosen: Option<UnitKind>, flat: bool) -> Vec<Tab> {
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    let whole = Tab::counted(listing.with("q", "").without("kind"), cx.l.orgs_tree, count(tree.len()), !flat);
    let of_kind = |kind: UnitKind| {
        let n = count(tree.of_kind(kind).count());
        Tab::counted(listing.with("kind", kind.code()), kind.words(cx.lang), n, chosen == Some(kind))
    };
    let kinds = UnitKind::ALL.into_iter().filter(|kind| tree.of_kind(*kind).next().is_some());
    std::iter::once(whole).chain(kinds.map(of_kind)).collect()
}

fn names(unit: &Unit, needle: &str) -> bool {
    [&unit.name, &unit.name_en, &unit.code].into_iter().any(|name| name.to_lowercase().contains(needle))
}

impl ListPage<'_> {
    /// The units of the open page.
    fn rows<'a>(&self, found: &'a [&'a Unit]) -> &'a [&'a Unit] {
        &found[self.before..found.len().min(self.before + PAGE)]
    }

    fn is_today(&self) -> bool {
        self.day == self.cx.model.day
    }

    /// Only what a city is founded with is there.
    fn is_new(&self) -> bool {
        let founded = |unit: &Unit| matches!(unit.kind, UnitKind::Headquarters | UnitKind::Office);
        self.cx.model.units.iter().all(founded) && self.cx.model.divisions.is_empty()
    }

    fn href(&self, unit: &Unit) -> String {
        let day = self.query.day.as_deref().unwrap_or("");
        address(&format!("/units/{}", encode(&unit.code)), &[("day", day)])
    }

    fn posts_of(&self, unit: &Unit) -> usize {
        self.posts.get(&unit.id).copied().unwrap_or(0)
    }

    /// The whole tree in the order in which it is drawn.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let is_shown = |unit: &&Unit| unit.kind != UnitKind::Community || unit.parent.is_none();
        let shown: Vec<&Unit> = self.tree.iter().filter(is_shown).collect();
        let (mut pieces, mut open) = (Vec::new(), 0);
        for (place, unit) in shown.iter().enumerate() {
            let depth = self.tree.depth(unit.id);
            while open > depth {
                pieces.push(Piece::Close);
                open -= 1;
            }
            if shown.get(place + 1).is_some_and(|next| self.tree.depth(next.id) > depth) {
                pieces.push(Piece::Open(unit));
                open += 1;
            } else {
                pieces.push(Piece::Leaf(unit));
            }
        }
        pieces.extend((0..open).map(|_| Piece::Close));
        pieces
    }

    /// What lies directly below, by kind: 市直部门 83 · 县（市、区） 11.
    fn below(&self, unit: &Unit) -> Vec<(&'static str, usize)> {
        let of_kind = |kind: UnitKind| {
            let mut below = self.tree.children(unit.id).filter(|child| child.kind == kind);
            let word = self.tree.kind_name(below.next()?, self.cx.lang);
            Some((word, below.count() + 1))
        };
        UnitKind::ALL.into_iter().filter_map(of_kind).collect()
    }
}
