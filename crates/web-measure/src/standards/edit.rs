//! Editing a draft: the words of a node, a new node, its place, its removal.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{
        self,
        edit_node::{Edit, NodeWords, edit_node},
    },
};
use changxiao_domain::standards::{Evidence, Node, NodeKind, System};
use changxiao_store::standards::SystemRow;
use changxiao_words::{fill, texts};
use serde::Deserialize;

use super::{
    address::{node_href, system_href},
    tree::kind_word,
};
use crate::{
    answer::{WebError, page_with, redirect_with_notice},
    choice::Choice,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "standards/edit.html")]
struct EditPage {
    shell: Shell,
    system_href: String,
    system_name: String,
    back: String,
    action: String,
    title: String,
    version: i64,
    /// Of a new node only.
    is_new: bool,
    code: String,
    code_problem: String,
    parent: String,
    kinds: Vec<(&'static str, &'static str, bool)>,
    name_zh: String,
    name_en: String,
    text_zh: String,
    text_en: String,
    name_zh_problem: String,
    name_en_problem: String,
    methods: Vec<Choice>,
    materials: Vec<Choice>,
    site_types: Vec<Choice>,
    inferred: bool,
    source: String,
    source_problem: String,
    problem: String,
}

#[derive(Deserialize)]
pub(super) struct Below {
    parent: Option<String>,
}

/// What the form holds, from the node or from what was typed.
struct Held {
    code: String,
    parent: String,
    kind: NodeKind,
    words: NodeWords,
}

pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (_, system) = standards::find(&who.model, &named)?;
    let node = system.node(&code).ok_or(AppError::NotFound("node"))?;
    let held = Held {
        code: node.code.clone(),
        parent: node.parent.clone().unwrap_or_default(),
        kind: node.kind,
        words: words_of(node),
    };
    show(&state, &who, &named, false, held, None, None).await
}

pub(super) async fn new_form(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    Query(below): Query<Below>,
) -> Result<Response, WebError> {
    let (_, system) = standards::find(&who.model, &named)?;
    let parent = below.parent.unwrap_or_default();
    let kind = kinds_below(system, &parent).first().copied().ok_or(AppError::NotFound("node"))?;
    let words = NodeWords {
        name_zh: String::new(),
        name_en: String::new(),
        text_zh: String::new(),
        text_en: String::new(),
        methods: Vec::new(),
        materials: Vec::new(),
        site_types: Vec::new(),
        evidence: Evidence::Certain,
        source: None,
    };
    let held = Held { code: next_code(system, &parent), parent, kind, words };
    show(&state, &who, &named, true, held, None, None).await
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (row, system) = standards::find(&who.model, &named)?;
    let kind = system.node(&code).ok_or(AppError::NotFound("node"))?.kind;
    let words = typed(&form);
    let edit = Edit::Change { code: code.clone(), words: words.clone() };
    match edit_node(state.app(), &who.actor, row.id, form.number("version").unwrap_or(0), edit).await {
        Ok(()) => Ok(redirect_with_notice(jar, &node_href(row, &code), texts(who.lang()).standards_saved)),
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            let held = Held { code, parent: String::new(), kind, words };
            show(&state, &who, &named, false, held, Some(&problem), form.number("version")).await
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (row, _) = standards::find(&who.model, &named)?;
    let kind = NodeKind::parse(form.text("kind")).ok_or(AppError::NotFound("kind"))?;
    let (code, parent, words) = (form.text("code").to_owned(), form.text("parent").to_owned(), typed(&form));
    let edit = Edit::Add {
        code: code.clone(),
        parent: Some(parent.clone()).filter(|parent| !parent.is_empty()),
        kind,
        words: words.clone(),
    };
    match edit_node(state.app(), &who.actor, row.id, form.number("version").unwrap_or(0), edit).await {
        Ok(()) => Ok(redirect_with_notice(
            jar,
            &node_href(row, &code),
            fill(texts(who.lang()).standards_added, &[("code", &code)]),
        )),
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            show(&state, &who, &named, true, Held { code, parent, kind, words }, Some(&problem), form.number("version"))
                .await
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn move_node(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (row, _) = standards::find(&who.model, &named)?;
    let order = form.number("order").and_then(|order| u32::try_from(order).ok()).unwrap_or(0);
    let edit = Edit::Move { code: code.clone(), parent: form.optional("parent"), order };
    match edit_node(state.app(), &who.actor, row.id, form.number("version").unwrap_or(0), edit).await {
        Ok(()) => Ok(redirect_with_notice(jar, &node_href(row, &code), texts(who.lang()).standards_moved)),
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            super::node::again(&state, &who, &named, &code, &problem).await
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn remove(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (row, system) = standards::find(&who.model, &named)?;
    let parent = system.node(&code).ok_or(AppError::NotFound("node"))?.parent.clone();
    let version = form.number("version").unwrap_or(0);
    match edit_node(state.app(), &who.actor, row.id, version, Edit::Remove { code: code.clone() }).await {
        Ok(()) => {
            let to = parent.map_or_else(|| system_href(row), |parent| node_href(row, &parent));
            Ok(redirect_with_notice(jar, &to, fill(texts(who.lang()).standards_removed, &[("code", &code)])))
        }
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            super::node::again(&state, &who, &named, &code, &problem).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show(
    state: &WebState,
    who: &Who,
    named: &str,
    is_new: bool,
    held: Held,
    problem: Option<&AppError>,
    seen: Option<i64>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, named)?;
    let shell = pages::shell(state, who, Section::Standards, None).await;
    let l = shell.l;
    let of = |name: &str| match problem {
        Some(AppError::Invalid(fields)) => {
            fields.iter().find(|field| field.field == name).map_or_else(String::new, |field| field.message.words(lang))
        }
        _ => String::new(),
    };
    let Held { code, parent, kind, words } = held;
    let page = EditPage {
        system_href: system_href(row),
        system_name: format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition),
        back: back(row, is_new, &code, &parent),
        action: if is_new { format!("{}/nodes", system_href(row)) } else { node_href(row, &code) },
        title: if is_new { l.standards_add_title.to_owned() } else { format!("{} {code}", l.standards_edit_title) },
        // After a conflict the form still carries the version that its writer saw: the new state has to be looked at first.
        version: seen.unwrap_or(row.version),
        is_new,
        code_problem: of("code"),
        kinds: kinds_below(system, &parent)
            .into_iter()
            .map(|other| (other.code(), kind_word(l, other), other == kind))
            .collect(),
        name_zh_problem: of("name_zh"),
        name_en_problem: of("name_en"),
        methods: system
            .methods
            .iter()
            .map(|method| choice(&method.code, lang.of_data(&method.name_zh, &method.name_en), &words.methods))
            .collect(),
        materials: system
            .material_types
            .iter()
            .map(|kind| choice(&kind.code, lang.of_data(&kind.name_zh, &kind.name_en), &words.materials))
            .collect(),
        site_types: system
            .site_types
            .iter()
            .map(|kind| choice(&kind.code, lang.of_data(&kind.name_zh, &kind.name_en), &words.site_types))
            .collect(),
        inferred: words.evidence == Evidence::Inferred,
        source: words.source.clone().unwrap_or_default(),
        source_problem: of("source"),
        problem: problem.map_or_else(String::new, |problem| format!("{} ({})", problem.words(lang), problem.number())),
        name_zh: words.name_zh,
        name_en: words.name_en,
        text_zh: words.text_zh,
        text_en: words.text_en,
        code,
        parent,
        shell,
    };
    let status = problem.map_or(StatusCode::OK, |problem| {
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    });
    page_with(status, &page)
}

fn back(row: &SystemRow, is_new: bool, code: &str, parent: &str) -> String {
    match (is_new, parent) {
        (false, _) => node_href(row, code),
        (true, "") => system_href(row),
        (true, parent) => node_href(row, parent),
    }
}

fn choice(code: &str, label: &str, chosen: &[String]) -> Choice {
    Choice::new(code, label, chosen.iter().any(|other| other == code))
}

fn kinds_below(system: &System, parent: &str) -> Vec<NodeKind> {
    let above = if parent.is_empty() { None } else { system.node(parent).map(|node| node.kind) };
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

fn words_of(node: &Node) -> NodeWords {
    NodeWords {
        name_zh: node.name_zh.clone(),
        name_en: node.name_en.clone(),
        text_zh: node.text_zh.clone(),
        text_en: node.text_en.clone(),
        methods: node.methods.clone(),
        materials: node.materials.clone(),
        site_types: node.site_types.clone(),
        evidence: node.evidence,
        source: node.source.clone(),
    }
}

fn typed(form: &Form) -> NodeWords {
    let all = |name: &str| form.all(name).filter(|code| !code.is_empty()).map(str::to_owned).collect();
    NodeWords {
        name_zh: form.text("name_zh").to_owned(),
        name_en: form.text("name_en").to_owned(),
        text_zh: form.text("text_zh").to_owned(),
        text_en: form.text("text_en").to_owned(),
        methods: all("method"),
        materials: all("material"),
        site_types: all("site_type"),
        evidence: if form.text("evidence") == "inferred" { Evidence::Inferred } else { Evidence::Certain },
        source: form.optional("source"),
    }
}
