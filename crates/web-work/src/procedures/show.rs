//! One procedure as it stands: what it is for, how it runs, its editions, and where the city's own says something else than ours.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use changxiao_app::{
    AppError,
    procedures::{
        draft::may_write,
        list::{Edition, Entry, one},
    },
};
use changxiao_domain::{
    matters::{Differs, Document, FlowOf, LoadedDocument},
    sealing::{Hash, from_hex, hex},
};
use changxiao_web_kit::{cx::Cx, download::attachment, filters, request::Request};
use serde::Deserialize;
use serde_json::Value;

use super::{
    list::{Tag, by_edition, tags},
    shown::{FlowShown, flows},
    slots::label_of,
    wording,
};
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

const JSON: &str = "application/json";

#[derive(Template)]
#[template(path = "procedures/show.html")]
struct ShowPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    key: String,
    name: String,
    document: &'static Document,
    hash: String,
    tags: Vec<Tag>,
    open: i64,
    by_edition: String,
    flows: Vec<FlowShown>,
    editions: Vec<EditionShown>,
    /// The edition of ours, where the city has its own in its place.
    ours: Option<String>,
    ours_is_newer: bool,
    differences: Vec<DifferenceShown>,
    has_draft: bool,
    may_write: bool,
    /// Something of the city's own is in use.
    can_withdraw: bool,
}

struct EditionShown {
    hash: String,
    edition: String,
    from: String,
    state: &'static str,
    in_use: bool,
    hands: String,
    changed_at: changxiao_domain::time::Instant,
    open: i64,
}

struct DifferenceShown {
    place: String,
    ours: String,
    own: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct EditionQuery {
    /// The hash of an edition in hexadecimal digits; empty: the one that is used today.
    edition: String,
}

pub(super) async fn show(request: Request, Path(key): Path<String>, Query(query): Query<EditionQuery>) -> Answer {
    let shell = request.shell(Section::Procedures).await;
    page(&request, shell, &key, &query.edition, StatusCode::OK).await
}

/// The page of a procedure in a frame that is there already.
pub(super) async fn page(request: &Request, shell: Shell, key: &str, edition: &str, status: StatusCode) -> Answer {
    let cx = &request.cx;
    let one = one(request.app(), request.model(), key).await?;
    let Some(kept) = chosen(&one, edition)? else {
        // Only a draft stands here.
        return match may_write(request.actor()) {
            true => Ok(Redirect::to(&format!("/procedures/{key}/draft")).into_response()),
            false => Err(AppError::NotFound("procedure").into()),
        };
    };
    let document = &kept.document;
    let may_write = may_write(request.actor());
    let editions = one.editions.iter().rev().map(|edition| edition_shown(cx, &one, edition)).collect();
    let differences = one.differs().iter().map(|differs| difference(cx, &one, differs)).collect();
    let page = ShowPage {
        shell,
        cx,
        name: document.name(cx.lang).to_owned(),
        hash: hex(&kept.hash),
        tags: tags(cx, &one, cx.today(), may_write),
        open: one.all_open(),
        by_edition: by_edition(cx, &one),
        flows: flows(cx, document, &[]),
        editions,
        ours: one.own_today().and(one.shipped).map(|ours| ours.document.edition.clone()),
        ours_is_newer: one.ours_is_newer(),
        differences,
        has_draft: one.draft.is_some(),
        may_write,
        can_withdraw: one.editions.iter().any(|edition| edition.in_use),
        key: key.to_owned(),
        document,
    };
    answer(request, status, &page)
}

/// A page, or the same with why nothing was done.
pub(super) fn answer(request: &Request, status: StatusCode, page: &impl Template) -> Answer {
    if status == StatusCode::OK { request.page(page) } else { request.cx.page_with(status, page) }
}

/// The document of an edition as a file.
pub(super) async fn download(request: Request, Path(key): Path<String>, Query(query): Query<EditionQuery>) -> Answer {
    let one = one(request.app(), request.model(), &key).await?;
    let kept = chosen(&one, &query.edition)?.ok_or(AppError::NotFound("edition"))?;
    Ok(file(&kept.document)?.into_response())
}

/// A document as somebody can read it.
pub(super) fn file(document: &Document) -> Result<axum::response::Response, AppError> {
    let text = serde_json::to_string_pretty(document).map_err(|problem| AppError::Broken(problem.to_string()))?;
    Ok(attachment(JSON, &format!("{}-{}.json", document.key, document.edition), text))
}

fn chosen(one: &Entry, edition: &str) -> Result<Option<&'static LoadedDocument>, AppError> {
    match edition.trim() {
        "" => Ok(one.today.or(one.latest())),
        text => {
            let hash: Hash = from_hex(text).ok_or(AppError::NotFound("edition"))?;
            one.document(&hash).map(Some).ok_or(AppError::NotFound("edition"))
        }
    }
}

fn edition_shown(cx: &Cx, one: &Entry, edition: &Edition) -> EditionShown {
    let (l, document) = (cx.l, &edition.kept.document);
    let is_today = one.today.is_some_and(|today| today.hash == edition.kept.hash);
    let is_later = document.first_day().is_some_and(|first| first > cx.today());
    EditionShown {
        hash: hex(&edition.kept.hash),
        edition: document.edition.clone(),
        from: document.in_force_from.clone(),
        state: match (edition.in_use, is_today, is_later) {
            (false, ..) => l.procedures_withdrawn,
            (true, true, _) => l.procedures_in_force,
            (true, false, true) => l.procedures_later,
            (true, false, false) => l.procedures_followed,
        },
        in_use: edition.in_use,
        hands: hands(cx, edition),
        changed_at: edition.changed_at,
        open: one.open.iter().find(|open| open.hash == edition.kept.hash).map_or(0, |open| open.open),
    }
}

/// Who wrote it and who put it in force.
fn hands(cx: &Cx, edition: &Edition) -> String {
    let name = |person| cx.model.person_names.get(person).cloned().unwrap_or_default();
    let written = wording::listed(cx, edition.hands.written_by.iter().map(name));
    match &edition.hands.confirmed_by {
        Some(person) => changxiao_words::fill(cx.l.procedures_hands, &[("writers", &written), ("by", &name(person))]),
        None => cx.l.procedures_by_owner.to_owned(),
    }
}

/// Behind these a document has a list, whose lines are named.
const LISTS: [&str; 7] = ["fields", "states", "actions", "rows", "options", "columns", "templates"];

fn difference(cx: &Cx, one: &Entry, differs: &Differs) -> DifferenceShown {
    let documents = [one.shipped, one.own_today().map(|own| own.kept)];
    let of = flow_of(differs);
    let mut before = "";
    let mut place = Vec::new();
    for step in differs.at.iter().map(String::as_str).filter(|step| *step != "flow") {
        let label = label_of(step).filter(|_| !LISTS.contains(&before)).map(|key| key.text(cx.lang).to_owned());
        let flows = documents.iter().flatten().filter_map(|kept| kept.document.flow(of));
        let named = || flows.map(|flow| wording::line(cx, flow, step)).find(|words| words != step);
        place.push(label.or_else(named).unwrap_or_else(|| step.to_owned()));
        before = step;
    }
    let value =
        |text: &Option<String>| text.as_ref().map_or_else(|| "—".to_owned(), |text| said(cx, one, differs, text));
    DifferenceShown { place: place.join(" · "), ours: value(&differs.was), own: value(&differs.is) }
}

fn flow_of(differs: &Differs) -> FlowOf {
    if differs.at.first().is_some_and(|first| first == "part") { FlowOf::Part } else { FlowOf::Whole }
}

/// A value in words: conditions and effects as sentences, names of a flow by their labels, other things as they are.
fn said(cx: &Cx, one: &Entry, differs: &Differs, text: &str) -> String {
    let of = flow_of(differs);
    let Some(document) = one.own_today().map(|own| &own.kept.document) else { return text.to_owned() };
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(all)) => wording::listed(cx, all.iter().map(|one| wording::said(cx, document, of, one))),
        Ok(Value::Bool(true)) => cx.l.matters_yes.to_owned(),
        _ => document.flow(of).map_or_else(|| text.to_owned(), |flow| wording::names(cx, flow, text)),
    }
}
