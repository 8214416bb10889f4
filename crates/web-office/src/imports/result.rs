//! The one-time passwords of new accounts, shown once.

use askama::Template;
use changxiao_app::imports::ImportOutcome;

use crate::{
    answer::Answer,
    filters,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "imports/sign_ins.html")]
struct SignInsPage {
    shell: Shell,
    outcome: ImportOutcome,
}

pub(super) async fn show(request: &Request, outcome: ImportOutcome) -> Answer {
    let shell = request.shell(Section::Imports).await;
    request.page(&SignInsPage { shell, outcome })
}
