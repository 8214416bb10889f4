//! Who one is in the city's directory: linked with the password, so that nobody at an open desk makes a way in of their own.

use askama::Template;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::{
    PrivateCookieJar,
    cookie::{Cookie, SameSite},
};
use changxiao_app::{
    AppError,
    people::directory::{self, flow::BACK_WITHIN, link},
};
use changxiao_domain::{
    ids::PersonId,
    orgs::{DirectoryRefusal, Identity},
    time::Instant,
};
use changxiao_store::directory::LinkRow;
use serde::{Deserialize, Serialize};

use crate::{
    answer::{Answer, redirect},
    cx::Cx,
    faults::Faults,
    filters,
    form::PersonForm,
    request::Request,
    shell::{Section, Shell},
};

const PATH: &str = "/account/directory";
/// Who somebody has shown to be, until it is confirmed: encrypted and signed.
const SHOWN: &str = "cx_shown";

/// Kept in the browser.
#[derive(Serialize, Deserialize)]
struct Shown {
    person: PersonId,
    identity: Identity,
    at: i64,
}

#[derive(Template)]
#[template(path = "account/directory.html")]
struct DirectoryPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    /// Who the person has shown to be and has still to confirm.
    shown: Option<Identity>,
    linked: Option<LinkRow>,
    /// The city asks the person to be linked before anything else.
    is_owed: bool,
    faults: Faults,
}

pub(super) async fn show(request: Request) -> Answer {
    render(&request, Faults::default()).await
}

/// Asks to confirm who somebody has shown to be.
pub(super) fn ask(jar: PrivateCookieJar, request: &Request, identity: &Identity) -> Response {
    let shown = Shown { person: request.who.person.id, identity: identity.clone(), at: request.app().now().micros() };
    let text = serde_json::to_string(&shown).unwrap_or_default();
    let cookie = Cookie::build((SHOWN, text)).path(PATH).http_only(true).same_site(SameSite::Lax).build();
    (jar.add(cookie), redirect(PATH)).into_response()
}

/// The page, which says why the directory is of no use just now.
pub(super) async fn refused(request: &Request, problem: AppError) -> Answer {
    render(request, request.faults(problem)?).await
}

pub(super) async fn confirm(request: Request, PersonForm(form): PersonForm) -> Answer {
    let done = match shown(&request) {
        Some(identity) => link::link_self(request.app(), &request.who, identity, form.raw("password")).await,
        None => Err(DirectoryRefusal::NotBegun.into()),
    };
    match done {
        Ok(()) => {
            let answer = request.redirect("/account", request.cx.l.directory_linked_now)?;
            Ok((request.jar.clone().remove(forget()), answer).into_response())
        }
        Err(problem) => render(&request, request.faults(problem)?).await,
    }
}

pub(super) async fn remove(request: Request, _: PersonForm) -> Answer {
    match link::unlink_self(request.app(), &request.who).await {
        Ok(()) => request.redirect("/account", request.cx.l.directory_unlinked_now),
        Err(problem) => render(&request, request.faults(problem)?).await,
    }
}

fn shown(request: &Request) -> Option<Identity> {
    let shown: Shown = serde_json::from_str(request.jar.get(SHOWN)?.value()).ok()?;
    let is_own = shown.person == request.who.person.id;
    let in_time = (0..BACK_WITHIN).contains(&request.app().now().since(Instant(shown.at)));
    (is_own && in_time).then_some(shown.identity)
}

fn forget() -> Cookie<'static> {
    Cookie::build((SHOWN, "")).path(PATH).build()
}

async fn render(request: &Request, faults: Faults) -> Answer {
    let who = &request.who;
    let page = DirectoryPage {
        shell: request.form_shell(Section::Elsewhere, &faults).await,
        cx: &request.cx,
        shown: shown(request),
        linked: link::of(request.app(), who.actor.city, who.person.id).await?,
        is_owed: directory::is_owed(who),
        faults,
    };
    request.form_page(&page.faults, &page)
}
