//! Adding, changing and ending a unit.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    orgs::{UnitDraft, add_unit, change_unit, dated::unit_of_code, end_unit},
};
use changxiao_domain::orgs::UnitKind;
use changxiao_words::{say, texts};
use serde::Deserialize;

use super::view;
use crate::{
    address::encode,
    answer::{WebError, page_with, redirect_with_notice},
    choice::Choice,
    faults::Faults,
    form::Form,
    pages,
    pickers::{read_day, unit_choices},
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "orgs/edit.html")]
struct EditPage {
    shell: Shell,
    is_new: bool,
    action: String,
    /// Where "cancel" leads.
    back: String,
    name: String,
    version: i64,
    draft: UnitDraft,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    faults: Faults,
}

#[derive(Deserialize)]
pub(super) struct Below {
    parent: Option<String>,
}

pub(super) async fn new_form(
    State(state): State<WebState>,
    who: Who,
    Query(below): Query<Below>,
) -> Result<Response, WebError> {
    let draft =
        UnitDraft { parent: below.parent.unwrap_or_default(), from: who.model.day.to_string(), ..UnitDraft::default() };
    show(&state, &who, None, draft, 0, Faults::default()).await
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let draft = read(&form);
    match add_unit::add_unit(state.app(), &who.actor, &draft).await {
        Ok(code) => Ok(redirect_with_notice(jar, &format!("/units/{}", encode(&code)), texts(who.lang()).orgs_added)),
        Err(problem) => show(&state, &who, None, draft, 0, Faults::from(problem, who.lang())?).await,
    }
}

pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Path(code): Path<String>,
) -> Result<Response, WebError> {
    let model = &who.model;
    let unit = unit_of_code(model, &code, model.day).ok_or(AppError::NotFound("unit"))?;
    let draft = UnitDraft {
        code: unit.code.clone(),
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        kind: unit.kind.code().to_owned(),
        parent: unit
            .parent
            .and_then(|parent| model.all_units.get(&parent))
            .map_or_else(String::new, |parent| parent.code.clone()),
        division: unit.division.map_or_else(String::new, |code| code.to_string()),
        from: unit.valid_from.to_string(),
    };
    let version = model.unit_versions.get(&unit.id).copied().unwrap_or(1);
    show(&state, &who, Some(&code), draft, version, Faults::default()).await
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let draft = read(&form);
    let version = form.number("version").unwrap_or(0);
    match change_unit::change_unit(state.app(), &who.actor, &code, version, &draft).await {
        Ok(code) => Ok(redirect_with_notice(jar, &format!("/units/{}", encode(&code)), texts(who.lang()).orgs_saved)),
        Err(problem) => show(&state, &who, Some(&code), draft, version, Faults::from(problem, who.lang())?).await,
    }
}

pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let text = form.text("until");
    let done = match read_day(Some(text)) {
        None => Err(AppError::field("until", say!(orgs_write_day_2026_11_21))),
        Some(until) => {
            end_unit::end_unit(state.app(), &who.actor, &code, form.number("version").unwrap_or(0), until).await
        }
    };
    match done {
        Ok(()) => Ok(redirect_with_notice(jar, &format!("/units/{}", encode(&code)), texts(who.lang()).orgs_ended)),
        Err(problem) => view::again(&state, &who, &code, Faults::from(problem, who.lang())?, text).await,
    }
}

fn read(form: &Form) -> UnitDraft {
    let text = |name| form.text(name).to_owned();
    UnitDraft {
        code: text("code"),
        name: text("name"),
        name_en: text("name_en"),
        kind: text("kind"),
        parent: text("parent"),
        division: text("division"),
        from: text("from"),
    }
}

async fn show(
    state: &WebState,
    who: &Who,
    code: Option<&str>,
    draft: UnitDraft,
    version: i64,
    faults: Faults,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let href = code.map(|code| format!("/units/{}", encode(code)));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let kinds = UnitKind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), kind.words(lang), kind.code() == draft.kind))
        .collect();
    let name = code
        .and_then(|code| unit_of_code(&who.model, code, who.model.day))
        .map_or_else(String::new, |unit| unit.name_in(lang).to_owned());
    page_with(
        status,
        &EditPage {
            shell: pages::shell(state, who, Section::Units, faults.notice.clone()).await,
            is_new: code.is_none(),
            action: href.clone().unwrap_or_else(|| "/units".to_owned()),
            back: href.unwrap_or_else(|| "/units".to_owned()),
            name,
            version,
            draft,
            kinds,
            units: unit_choices(&who.model, lang),
            faults,
        },
    )
}
