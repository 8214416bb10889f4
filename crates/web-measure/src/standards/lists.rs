//! Editing the lists of a draft beside its tree. Site types, check items, survey items, materials and score presets are
//! edited by the same pages; what differs from list to list is its fields, see the modules below.

mod check_item;
mod material;
mod removal;
mod score_preset;
mod site_type;
mod survey_item;

pub(super) use removal::{removal_form, remove};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError, FieldProblem,
    standards::{
        edit_list::{edit_list, propose_code},
        save_draft::not_a_draft,
    },
};
use changxiao_domain::standards::ListEdit;
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use super::{
    edition::{Edition, mendable, status_of, version_of},
    list_form::{Home, ListForm},
    site_type as site_type_page, system,
};
use crate::{
    address::encode,
    answer::{WebError, redirect_with_notice},
    fields::{Drawn, Reader, Typed},
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "standards/entry.html")]
struct EntryPage<'a> {
    shell: Shell,
    edition: Edition<'a>,
    title: String,
    action: String,
    back: String,
    is_new: bool,
    typed: &'a Typed,
    fields: Vec<Drawn>,
    code_problem: String,
    problem: Option<&'a AppError>,
}

impl EntryPage<'_> {
    /// After a conflict the form still carries the version that its writer saw: the new state has to be looked at first.
    fn version(&self) -> i64 {
        self.typed.get("version").parse().unwrap_or(self.edition.row.version)
    }
}

#[derive(Deserialize)]
pub(super) struct Within {
    #[serde(default)]
    group: String,
}

pub(super) async fn new_form<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    Query(within): Query<Within>,
) -> Result<Response, WebError> {
    let typed = E::blank(&within.group).with("code", propose_code::<E>(&who.model, &within.group));
    show::<E>(&state, &who, &named, None, &typed, None).await
}

pub(super) async fn form<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let typed = entry::<E>(Edition::find(&who.model, &named)?, &code)?.typed();
    show::<E>(&state, &who, &named, Some(&code), &typed, None).await
}

pub(super) async fn add<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    save::<E>(&state, &who, &named, None, jar, &form).await
}

pub(super) async fn change<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    entry::<E>(Edition::find(&who.model, &named)?, &code)?;
    save::<E>(&state, &who, &named, Some(&code), jar, &form).await
}

/// `known` is the code of an entry that is there already.
async fn save<E: ListForm>(
    state: &WebState,
    who: &Who,
    named: &str,
    known: Option<&str>,
    jar: PrivateCookieJar,
    form: &Form,
) -> Result<Response, WebError> {
    let (edition, l) = (Edition::find(&who.model, named)?, texts(who.lang()));
    let typed = Typed::of(form);
    let mut reader = Reader::new(&typed, E::FIELDS);
    let code = known.unwrap_or(form.text("code")).to_owned();
    let entry = E::read(code.clone(), &mut reader);
    let home = entry.home();
    let edit = if known.is_some() { ListEdit::Change(entry) } else { ListEdit::Add(entry) };
    let done = match reader.problems {
        problems if problems.is_empty() => {
            edit_list(state.app(), &who.actor, edition.row.id, version_of(form), edit).await
        }
        problems => Err(AppError::Invalid(problems)),
    };
    match done {
        Ok(()) => {
            let notice = if known.is_some() { l.standards_saved } else { l.standards_added };
            let to = format!("{}#{}", home.href(edition), encode(&code));
            Ok(redirect_with_notice(jar, &to, fill(notice, &[("code", &code)])))
        }
        Err(problem) => show::<E>(state, who, named, known, &typed, Some(&mendable(problem)?)).await,
    }
}

pub(super) async fn place<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let home = entry::<E>(edition, &code)?.home_without();
    let order = form.number("order").and_then(|order| u32::try_from(order).ok()).unwrap_or(0);
    let edit = ListEdit::<E>::Move { code: code.clone(), order };
    match edit_list(state.app(), &who.actor, edition.row.id, version_of(&form), edit).await {
        Ok(()) => {
            let to = format!("{}#{}", home.href(edition), encode(&code));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).standards_moved))
        }
        Err(problem) => match home {
            Home::SiteType(kind) => site_type_page::again(&state, &who, &named, &kind, problem).await,
            Home::Tab(tab) => system::tab_again(&state, &who, &named, tab, problem).await,
        },
    }
}

fn entry<'a, E: ListForm>(edition: Edition<'a>, code: &str) -> Result<&'a E, AppError> {
    E::find(edition.system, code).ok_or(AppError::NotFound(E::NAME))
}

async fn show<E: ListForm>(
    state: &WebState,
    who: &Who,
    named: &str,
    known: Option<&str>,
    typed: &Typed,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let cx = Cx::new(who.lang(), state.app().model(who.actor.city).await?, state.app().now());
    let (lang, edition) = (cx.lang, Edition::find(&cx.model, named)?);
    if !edition.is_draft() {
        return Err(not_a_draft().into());
    }
    let problems: &[FieldProblem] = match problem {
        Some(AppError::Invalid(fields)) => fields,
        _ => &[],
    };
    let of_code = problems.iter().find(|problem| problem.field == "code");
    let home = match known.and_then(|code| E::find(edition.system, code)) {
        Some(entry) => entry.home(),
        None => E::read(typed.get("code").to_owned(), &mut Reader::new(typed, E::FIELDS)).home_without(),
    };
    let name = E::TITLE.text(lang);
    let page = EntryPage {
        shell: pages::shell(state, who, Section::Standards, None).await,
        title: match known {
            Some(code) => fill(cx.l.standards_edit_entry, &[("name", &name), ("code", &code)]),
            None => fill(cx.l.standards_add_entry, &[("name", &name)]),
        },
        action: match known {
            Some(code) => edition.entry_href(E::SLUG, code),
            None => format!("{}/new/{}", edition.href(), E::SLUG),
        },
        back: home.href(edition),
        is_new: known.is_none(),
        fields: E::FIELDS.draw(lang, typed, &E::offers(&cx.model, edition.system, typed, lang), problems),
        code_problem: of_code.map_or_else(String::new, |problem| problem.message.words(lang)),
        edition,
        typed,
        problem,
    };
    cx.page_with(status_of(problem), &page)
}
