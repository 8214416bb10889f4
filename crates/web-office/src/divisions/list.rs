//! The divisions of the city by level, or those that words find.

use askama::Template;
use axum::extract::Query;
use changxiao_app::divisions::{counts_below, search, sources};
use changxiao_domain::{
    divisions::{Division, DivisionCode, Level},
    orgs::{Actor, Permission},
};
use changxiao_web_kit::filtered::{Filter, Value};
use serde::Deserialize;

use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    shell::{Section, Shell},
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[Filter::new("q", Value::Words)];

const MOST_FOUND: usize = 200;

#[derive(Deserialize)]
pub(super) struct DivisionsQuery {
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "divisions/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    /// What was looked for; empty for the top of the tree.
    q: &'a str,
    divisions: Vec<&'a Division>,
    /// How many were found, shown or not.
    total: usize,
    /// Sources of the divisions and of their outlines, each with how many come from it.
    editions: Vec<(String, i64)>,
    outlines: Vec<(String, i64)>,
}

pub(super) async fn list(request: Request, Query(query): Query<DivisionsQuery>) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let q = query.q.as_deref().unwrap_or_default().trim();
    let (divisions, total) = if q.is_empty() {
        let city = DivisionCode::new(model.id().0).ok().filter(|city| model.divisions.get(*city).is_some());
        let top: Vec<&Division> = match city {
            Some(city) => model.divisions.children(city).collect(),
            None => model.divisions.roots().collect(),
        };
        (top, 0)
    } else {
        search(model, q, MOST_FOUND)
    };
    let (editions, outlines) = sources(request.app(), request.actor()).await?;
    let shell = request.shell(Section::Divisions).await;
    request.page(&ListPage { shell, cx, actor: request.actor(), q, divisions, total, editions, outlines })
}

impl ListPage<'_> {
    fn has_map(&self) -> bool {
        !self.cx.model.outlines.is_empty() && self.q.is_empty()
    }

    /// 县级 11 · 乡级 146 · 村级 2,135.
    fn level_counts(&self) -> Vec<(Level, usize)> {
        let of = |level: Level| self.cx.model.divisions.iter().filter(|division| division.level == level).count();
        let levels = [Level::County, Level::Township, Level::Village].into_iter();
        levels.map(|level| (level, of(level))).filter(|(_, n)| *n > 0).collect()
    }
}
