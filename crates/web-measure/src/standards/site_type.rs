//! One site type of a system: how it is walked, which nodes it serves, and what is checked there.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, standards::site_counts};
use changxiao_domain::{
    orgs::Permission,
    standards::{CheckItem, Evidence, ListEntry, Node, Quantity, SiteType},
};
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_words::Lang;

use super::{
    edition::{Edition, mendable, status_of},
    list_form::ListForm,
};
use crate::{
    address::encode,
    answer::WebError,
    names::quantity_words,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "standards/site_type.html")]
struct SiteTypePage<'a> {
    shell: Shell,
    edition: Edition<'a>,
    href: String,
    kind: &'a SiteType,
    /// Among its siblings, from 1.
    place: usize,
    items: Vec<&'a CheckItem>,
    /// What lists it.
    nodes: Vec<&'a Node>,
    sites: i64,
    may_edit: bool,
    may_copy: bool,
    problem: Option<&'a AppError>,
}

impl SiteTypePage<'_> {
    fn label(&self) -> &str {
        self.kind.label(self.shell.lang)
    }

    fn new_item_href(&self) -> String {
        format!("{}/new/{}?group={}", self.edition.href(), CheckItem::SLUG, encode(&self.kind.code))
    }

    fn other_label(&self) -> &str {
        self.kind.label(self.shell.lang.other_of_data())
    }

    fn other_text<'a>(&self, item: &'a CheckItem) -> &'a str {
        item.label(self.shell.lang.other_of_data())
    }
}

/// A text that need not be there.
pub(super) fn optional<'a>(zh: &'a Option<String>, en: &'a Option<String>, lang: &Lang) -> &'a str {
    lang.of_data(zh.as_deref().unwrap_or(""), en.as_deref().unwrap_or(""))
}

/// The countable part of a check item in words; empty where there is none.
pub(super) fn counted(quantity: &Option<Quantity>, lang: &Lang) -> String {
    quantity.as_ref().map_or_else(String::new, |quantity| quantity_words(*lang, quantity))
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
    problem: AppError,
) -> Result<Response, WebError> {
    let problem = mendable(problem)?;
    let shell = pages::shell(state, who, Section::Standards, None).await;
    show(state, who, shell, named, code, Some(&problem)).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    named: &str,
    code: &str,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let cx = Cx::new(who.lang(), state.app().model(who.actor.city).await?, state.app().now());
    let edition = Edition::find(&cx.model, named)?;
    let system = edition.system;
    let at = system.site_types.iter().position(|kind| kind.code == code).ok_or(AppError::NotFound("site type"))?;
    let may_edit = edition.may_edit(who);
    let page = SiteTypePage {
        shell,
        href: edition.site_type_href(code),
        kind: &system.site_types[at],
        place: at + 1,
        items: system.check_items_of(&system.site_types[at].code),
        nodes: edition.nodes(&SiteType::references(system, code).nodes),
        sites: site_counts(state.app(), &who.actor).await?.get(code).copied().unwrap_or(0),
        may_edit,
        may_copy: who.actor.may(Permission::ManageStandards) && !may_edit,
        edition,
        problem,
    };
    cx.page_with(status_of(problem), &page)
}
