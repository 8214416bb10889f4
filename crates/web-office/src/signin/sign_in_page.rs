//! The page on which people sign in, with what kept them out.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::AppError;
use changxiao_domain::orgs::Directory;

use crate::{
    address::Address,
    answer::{Answer, page_with},
    filters, pages,
    session::Stranger,
    shell::Shell,
    state::WebState,
};

#[derive(Template)]
#[template(path = "signin/sign_in.html")]
struct SignInPage {
    shell: Shell,
    next: String,
    login: String,
    /// The city's own directory, where it is in use.
    directory: Option<Directory>,
    problem: Option<AppError>,
}

pub(super) async fn show(
    state: &WebState,
    stranger: &Stranger,
    next: String,
    login: String,
    problem: Option<AppError>,
) -> Answer {
    let shell = pages::stranger_shell(state, stranger.lang, Some(stranger.city), "/signin").await;
    let model = state.app().model(stranger.city).await.ok();
    let directory = model.map(|model| model.directory.clone()).filter(|directory| directory.is_on);
    let status = problem.as_ref().map_or(200, AppError::status);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNAUTHORIZED);
    page_with(status, &SignInPage { shell, next, login, directory, problem })
}

impl SignInPage {
    /// The way to the directory.
    fn to_directory(&self) -> Address {
        let next = if self.next == "/" { "" } else { &self.next };
        Address::new("/signin/directory").with("next", next)
    }
}
