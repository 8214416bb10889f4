//! Editing a draft: the words of a node, a new node, its place, its removal.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::edit_node::{Edit, NodeWords, edit_node},
};
use changxiao_domain::standards::{Evidence, ListEntry, Node, NodeKind, System};
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use super::{
    edition::{Edition, evidence_choices, mendable, status_of, version_of},
    node::again,
};
use crate::{
    answer::{WebError, redirect_with_notice},
    choice::Choice,
    fields::Typed,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "standards/edit.html")]
struct EditPage<'a> {
    shell: Shell,
    edition: Edition<'a>,
    /// Nothing where one is added.
    node: Option<&'a Node>,
    kinds: Vec<Choice>,
    evidence: Vec<Choice>,
    typed: &'a Typed,
    problem: Option<&'a AppError>,
}

impl EditPage<'_> {
    fn title(&self) -> String {
        match self.node {
            Some(node) => format!("{} {}", self.shell.l.standards_edit_title, node.code),
            None => self.shell.l.standards_add_title.to_owned(),
        }
    }

    fn action(&self) -> String {
        match self.node {
            Some(node) => self.edition.node_href(&node.code),
            None => format!("{}/nodes", self.edition.href()),
        }
    }

    fn back(&self) -> String {
        match (self.node, self.typed.get("parent")) {
            (Some(node), _) => self.edition.node_href(&node.code),
            (None, "") => self.edition.href(),
            (None, parent) => self.edition.node_href(parent),
        }
    }

    /// After a conflict the form still carries the version that its writer saw: the new state has to be looked at first.
    fn version(&self) -> i64 {
        self.typed.get("version").parse().unwrap_or(self.edition.row.version)
    }
}

#[derive(Deserialize)]
pub(super) struct Below {
    #[serde(default)]
    parent: String,
}

pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let node = edition.system.node(&code).ok_or(AppError::NotFound("node"))?;
    // Named one by one: parts of a node, such as its share of the points, have words of the same name.
    let typed = Typed::default()
        .with("code", &node.code)
        .with_optional("parent", node.parent.as_ref())
        .with("kind", node.kind.code())
        .with("name_zh", &node.name_zh)
        .with("name_en", &node.name_en)
        .with("text_zh", &node.text_zh)
        .with("text_en", &node.text_en)
        .with("evidence", node.evidence.code())
        .with_optional("source", node.source.as_ref());
    let typed = node.methods.iter().fold(typed, |typed, code| typed.with("method", code));
    let typed = node.materials.iter().fold(typed, |typed, code| typed.with("material", code));
    let typed = node.site_types.iter().fold(typed, |typed, code| typed.with("site_type", code));
    show(&state, &who, &named, Some(&code), &typed, None).await
}

pub(super) async fn new_form(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    Query(below): Query<Below>,
) -> Result<Response, WebError> {
    let system = Edition::find(&who.model, &named)?.system;
    let kind = kinds_below(system, &below.parent).first().copied().ok_or(AppError::NotFound("node"))?;
    let typed = Typed::default()
        .with("code", next_code(system, &below.parent))
        .with("parent", below.parent)
        .with("kind", kind.code());
    show(&state, &who, &named, None, &typed, None).await
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    edition.system.node(&code).ok_or(AppError::NotFound("node"))?;
    let edit = Edit::Change { code: code.clone(), words: words(&form) };
    match edit_node(state.app(), &who.actor, edition.row.id, version_of(&form), edit).await {
        Ok(()) => Ok(redirect_with_notice(jar, &edition.node_href(&code), texts(who.lang()).standards_saved)),
        Err(problem) => refused(&state, &who, &named, Some(&code), &form, problem).await,
    }
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let kind = NodeKind::parse(form.text("kind")).ok_or(AppError::NotFound("kind"))?;
    let code = form.text("code");
    let edit = Edit::Add { code: code.to_owned(), parent: form.optional("parent"), kind, words: words(&form) };
    match edit_node(state.app(), &who.actor, edition.row.id, version_of(&form), edit).await {
        Ok(()) => {
            let notice = fill(texts(who.lang()).standards_added, &[("code", &code)]);
            Ok(redirect_with_notice(jar, &edition.node_href(code), notice))
        }
        Err(problem) => refused(&state, &who, &named, None, &form, problem).await,
    }
}

pub(super) async fn move_node(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let order = form.number("order").and_then(|order| u32::try_from(order).ok()).unwrap_or(0);
    let edit = Edit::Move { code: code.clone(), parent: form.optional("parent"), order };
    match edit_node(state.app(), &who.actor, edition.row.id, version_of(&form), edit).await {
        Ok(()) => Ok(redirect_with_notice(jar, &edition.node_href(&code), texts(who.lang()).standards_moved)),
        Err(problem) => again(&state, &who, &named, &code, problem).await,
    }
}

pub(super) async fn remove(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let parent = &edition.system.node(&code).ok_or(AppError::NotFound("node"))?.parent;
    let edit = Edit::Remove { code: code.clone() };
    match edit_node(state.app(), &who.actor, edition.row.id, version_of(&form), edit).await {
        Ok(()) => {
            let to = parent.as_ref().map_or_else(|| edition.href(), |parent| edition.node_href(parent));
            Ok(redirect_with_notice(jar, &to, fill(texts(who.lang()).standards_removed, &[("code", &code)])))
        }
        Err(problem) => again(&state, &who, &named, &code, problem).await,
    }
}

async fn refused(
    state: &WebState,
    who: &Who,
    named: &str,
    known: Option<&str>,
    form: &Form,
    problem: AppError,
) -> Result<Response, WebError> {
    let problem = mendable(problem)?;
    let typed = Typed::refused("", form, &problem, who.lang());
    show(state, who, named, known, &typed, Some(&problem)).await
}

/// `known` is the code of a node that is there already.
async fn show(
    state: &WebState,
    who: &Who,
    named: &str,
    known: Option<&str>,
    typed: &Typed,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let cx = Cx::new(who.lang(), state.app().model(who.actor.city).await?, state.app().now());
    let edition = Edition::find(&cx.model, named)?;
    let kinds = kinds_below(edition.system, typed.get("parent")).into_iter();
    let page = EditPage {
        shell: pages::shell(state, who, Section::Standards, None).await,
        node: known.and_then(|code| edition.system.node(code)),
        kinds: kinds.map(|kind| Choice::of(kind.code(), kind.words(cx.lang), typed.get("kind"))).collect(),
        evidence: evidence_choices(Evidence::parse(typed.get("evidence")).or(Some(Evidence::Certain)), cx.lang),
        edition,
        typed,
        problem,
    };
    cx.page_with(status_of(problem), &page)
}

fn kinds_below(system: &System, parent: &str) -> Vec<NodeKind> {
    let above = system.node(parent).map(|node| node.kind);
    if !parent.is_empty() && above.is_none() {
        return Vec::new();
    }
    NodeKind::ALL.into_iter().filter(|kind| kind.may_hang_on(above)).collect()
}

/// A code that is free and follows its siblings: III-1-5 after III-1-4.
fn next_code(system: &System, parent: &str) -> String {
    let siblings = system.children(Some(parent).filter(|parent| !parent.is_empty()));
    let last = siblings
        .last()
        .and_then(|node| node.code.rsplit_once('-'))
        .map(|(head, number)| (head.to_owned(), number.parse::<u32>().unwrap_or(0)));
    let (head, from) = last.unwrap_or_else(|| (if parent.is_empty() { "N".to_owned() } else { parent.to_owned() }, 0));
    (from + 1..from + 1000)
        .map(|number| format!("{head}-{number}"))
        .find(|code| system.node(code).is_none())
        .unwrap_or_default()
}

fn words(form: &Form) -> NodeWords {
    let text = |name| form.text(name).to_owned();
    let all = |name| form.all(name).filter(|code| !code.is_empty()).map(str::to_owned).collect();
    NodeWords {
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        text_zh: text("text_zh"),
        text_en: text("text_en"),
        methods: all("method"),
        materials: all("material"),
        site_types: all("site_type"),
        evidence: Evidence::parse(form.text("evidence")).unwrap_or(Evidence::Certain),
        source: form.optional("source"),
    }
}
