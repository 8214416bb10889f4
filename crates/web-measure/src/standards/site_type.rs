//! One site type of a system: how it is walked, which nodes it serves, and what is checked there.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, model::CityModel, standards};
use changxiao_domain::{
    orgs::Permission,
    standards::{CheckItem, ListEntry, SiteType, System, SystemStatus},
};
use changxiao_store::standards::SystemRow;
use changxiao_words::{Lang, Texts, fill, texts};

use super::{
    address::{node_href, system_href},
    lists::{Tools, add_href, may_edit, sentence, status_of, system_name, tools},
    tree::{evidence_word, source_words},
};
use crate::{
    address::encode,
    answer::{WebError, page_with},
    names::quantity_words,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "standards/site_type.html")]
struct SiteTypePage {
    shell: Shell,
    system_href: String,
    system_name: String,
    href: String,
    code: String,
    label: String,
    other_label: String,
    inferred: bool,
    evidence: &'static str,
    facts: Vec<(&'static str, String)>,
    sites: i64,
    sites_words: String,
    sites_href: String,
    /// Address, code, label.
    nodes: Vec<(String, String, String)>,
    items: Vec<ItemLine>,
    add: String,
    tools: Option<Tools>,
    is_draft: bool,
    may_copy: bool,
    problem: String,
    conflict: bool,
}

/// A check item in a list.
pub(super) struct ItemLine {
    pub number: usize,
    pub code: String,
    pub text: String,
    pub other_text: String,
    pub scoring: String,
    pub quantity: String,
    pub category: String,
    pub content: String,
    pub content_href: String,
    pub inferred: bool,
    pub evidence: &'static str,
    pub source: String,
    pub source_words: String,
    pub tools: Option<Tools>,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Standards, jar).await;
    Ok((jar, show(&state, &who, shell, &named, &code, None).await?).into_response())
}

/// The page once more, with why its items could not be put in another order.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    named: &str,
    code: &str,
    problem: &AppError,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Standards, None).await;
    show(state, who, shell, named, code, Some(problem)).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    named: &str,
    code: &str,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let (lang, l) = (who.lang(), shell.l);
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, named)?;
    let at = system.site_types.iter().position(|kind| kind.code == code).ok_or(AppError::NotFound("site type"))?;
    let kind = &system.site_types[at];
    let sites = standards::site_counts(state.app(), &who.actor).await?.get(code).copied().unwrap_or(0);
    let other = lang.other_of_data();
    let nodes = SiteType::references(system, code).nodes.into_iter().map(|node| {
        let label = system.node(&node).map_or("", |node| node.label(lang)).to_owned();
        (node_href(row, &node), node, label)
    });
    let page = SiteTypePage {
        system_href: system_href(row),
        system_name: system_name(row, system, lang),
        href: super::lists::site_type_href(row, code),
        code: code.to_owned(),
        label: lang.of_data(&kind.name_zh, &kind.name_en).to_owned(),
        other_label: other.of_data(&kind.name_zh, &kind.name_en).to_owned(),
        inferred: kind.evidence.code() == "inferred",
        evidence: evidence_word(l, kind.evidence.code()),
        facts: facts(l, kind, lang),
        sites,
        sites_words: fill(l.standards_sites_n, &[("n", &words::count(sites))]),
        sites_href: format!("/sites?type={}", encode(code)),
        nodes: nodes.collect(),
        items: item_lines(&model, who, row, system, code),
        add: add_href::<CheckItem>(who, row, code),
        tools: tools(who, row, kind, at + 1, system.site_types.len()),
        is_draft: row.status == SystemStatus::Draft,
        may_copy: who.actor.may(Permission::ManageStandards) && !may_edit(who, row),
        problem: sentence(problem, lang),
        conflict: matches!(problem, Some(AppError::Conflict)),
        shell,
    };
    page_with(status_of(problem), &page)
}

fn facts(l: &'static Texts, kind: &SiteType, lang: Lang) -> Vec<(&'static str, String)> {
    let text = |zh: &Option<String>, en: &Option<String>| {
        lang.of_data(zh.as_deref().unwrap_or(""), en.as_deref().unwrap_or("")).to_owned()
    };
    let metres = kind.route_metres.map_or_else(String::new, |metres| words::distance(lang, i64::from(metres)));
    let facts = [
        (l.standards_route, text(&kind.route_zh, &kind.route_en)),
        (l.standards_route_metres, metres),
        (l.standards_sample, text(&kind.sample_zh, &kind.sample_en)),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// The check items of a site type in their order.
pub(super) fn item_lines(
    model: &CityModel,
    who: &Who,
    row: &SystemRow,
    system: &System,
    site_type: &str,
) -> Vec<ItemLine> {
    let lang = who.lang();
    let other = lang.other_of_data();
    let items = system.check_items_of(site_type);
    let count = items.len();
    let line = |(index, item): (usize, &CheckItem)| ItemLine {
        number: index + 1,
        code: item.code.clone(),
        text: lang.of_data(&item.text_zh, &item.text_en).to_owned(),
        other_text: other.of_data(&item.text_zh, &item.text_en).to_owned(),
        scoring: lang.of_data(&item.scoring_zh, &item.scoring_en).to_owned(),
        quantity: item.quantity.as_ref().map_or_else(String::new, |quantity| quantity_words(lang, quantity)),
        category: item
            .category
            .map_or_else(String::new, |code| model.category_name(&code.to_string(), lang).to_owned()),
        content: item.content.clone().unwrap_or_default(),
        content_href: item.content.as_ref().map_or_else(String::new, |code| node_href(row, code)),
        inferred: item.evidence.code() == "inferred",
        evidence: evidence_word(texts(lang), item.evidence.code()),
        source_words: source_words(system, &item.source),
        source: item.source.clone(),
        tools: tools(who, row, item, index + 1, count),
    };
    items.into_iter().enumerate().map(line).collect()
}
