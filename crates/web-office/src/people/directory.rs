//! The directory through which people sign in: set up, tried, turned off; and who a person is in it.

use askama::Template;
use axum::{extract::Path, http::HeaderMap};
use changxiao_app::{
    AppError,
    people::directory::{
        flow::BACK,
        link::{self, Linked},
        setting::{self, Changed, NewDirectory, Tried},
    },
};
use changxiao_domain::orgs::SUBJECT;

use super::view;
use crate::{
    answer::Answer,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
    source::{Source, own_address},
};

const PATH: &str = "/security/directory";

#[derive(Template)]
#[template(path = "people/directory.html")]
struct DirectoryPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    typed: Typed,
    version: i64,
    linked: i64,
    /// Our own address, which the directory has to know.
    back: String,
    tried: Option<Tried>,
    faults: Faults,
}

pub(super) async fn show(request: Request, source: Source, headers: HeaderMap) -> Answer {
    let directory = &request.model().directory;
    let claim = if directory.claim.is_empty() { SUBJECT } else { &directory.claim };
    let tick = |is: bool| if is { "on" } else { "" };
    let typed = Typed::default()
        .with("name", &directory.name)
        .with("issuer", &directory.issuer)
        .with("client_id", &directory.client_id)
        .with("claim", claim)
        .with("is_on", tick(directory.is_on))
        .with("is_required", tick(directory.is_required));
    let back = back(&request, source, &headers);
    render(&request, typed, back, None, Faults::default()).await
}

pub(super) async fn change(request: Request, source: Source, headers: HeaderMap, form: Form) -> Answer {
    let new = NewDirectory {
        is_on: form.ticked("is_on"),
        is_required: form.ticked("is_required"),
        name: form.text("name").to_owned(),
        issuer: form.text("issuer").to_owned(),
        client_id: form.text("client_id").to_owned(),
        client_secret: match (form.raw("client_secret"), form.ticked("no_secret")) {
            (_, true) => Some(String::new()),
            ("", false) => None,
            (secret, false) => Some(secret.to_owned()),
        },
        claim: form.text("claim").to_owned(),
    };
    let l = request.cx.l;
    let seen = form.number("version").unwrap_or(-1);
    match setting::change(request.app(), request.actor(), new, seen).await {
        Ok(Changed::InForce) => request.redirect(PATH, l.directory_saved),
        Ok(Changed::Waits) => request.redirect(PATH, l.directory_waits),
        Err(problem) => again(&request, source, &headers, &form, problem).await,
    }
}

/// Asks the directory that stands in the form, saved or not.
pub(super) async fn attempt(request: Request, source: Source, headers: HeaderMap, form: Form) -> Answer {
    match setting::attempt(request.app(), request.actor(), form.text("issuer")).await {
        Ok(tried) => {
            let back = back(&request, source, &headers);
            render(&request, typed(&form), back, Some(tried), Faults::default()).await
        }
        Err(problem) => again(&request, source, &headers, &form, problem).await,
    }
}

pub(super) async fn turn_off(request: Request, _: Form) -> Answer {
    setting::turn_off(request.app(), request.actor()).await?;
    request.redirect(PATH, request.cx.l.directory_off_now)
}

/// Says who a person is in the directory.
pub(super) async fn link(request: Request, Path(login): Path<String>, form: Form) -> Answer {
    let l = request.cx.l;
    let (done, notice) = match link::link(request.app(), request.actor(), &login, form.text("subject")).await {
        Ok(Linked::Done) => (Ok(()), l.directory_linked_now),
        Ok(Linked::Waits) => (Ok(()), l.administrators_waits),
        Err(problem) => (Err(problem), ""),
    };
    view::answer(&request, &login, done, notice, Some(Typed::of(&form))).await
}

pub(super) async fn unlink(request: Request, Path(login): Path<String>, _: Form) -> Answer {
    let done = link::unlink(request.app(), request.actor(), &login).await;
    view::answer(&request, &login, done, request.cx.l.directory_unlinked_now, None).await
}

/// Our own address, which the directory has to know.
fn back(request: &Request, source: Source, headers: &HeaderMap) -> String {
    format!("{}{BACK}", own_address(&request.state, request.actor().city, source, headers))
}

/// What was typed but the secret, which is shown to nobody.
fn typed(form: &Form) -> Typed {
    let names = ["name", "issuer", "client_id", "claim", "is_on", "is_required"];
    names.into_iter().fold(Typed::default(), |typed, name| typed.with(name, form.text(name)))
}

async fn again(request: &Request, source: Source, headers: &HeaderMap, form: &Form, problem: AppError) -> Answer {
    let back = back(request, source, headers);
    render(request, typed(form), back, None, request.faults(problem)?).await
}

async fn render(request: &Request, typed: Typed, back: String, tried: Option<Tried>, faults: Faults) -> Answer {
    let page = DirectoryPage {
        shell: request.form_shell(Section::Security, &faults).await,
        cx: &request.cx,
        typed,
        version: setting::version(request.model()),
        linked: setting::linked(request.app(), request.actor()).await?,
        back,
        tried,
        faults,
    };
    request.form_page(&page.faults, &page)
}
