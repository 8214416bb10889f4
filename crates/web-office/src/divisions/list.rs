//! The divisions of the city by level, or those that words find.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    divisions::{counts_below, search, sources},
    model::CityModel,
};
use changxiao_domain::{
    divisions::{Division, DivisionCode, Level},
    orgs::Permission,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const MOST_FOUND: usize = 200;

#[derive(Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "divisions/list.html")]
struct ListPage {
    shell: Shell,
    q: String,
    /// 县级 11 · 乡级 146 · 村级 2,135.
    counts: String,
    rows: Vec<Row>,
    found_note: String,
    has_map: bool,
    sources: Vec<String>,
    may_import: bool,
    nothing: bool,
}

/// A division as a row.
pub(super) struct Row {
    pub href: String,
    pub name: String,
    pub code: String,
    pub level: &'static str,
    pub within: String,
    pub children: String,
    pub below: String,
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
    let q = asked.q.unwrap_or_default().trim().to_owned();
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Divisions, jar).await;
    let (rows, found_note) = if q.is_empty() {
        let city = DivisionCode::new(model.id().0).ok().filter(|city| model.divisions.get(*city).is_some());
        let top: Vec<&Division> = match city {
            Some(city) => model.divisions.children(city).collect(),
            None => model.divisions.roots().collect(),
        };
        (top.into_iter().map(|division| row(model, division, lang)).collect(), String::new())
    } else {
        let (found, total) = search(model, &q, MOST_FOUND);
        let note = fill(l.divisions_found, &[("n", &total)]);
        (found.into_iter().map(|division| row(model, division, lang)).collect(), note)
    };
    let (editions, outlines) = sources(state.app(), &who.actor).await?;
    let mut sources = Vec::new();
    for (template, list) in [(l.divisions_edition_of, editions), (l.divisions_outlines_of, outlines)] {
        sources.extend(list.iter().map(|(source, n)| fill(template, &[("source", source), ("n", &words::count(*n))])));
    }
    let page_data = ListPage {
        counts: level_counts(model, lang),
        has_map: !model.outlines.is_empty() && q.is_empty(),
        nothing: model.divisions.is_empty(),
        may_import: who.actor.may(Permission::Import),
        rows,
        found_note,
        sources,
        q,
        shell,
    };
    Ok((jar, page(&page_data)?))
}

pub(super) fn row(model: &CityModel, division: &Division, lang: Lang) -> Row {
    let (children, below) = counts_below(&model.divisions, division.code);
    let count = |n: usize| if n == 0 { String::new() } else { words::count(i64::try_from(n).unwrap_or(0)) };
    Row {
        href: format!("/divisions/{}", division.code),
        name: model.name_of_division(division.code, lang).to_owned(),
        code: division.code.to_string(),
        level: division.level.words(lang),
        within: division.parent.map_or_else(String::new, |parent| model.name_of_division(parent, lang).to_owned()),
        children: count(children),
        below: count(below),
    }
}

fn level_counts(model: &CityModel, lang: Lang) -> String {
    let of = |level: Level| model.divisions.iter().filter(|division| division.level == level).count();
    let counts = [Level::County, Level::Township, Level::Village].map(|level| (level, of(level)));
    let there = counts.iter().filter(|(_, n)| *n > 0);
    there
        .map(|(level, n)| format!("{} {}", level.words(lang), words::count(i64::try_from(*n).unwrap_or(0))))
        .collect::<Vec<_>>()
        .join(" · ")
}
