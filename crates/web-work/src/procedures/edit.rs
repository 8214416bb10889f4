//! The form of one part of a draft, made from what stands in such a part.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use changxiao_app::{
    AppError,
    procedures::draft::{Draft, change, draft},
};
use changxiao_domain::matters::{Edit, Item, Place};
use changxiao_web_kit::{
    fields::Typed,
    form_page::{FormFrame, declared_page},
    request::Request,
};
use changxiao_words::say;
use serde::Deserialize;
use serde_json::Value;

use super::{
    draft::refused,
    new::status,
    offers::flow_of,
    shape::{draw, draw_shape, typed, typed_shape, value, value_shape},
    shown::anchor,
    slots::{shape_of, slots_of, title_of},
    wording::kind_words,
};
use crate::{answer::Answer, form::Form, pages, shell::Section};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PartQuery {
    /// The place.
    at: String,
    /// Of a condition or an effect that is added: which one.
    kind: String,
}

pub(super) async fn open(request: Request, Path(key): Path<String>, Query(query): Query<PartQuery>) -> Answer {
    let draft = draft(request.app(), request.actor(), &key).await?;
    let place = Place::parse(&query.at).ok_or(AppError::NotFound("page"))?;
    let there = place.value(&draft.document).unwrap_or(Value::Null);
    let kind = kind_of(&there, &query.kind);
    let typed = match place.item {
        Item::Given(_) | Item::Effect(_) => typed_shape(&shape_of(&kind), &there),
        // A new row is for anybody who has the role, until somebody says otherwise.
        Item::Row(_) if place.is_new => Typed::default().with("side", "anybody"),
        item => typed(slots_of(item), &there),
    };
    page(&request, &draft, &place, &kind, typed, StatusCode::OK).await
}

pub(super) async fn send(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let place = Place::parse(form.text("at")).ok_or(AppError::NotFound("page"))?;
    let (kind, version) = (form.text("kind_of").to_owned(), form.number("version").unwrap_or(-1));
    let sent = Typed::of(&form);
    let brought = match place.item {
        Item::Given(_) | Item::Effect(_) => value_shape(&kind, &shape_of(&kind), &sent),
        item => value(slots_of(item), &sent),
    };
    let changed = match brought {
        Ok(value) => change(request.app(), request.actor(), (&key, version), &place, Edit::Put(value)).await,
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => request.redirect(&back(&key, &place), request.cx.l.procedures_saved),
        Err(problem) if problem.is_mendable() => {
            let typed = Typed::refused("", &form, &problem, request.lang());
            let draft = draft(request.app(), request.actor(), &key).await?;
            page(&request, &draft, &place, &kind, typed, status(&problem)).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Takes a part away, or moves it up.
pub(super) async fn order(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let place = Place::parse(form.text("at")).ok_or(AppError::NotFound("page"))?;
    let version = form.number("version").unwrap_or(-1);
    let edit = match form.text("what") {
        "up" => Edit::Up,
        "remove" => Edit::Remove,
        _ => return refused(&request, &key, AppError::field("what", say!(procedures_choose))).await,
    };
    match change(request.app(), request.actor(), (&key, version), &place, edit).await {
        Ok(()) => request.redirect(&back(&key, &place), request.cx.l.procedures_saved),
        Err(problem) => refused(&request, &key, problem).await,
    }
}

/// The draft, at the list in which the part stands.
fn back(key: &str, place: &Place) -> String {
    let list = match place.item {
        Item::Head | Item::Part | Item::Ask | Item::Limit(_) | Item::Days(_) | Item::Registers(_) => place.at.as_str(),
        Item::Given(_) | Item::Effect(_) => row_of(&place.at),
        _ => place.at.rsplit_once('/').map_or("", |(list, _)| list),
    };
    format!("/procedures/{key}/draft#{}", anchor(list))
}

/// The row of a condition or an effect.
fn row_of(at: &str) -> &str {
    at.rsplitn(3, '/').nth(2).unwrap_or(at)
}

/// Which condition or effect it is: the one that stands there, else the one that is asked for.
fn kind_of(there: &Value, asked: &str) -> String {
    let named = there.as_str().or_else(|| there.as_object()?.keys().next().map(String::as_str));
    named.unwrap_or(asked.trim()).to_owned()
}

async fn page(request: &Request, draft: &Draft, place: &Place, kind: &str, typed: Typed, status: StatusCode) -> Answer {
    let (cx, of) = (&request.cx, flow_of(place.item));
    let (document, title) = (&draft.document, title_of(place.item).text(cx.lang));
    let (fields, title) = match place.item {
        Item::Given(_) | Item::Effect(_) => {
            let shape = shape_of(kind);
            let title = format!("{title}{}{}", cx.l.overview_text, kind_words(cx, kind));
            (draw_shape(cx, document, of, &shape, &typed), title)
        }
        item => (draw(cx, document, of, slots_of(item), &typed), title.to_owned()),
    };
    let key = draft.row.key;
    let form = FormFrame {
        heading: format!("{title} · {}", document.name(cx.lang)),
        hint: "",
        list: ("/procedures", cx.l.procedures_title),
        action: format!("/procedures/{key}/draft/part"),
        back: back(key.as_str(), place),
        button: cx.l.procedures_save,
        hidden: vec![
            ("version", draft.row.version.to_string()),
            ("at", place.at.clone()),
            ("kind_of", kind.to_owned()),
        ],
        typed,
    };
    let shell = pages::shell(&request.state, &request.who, Section::Procedures, None).await;
    declared_page(cx, shell, form, fields, status)
}
