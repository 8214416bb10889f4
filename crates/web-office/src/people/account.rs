//! Opening, closing and reopening an account.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::people::{
    add_person::{AddPerson, add_person},
    list,
    open_account::{close_account, open_account},
    rename_person::rename_person,
};
use changxiao_words::texts;

use super::{
    once::{self, Once},
    view,
};
use crate::{
    address::encode,
    answer::{WebError, page_with, redirect_with_notice},
    faults::Faults,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "people/new.html")]
struct NewPage {
    shell: Shell,
    login: String,
    /// Not `name`: the parameters of a template's macro hide a field of their own name.
    full_name: String,
    faults: Faults,
}

pub(super) async fn new_form(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    show_new(&state, &who, "", "", Faults::default()).await
}

pub(super) async fn add(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    let new = AddPerson { login: form.text("login").to_owned(), name: form.text("name").to_owned() };
    let login = new.login.to_lowercase();
    match add_person(state.app(), &who.actor, new).await {
        Ok((_, password)) => show_once(&state, &who, login, password).await,
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            show_new(&state, &who, form.text("login"), form.text("name"), faults).await
        }
    }
}

pub(super) async fn rename(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(login): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    match rename_person(state.app(), &who.actor, &login, form.text("name")).await {
        Ok(()) => {
            let to = format!("/people/{}", encode(&login));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).people_renamed))
        }
        Err(problem) => view::again(&state, &who, &login, Faults::from(problem, who.lang())?, None).await,
    }
}

pub(super) async fn close(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(login): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let person = list::view(state.app(), &who.actor, &login).await?.row.id;
    match close_account(state.app(), &who.actor, person).await {
        Ok(()) => {
            let to = format!("/people/{}", encode(&login));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).people_closed))
        }
        Err(problem) => view::again(&state, &who, &login, Faults::from(problem, who.lang())?, None).await,
    }
}

pub(super) async fn open(
    State(state): State<WebState>,
    who: Who,
    Path(login): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let person = list::view(state.app(), &who.actor, &login).await?.row.id;
    match open_account(state.app(), &who.actor, person).await {
        Ok(password) => show_once(&state, &who, login, password).await,
        Err(problem) => view::again(&state, &who, &login, Faults::from(problem, who.lang())?, None).await,
    }
}

async fn show_once(state: &WebState, who: &Who, login: String, password: String) -> Result<Response, WebError> {
    let l = texts(who.lang());
    let back = format!("/people/{}", encode(&login));
    let once = Once {
        title: l.people_once_title,
        of: login,
        secret: password,
        hint: l.people_once_hint,
        back,
        back_label: l.people_once_back.to_owned(),
        section: Section::People,
    };
    once::show(state, who, once).await
}

async fn show_new(state: &WebState, who: &Who, login: &str, name: &str, faults: Faults) -> Result<Response, WebError> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = NewPage {
        shell: pages::shell(state, who, Section::People, faults.notice.clone()).await,
        login: login.to_owned(),
        full_name: name.to_owned(),
        faults,
    };
    page_with(status, &page)
}
