//! The page that asks once more before an entry is removed, and says what still refers to it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{edit_list::edit_list, save_draft::not_a_draft, site_counts},
};
use changxiao_domain::standards::{CheckItem, ListEdit, ListEntry, Node, SiteType};
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_words::{fill, texts};

use super::entry;
use crate::standards::list_form::ListForm;
use crate::{
    answer::{WebError, redirect_with_notice},
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    standards::edition::{Edition, mendable, status_of, version_of},
    state::WebState,
};

#[derive(Template)]
#[template(path = "standards/removal.html")]
struct RemovalPage<'a> {
    shell: Shell,
    edition: Edition<'a>,
    title: String,
    code: &'a str,
    label: &'a str,
    action: String,
    back: String,
    check_items: Vec<&'a CheckItem>,
    nodes: Vec<&'a Node>,
    sites: i64,
    problem: Option<&'a AppError>,
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
    let edition = Edition::find(&who.model, &named)?;
    let home = entry::<E>(edition, &code)?.home_without();
    let edit = ListEdit::<E>::Remove { code: code.clone() };
    match edit_list(state.app(), &who.actor, edition.row.id, version_of(&form), edit).await {
        Ok(()) => {
            let notice = fill(texts(who.lang()).standards_removed, &[("code", &code)]);
            Ok(redirect_with_notice(jar, &home.href(edition), notice))
        }
        Err(problem) => show_removal::<E>(&state, &who, &named, &code, Some(&mendable(problem)?)).await,
    }
}

async fn show_removal<E: ListForm>(
    state: &WebState,
    who: &Who,
    named: &str,
    code: &str,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let cx = Cx::new(who.lang(), state.app().model(who.actor.city).await?, state.app().now());
    let edition = Edition::find(&cx.model, named)?;
    if !edition.is_draft() {
        return Err(not_a_draft().into());
    }
    let found = entry::<E>(edition, code)?;
    let references = E::references(edition.system, code);
    // Only a site type is named by anything outside its system.
    let is_type = E::NAME == SiteType::NAME;
    let sites = if is_type { site_counts(state.app(), &who.actor).await? } else { Default::default() };
    let action = format!("{}/removal", edition.entry_href(E::SLUG, code));
    let page = RemovalPage {
        shell: pages::shell(state, who, Section::Standards, None).await,
        title: fill(cx.l.standards_remove_entry, &[("name", &E::TITLE.text(cx.lang)), ("code", &code)]),
        label: found.label(cx.lang),
        action,
        back: found.home().href(edition),
        check_items: references.check_items.iter().filter_map(|code| CheckItem::find(edition.system, code)).collect(),
        nodes: edition.nodes(&references.nodes),
        sites: sites.get(code).copied().unwrap_or(0),
        edition,
        code,
        problem,
    };
    cx.page_with(status_of(problem), &page)
}
