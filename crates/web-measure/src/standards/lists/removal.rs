//! The page that asks once more before an entry is removed, and says what still refers to it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{self, edit_list::edit_list, save_draft::not_a_draft},
};
use changxiao_domain::standards::{ListEdit, ListEntry, References, SiteType, SystemStatus};
use changxiao_words::{fill, texts};

use super::{ListForm, entry, entry_href, sentence, status_of, system_name};
use crate::{
    address::encode,
    answer::{WebError, page_with, redirect_with_notice},
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    standards::address::{node_href, system_href},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "standards/removal.html")]
struct RemovalPage {
    shell: Shell,
    system_href: String,
    system_name: String,
    back: String,
    action: String,
    title: String,
    label: String,
    version: i64,
    check_items: Vec<(String, String)>,
    /// Address, code, label.
    nodes: Vec<(String, String, String)>,
    sites: String,
    sites_href: String,
    problem: String,
    conflict: bool,
}

pub async fn removal_form<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    show_removal::<E>(&state, &who, &named, &code, None).await
}

pub async fn remove<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (row, system) = standards::find(&who.model, &named)?;
    let home = entry::<E>(system, &code)?.home_without();
    let edit = ListEdit::<E>::Remove { code: code.clone() };
    match edit_list(state.app(), &who.actor, row.id, form.number("version").unwrap_or(0), edit).await {
        Ok(()) => {
            let notice = fill(texts(who.lang()).standards_removed, &[("code", &code)]);
            Ok(redirect_with_notice(jar, &home.href(row), notice))
        }
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            show_removal::<E>(&state, &who, &named, &code, Some(&problem)).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show_removal<E: ListForm>(
    state: &WebState,
    who: &Who,
    named: &str,
    code: &str,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, named)?;
    if row.status != SystemStatus::Draft {
        return Err(not_a_draft().into());
    }
    let found = entry::<E>(system, code)?;
    let References { check_items, nodes } = E::references(system, code);
    // Only a site type is named by anything outside its system.
    let is_type = E::NAME == SiteType::NAME;
    let sites = if is_type { standards::site_counts(state.app(), &who.actor).await? } else { Default::default() };
    let sites = sites.get(code).copied().unwrap_or(0);
    let shell = pages::shell(state, who, Section::Standards, None).await;
    let l = shell.l;
    let item = |code: &String| {
        let item = system.check_items.iter().find(|item| item.code == *code);
        (code.clone(), item.map_or_else(String::new, |item| item.label(lang).to_owned()))
    };
    let node = |code: &String| {
        let label = system.node(code).map_or("", |node| node.label(lang));
        (node_href(row, code), code.clone(), label.to_owned())
    };
    let page = RemovalPage {
        system_href: system_href(row),
        system_name: system_name(row, system, lang),
        back: found.home().href(row),
        action: format!("{}/removal", entry_href::<E>(row, code)),
        title: fill(l.standards_remove_entry, &[("name", &E::title(l)), ("code", &code)]),
        label: found.label(lang).to_owned(),
        version: row.version,
        check_items: check_items.iter().map(item).collect(),
        nodes: nodes.iter().map(node).collect(),
        sites: if sites > 0 { words::count(sites) } else { String::new() },
        sites_href: format!("/sites?type={}", encode(code)),
        problem: sentence(problem, lang),
        conflict: matches!(problem, Some(AppError::Conflict)),
        shell,
    };
    page_with(status_of(problem), &page)
}
