//! The page that shows a secret once: it is the answer to the form itself, is kept by no cache and stands in no address.

use askama::Template;
use axum::response::Response;

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "people/once.html")]
struct OncePage {
    shell: Shell,
    once: Once,
}

pub(super) struct Once {
    pub title: &'static str,
    /// What the secret is for: a login, the name of a token.
    pub of: String,
    pub secret: String,
    /// What to do with it.
    pub hint: &'static str,
    pub back: String,
    pub back_label: String,
    pub section: Section,
}

pub(super) async fn show(state: &WebState, who: &Who, once: Once) -> Result<Response, WebError> {
    page(&OncePage { shell: pages::shell(state, who, once.section, None).await, once })
}
