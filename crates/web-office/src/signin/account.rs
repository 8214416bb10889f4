//! One's own account: the password, the second factors, the programs that act in one's posts.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use changxiao_app::{
    AppError,
    people::{
        consent::{self, Program},
        second_factor::{self, SetUp, Ways},
    },
};
use changxiao_domain::{ids::TokenId, time::Instant};
use changxiao_web_kit::qr::{self, Drawing};

use crate::people::scope_words;
use crate::{
    answer::Answer,
    cx::Cx,
    faults::Faults,
    filters,
    form::PersonForm,
    request::Request,
    shell::{Section, Shell},
};

pub(super) const PATH: &str = "/account";

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    /// The city's rule asks this person for a second factor.
    is_owed: bool,
    /// Since when any second factor is asked for.
    since: Option<Instant>,
    ways: Ways,
    codes_left: i64,
    /// Since when the person is linked to the city's directory.
    directory_since: Option<Instant>,
    programs: Vec<Program>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "account/set_up.html")]
struct SetUpPage {
    shell: Shell,
    set_up: SetUp,
    drawing: Drawing,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "account/codes.html")]
struct CodesPage {
    shell: Shell,
    codes: Vec<String>,
}

pub(super) async fn show(request: Request) -> Answer {
    render(&request, Faults::default()).await
}

pub(super) async fn render(request: &Request, faults: Faults) -> Answer {
    let (app, who) = (request.app(), &request.who);
    let page = AccountPage {
        shell: request.form_shell(Section::Elsewhere, &faults).await,
        cx: &request.cx,
        is_owed: second_factor::is_owed(who),
        since: who.person.second_factor_at,
        ways: second_factor::ways(app, who.actor.city, who.person.id).await?,
        codes_left: second_factor::codes_left(app, who).await?,
        directory_since: who.person.directory_at,
        programs: consent::programs(app, who).await?,
        faults,
    };
    request.form_page(&page.faults, &page)
}

pub(super) async fn begin(request: Request, _: PersonForm) -> Answer {
    let set_up = second_factor::begin(request.app(), &request.who).await?;
    show_set_up(&request, set_up, Faults::default()).await
}

pub(super) async fn confirm(request: Request, PersonForm(form): PersonForm) -> Answer {
    let (app, who) = (request.app(), &request.who);
    match second_factor::confirm(app, who, form.text("code")).await {
        Ok(codes) => show_codes(&request, codes).await,
        Err(problem @ AppError::Invalid(_)) => {
            let set_up = second_factor::begun(app, who).await?;
            show_set_up(&request, set_up, request.faults(problem)?).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Shows recovery codes, once.
pub(super) async fn show_codes(request: &Request, codes: Vec<String>) -> Answer {
    let shell = request.shell(Section::Elsewhere).await;
    Ok(unkept(request.page(&CodesPage { shell, codes })?))
}

pub(super) async fn remove(request: Request, PersonForm(form): PersonForm) -> Answer {
    match second_factor::remove(request.app(), &request.who, form.text("code")).await {
        Ok(()) => request.redirect(PATH, request.cx.l.second_factor_removed),
        Err(problem) => render(&request, request.faults(problem)?).await,
    }
}

pub(super) async fn consent(request: Request, Path(token): Path<String>, _: PersonForm) -> Answer {
    consent::give(request.app(), &request.who, id(&token)?).await?;
    request.redirect(PATH, request.cx.l.programs_consented)
}

pub(super) async fn withdraw(request: Request, Path(token): Path<String>, _: PersonForm) -> Answer {
    consent::withdraw(request.app(), &request.who, id(&token)?).await?;
    request.redirect(PATH, request.cx.l.people_token_revoked)
}

fn id(token: &str) -> Result<TokenId, AppError> {
    token.parse().map_err(|_| AppError::NotFound("token"))
}

async fn show_set_up(request: &Request, set_up: SetUp, faults: Faults) -> Answer {
    let shell = request.form_shell(Section::Elsewhere, &faults).await;
    let page = SetUpPage { shell, drawing: qr::draw(&set_up.address)?, set_up, faults };
    request.form_page(&page.faults, &page).map(unkept)
}

/// What is shown once is kept by no browser.
fn unkept(answer: Response) -> Response {
    ([(axum::http::header::CACHE_CONTROL, "no-store")], answer).into_response()
}
