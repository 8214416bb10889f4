//! The report of what nobody answers for.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_app::{
    model::CityModel,
    orgs::unanswered::{self, Unanswered},
};
use changxiao_domain::{divisions::DivisionCode, orgs::Permission};
use changxiao_words::{Lang, Texts, fill, texts};

use crate::{
    address::address,
    answer::{WebError, page},
    download::csv,
    links::node_href,
    names::key_name,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "orgs/gaps.html")]
struct GapsPage {
    shell: Shell,
    is_empty: bool,
    asked: String,
    nothing_asked: bool,
    categories: Vec<Line>,
    places: Vec<Line>,
    contents: Vec<Line>,
    ended: Vec<Line>,
    sites: Option<String>,
    may_export: bool,
    may_import: bool,
}

/// What is missing, where, and the page on which it is put right.
struct Line {
    href: String,
    what: String,
    code: String,
    place: String,
}

/// So many places are named; of more, the number is said.
const MOST_PLACES: usize = 4;

pub(super) async fn show(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let report = unanswered::unanswered(state.app(), &who.actor).await?;
    let (towns, categories) = report.asked;
    page(&GapsPage {
        shell: pages::shell(&state, &who, Section::Units, None).await,
        is_empty: report.is_empty(),
        asked: fill(l.orgs_gaps_asked, &[("towns", &towns), ("categories", &categories)]),
        nothing_asked: towns == 0,
        categories: report
            .categories
            .iter()
            .map(|gap| {
                let code = gap.category.to_string();
                let first = gap.divisions.first().map_or_else(String::new, |place| place.to_string());
                Line {
                    href: address("/units/matrix", &[("division", &first), ("key", &code)]),
                    what: model.category_name(&code, lang).to_owned(),
                    place: places(model, &gap.divisions, towns, lang, l),
                    code,
                }
            })
            .collect(),
        places: report
            .places
            .iter()
            .map(|place| Line {
                href: format!("/divisions/{place}"),
                what: model.name_of_division(*place, lang).to_owned(),
                code: place.to_string(),
                place: String::new(),
            })
            .collect(),
        contents: contents(model, &report, lang),
        ended: report
            .ended
            .iter()
            .map(|(place, key, unit)| Line {
                href: address("/units/matrix", &[("division", &place.to_string()), ("key", key)]),
                what: model.unit_name(*unit, lang).to_owned(),
                code: key_name(model, key, lang, l),
                place: model.name_of_division(*place, lang).to_owned(),
            })
            .collect(),
        sites: (report.sites > 0).then(|| words::count(report.sites)),
        may_export: who.actor.may(Permission::Export),
        may_import: who.actor.may(Permission::Import),
    })
}

pub(super) async fn export(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let report = unanswered::unanswered(state.app(), &who.actor).await?;
    let mut rows = Vec::new();
    for gap in &report.categories {
        let code = gap.category.to_string();
        let name = model.category_name(&code, lang).to_owned();
        for place in &gap.divisions {
            rows.push(vec![
                l.orgs_gaps_categories.to_owned(),
                code.clone(),
                name.clone(),
                place.to_string(),
                model.name_of_division(*place, lang).to_owned(),
            ]);
        }
    }
    for place in &report.places {
        rows.push(vec![
            l.orgs_gaps_places.to_owned(),
            String::new(),
            String::new(),
            place.to_string(),
            model.name_of_division(*place, lang).to_owned(),
        ]);
    }
    for line in contents(model, &report, lang) {
        rows.push(vec![l.orgs_gaps_contents.to_owned(), line.code, line.what, String::new(), String::new()]);
    }
    for (place, key, unit) in &report.ended {
        let what = format!("{} · {}", key_name(model, key, lang, l), model.unit_name(*unit, lang));
        rows.push(vec![
            l.orgs_gaps_ended.to_owned(),
            key.clone(),
            what,
            place.to_string(),
            model.name_of_division(*place, lang).to_owned(),
        ]);
    }
    let titles = [l.orgs_gaps_kind, l.orgs_code, l.orgs_gaps_what, l.orgs_division_code, l.orgs_division];
    csv("unanswered.csv", &titles, rows)
}

fn places(model: &CityModel, divisions: &[DivisionCode], all: usize, lang: Lang, l: &Texts) -> String {
    if divisions.len() == all {
        return l.orgs_everywhere.to_owned();
    }
    let names: Vec<String> =
        divisions.iter().take(MOST_PLACES).map(|place| model.name_of_division(*place, lang).to_owned()).collect();
    let names = names.join(texts(lang).orgs_text);
    if divisions.len() > MOST_PLACES {
        fill(l.orgs_places_more, &[("names", &names), ("n", &divisions.len())])
    } else {
        names
    }
}

fn contents(model: &CityModel, report: &Unanswered, lang: Lang) -> Vec<Line> {
    let system = model.current_system();
    report
        .contents
        .iter()
        .map(|code| Line {
            href: node_href(model, code),
            what: system
                .and_then(|system| system.node(code))
                .map_or_else(String::new, |node| node.label(lang).to_owned()),
            code: code.clone(),
            place: String::new(),
        })
        .collect()
}
