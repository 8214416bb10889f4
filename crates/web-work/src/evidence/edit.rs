//! Changing what is told of an item.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    evidence::{EvidenceView, change as action, view},
};
use changxiao_domain::orgs::Permission;
use changxiao_web_kit::filters;

use super::fields::{Offered, offered, read, typed_of};
use crate::{
    answer::{WebError, redirect_with_notice},
    cx::Cx,
    fields::Typed,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "evidence/edit.html")]
struct EditPage<'a> {
    shell: Shell,
    found: &'a EvidenceView,
    typed: Typed,
    offered: Offered,
}

pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let found = changeable(&state, &who, number).await?;
    let typed = typed_of(&found.row.item, found.site);
    render(&state, &who, &found, typed, StatusCode::OK).await
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<i64>,
    form: Form,
) -> Result<Response, WebError> {
    let changed = match (read(&Typed::of(&form)), form.number("version")) {
        (Ok(draft), Some(version)) => action(state.app(), &who.actor, number, version, &draft).await,
        (Ok(_), None) => Err(AppError::Conflict),
        (Err(problem), _) => Err(problem),
    };
    match changed {
        Ok(()) => {
            let words = changxiao_words::texts(who.lang()).evidence_saved;
            Ok(redirect_with_notice(jar, &format!("/evidence/{number}"), words))
        }
        Err(problem) if problem.is_mendable() || matches!(problem, AppError::Conflict) => {
            let found = changeable(&state, &who, number).await?;
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(&state, &who, &found, Typed::refused("", &form, &problem, who.lang()), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Errors: as of the action, so that nobody fills in what is refused then.
async fn changeable(state: &WebState, who: &Who, number: i64) -> Result<EvidenceView, WebError> {
    let found = view(state.app(), &who.actor, number).await?;
    match found.may_change {
        true => Ok(found),
        false => Err(AppError::NotPermitted(Permission::ReportCase).into()),
    }
}

async fn render(
    state: &WebState,
    who: &Who,
    found: &EvidenceView,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let shell = pages::shell(state, who, Section::Evidence, None).await;
    let offered = offered(&cx, who, &typed);
    cx.page_with(status, &EditPage { shell, found, typed, offered })
}
