//! One's own passkeys: a new one, its name, its end.

use askama::Template;
use axum::{
    extract::Path,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, people::passkeys};
use changxiao_domain::{
    ids::PasskeyId,
    passkeys::{LONGEST_NAME, Site},
};

use super::{account, question};
use crate::{
    answer::{Answer, WebError},
    faults::Faults,
    filters,
    form::PersonForm,
    request::Request,
    shell::{Section, Shell},
    source::Source,
};

#[derive(Template)]
#[template(path = "account/passkey.html")]
struct NewPage {
    shell: Shell,
    /// What the browser is asked, as JSON; empty where passkeys cannot be used here.
    options: String,
    /// The name as it was typed.
    called: String,
    longest: usize,
    faults: Faults,
}

pub(super) async fn new_form(request: Request, source: Source, headers: HeaderMap) -> Answer {
    let site = question::site(&request.state, request.who.actor.city, source, &headers);
    show(&request, site, String::new(), Faults::default()).await
}

pub(super) async fn add(request: Request, source: Source, headers: HeaderMap, PersonForm(form): PersonForm) -> Answer {
    let (app, who) = (request.app(), &request.who);
    let site = question::site(&request.state, request.who.actor.city, source, &headers);
    let (jar, challenge) = question::take(request.jar.clone(), who.person.id, app.now());
    let name = form.text("name").to_owned();
    let done = match &site {
        Some(site) => {
            let brought = question::brought(&form);
            passkeys::add(app, who, (site, &challenge), &brought, &name, form.raw("password")).await
        }
        None => Err(AppError::NotFound("site")),
    };
    match done {
        Ok(codes) if codes.is_empty() => {
            let answer = request.redirect(account::PATH, request.cx.l.passkeys_added)?;
            Ok((jar, answer).into_response())
        }
        Ok(codes) => Ok((jar, account::show_codes(&request, codes).await?).into_response()),
        Err(problem) => show(&request, site, name, request.faults(problem)?).await,
    }
}

pub(super) async fn rename(request: Request, Path(passkey): Path<String>, PersonForm(form): PersonForm) -> Answer {
    let done = passkeys::rename(request.app(), &request.who, id(&passkey)?, form.text("name")).await;
    answer(&request, done, request.cx.l.passkeys_renamed).await
}

pub(super) async fn remove(request: Request, Path(passkey): Path<String>, PersonForm(form): PersonForm) -> Answer {
    let password = form.raw("removal_password");
    let done = passkeys::remove(request.app(), &request.who, id(&passkey)?, password).await;
    answer(&request, done, request.cx.l.passkeys_removed).await
}

async fn answer(request: &Request, done: Result<(), AppError>, notice: &str) -> Answer {
    match done {
        Ok(()) => request.redirect(account::PATH, notice),
        Err(problem) => account::render(request, request.faults(problem)?).await,
    }
}

fn id(passkey: &str) -> Result<PasskeyId, AppError> {
    passkey.parse().map_err(|_| AppError::NotFound("passkey"))
}

/// The form with a new question, which is kept in the browser.
async fn show(request: &Request, site: Option<Site>, called: String, faults: Faults) -> Result<Response, WebError> {
    let (app, who) = (request.app(), &request.who);
    let mut jar = request.jar.clone();
    let mut options = String::new();
    if let Some(site) = site {
        let asked = passkeys::ask_new(app, who, &site).await?;
        options = asked.options.to_string();
        jar = question::keep(jar, who.person.id, &asked, app.now());
    }
    let shell = request.form_shell(Section::Elsewhere, &faults).await;
    let page = NewPage { shell, options, called, longest: LONGEST_NAME, faults };
    let answer = request.form_page(&page.faults, &page)?;
    Ok((jar, answer).into_response())
}
