//! The page that shows a secret once: it is the answer to the form itself, is kept by no cache and stands in no address.

use askama::Template;

use crate::{
    answer::Answer,
    request::Request,
    shell::{Section, Shell},
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
    pub back_label: &'static str,
    pub section: Section,
}

pub(super) async fn show(request: &Request, once: Once) -> Answer {
    let shell = request.shell(once.section).await;
    request.page(&OncePage { shell, once })
}
