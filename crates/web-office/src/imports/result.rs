//! The one-time passwords of new accounts, shown once.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use changxiao_app::imports::{ImportOutcome, OneTimeSignIn};
use changxiao_words::fill;

use crate::{
    answer::{WebError, page_with},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "imports/sign_ins.html")]
struct SignInsPage {
    shell: Shell,
    summary: String,
    sign_ins: Vec<OneTimeSignIn>,
}

pub(super) async fn show(state: &WebState, who: &Who, outcome: ImportOutcome) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Imports, None).await;
    let summary = fill(shell.l.imports_accounts, &[("n", &outcome.sign_ins.len()), ("posts", &outcome.added)]);
    page_with(StatusCode::OK, &SignInsPage { shell, summary, sign_ins: outcome.sign_ins })
}
