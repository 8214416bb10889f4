//! The form of one action on a page of its own: tables, recipients and long forms do not fit beside the facts.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use changxiao_app::{App, AppError, workflow::load_visible};
use changxiao_domain::{
    matters::{Action, Code, Matter, Ruled},
    orgs::Actor,
    time::Instant,
};
use changxiao_web_kit::{
    cx::Cx,
    fields::Typed,
    form_page::{FormFrame, declared_page},
    request::Request,
};
use serde::Deserialize;

use super::fields;
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

/// The action of this name, and its row where the actor may take it now.
///
/// Errors: the document has no such action.
pub(super) fn asked(
    matter: &Matter,
    actor: &Actor,
    now: Instant,
    name: &str,
) -> Result<(Action, Option<&'static Ruled>), AppError> {
    let action = Code::parse(name).and_then(|code| matter.table().action(code)).ok_or(AppError::NotFound("page"))?;
    Ok((action, matter.granting(action, &actor.stamp(), now.max(matter.changed_at)).ok()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ActQuery {
    action: String,
}

/// The form of one action on a page of its own.
pub(super) async fn page(request: Request, Path(number): Path<String>, Query(query): Query<ActQuery>) -> Answer {
    let matter: Matter = load_visible(request.app(), request.actor(), &number).await?;
    let (_, ruled) = asked(&matter, request.actor(), request.app().now(), &query.action)?;
    let ruled = ruled.ok_or(AppError::NotFound("page"))?;
    let asked = fields::of_row(ruled, &matter.table().flow.fields);
    let typed = fields::first(&request.cx, request.actor(), &asked, &matter.values);
    let shell = request.shell(Section::Matters).await;
    form(request.app(), (&request.cx, request.actor()), shell, (&matter, ruled), typed, StatusCode::OK).await
}

/// The page with what was typed.
pub(super) async fn form(
    app: &App,
    (cx, actor): (&Cx, &Actor),
    shell: Shell,
    (matter, ruled): (&Matter, &'static Ruled),
    typed: Typed,
    status: StatusCode,
) -> Answer {
    let flow = matter.table().flow;
    let label = flow.action(ruled.row.action).map_or("", |action| action.label(cx.lang));
    let asked = fields::of_row(ruled, &flow.fields);
    let held = fields::held_for(app, actor, cx, matter, &asked).await?;
    let drawn = fields::draw(cx, actor, ruled, &flow.fields, &typed, held);
    let place = format!("/matters/{}", matter.number);
    let form = FormFrame {
        heading: format!("{label} · {}", matter.title),
        hint: "",
        list: ("/matters", cx.l.matters_nav),
        action: format!("{place}/act"),
        back: place,
        button: label,
        hidden: vec![("version", matter.version.to_string()), ("action", ruled.row.action.to_string())],
        typed,
    };
    declared_page(cx, shell, form, drawn, status)
}
