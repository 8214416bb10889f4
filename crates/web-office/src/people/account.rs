//! Opening, closing and reopening an account.

use askama::Template;
use axum::extract::Path;
use changxiao_app::people::{
    add_person::{AddPerson, add_person},
    list,
    open_account::{NewPassword, close_account, open_account},
    rename_person::rename_person,
};

use super::{
    once::{self, Once},
    view,
};
use crate::{
    address::encode,
    answer::Answer,
    faults::Faults,
    fields::Typed,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "people/new.html")]
struct NewPage {
    shell: Shell,
    typed: Typed,
    faults: Faults,
}

pub(super) async fn new_form(request: Request) -> Answer {
    show_new(&request, Typed::default(), Faults::default()).await
}

pub(super) async fn add(request: Request, form: Form) -> Answer {
    let new = AddPerson { login: form.text("login").to_owned(), name: form.text("name").to_owned() };
    let login = new.login.to_lowercase();
    match add_person(request.app(), request.actor(), new).await {
        Ok((_, password)) => show_once(&request, login, password, request.cx.l.people_once_hint).await,
        Err(problem) => show_new(&request, Typed::of(&form), request.faults(problem)?).await,
    }
}

pub(super) async fn rename(request: Request, Path(login): Path<String>, form: Form) -> Answer {
    let done = rename_person(request.app(), request.actor(), &login, form.text("name")).await;
    view::answer(&request, &login, done, request.cx.l.people_renamed, None).await
}

pub(super) async fn close(request: Request, Path(login): Path<String>, _: Form) -> Answer {
    let person = list::view(request.app(), request.actor(), &login).await?.row.id;
    let done = close_account(request.app(), request.actor(), person).await;
    view::answer(&request, &login, done, request.cx.l.people_closed, None).await
}

pub(super) async fn open(request: Request, Path(login): Path<String>, _: Form) -> Answer {
    let person = list::view(request.app(), request.actor(), &login).await?.row.id;
    match open_account(request.app(), request.actor(), person).await {
        Ok(NewPassword::Whole(password)) => show_once(&request, login, password, request.cx.l.people_once_hint).await,
        Ok(NewPassword::Half(half)) => show_once(&request, login, half, request.cx.l.administrators_first_half).await,
        Err(problem) => view::answer(&request, &login, Err(problem), "", None).await,
    }
}

async fn show_once(request: &Request, login: String, secret: String, hint: &'static str) -> Answer {
    let l = request.cx.l;
    let once = Once {
        title: l.people_once_title,
        back: format!("/people/{}", encode(&login)),
        of: login,
        secret,
        hint,
        back_label: l.people_once_back,
        section: Section::People,
    };
    once::show(request, once).await
}

async fn show_new(request: &Request, typed: Typed, faults: Faults) -> Answer {
    let shell = request.form_shell(Section::People, &faults).await;
    let page = NewPage { shell, typed, faults };
    request.form_page(&page.faults, &page)
}
