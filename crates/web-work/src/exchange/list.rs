//! The systems that hand orders over, what was brought in lately, and the ways to bring in more.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    exchange::{
        KIND,
        list::{self, SystemLine},
        mappings::{self, Held},
        may_import_orders,
    },
    imports,
};
use changxiao_domain::{cases::hex, orgs::Permission};
use changxiao_store::imports::ImportRow;
use changxiao_web_kit::{cx::Cx, filters};

use crate::{
    answer::WebError,
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// So many of the newest files are shown.
const NEWEST: usize = 20;

#[derive(Template)]
#[template(path = "exchange/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    problem: String,
    may_import: bool,
    may_see_webhooks: bool,
    mappings: Vec<Held>,
    systems: Vec<SystemLine>,
    choices: Vec<Choice>,
    newest: Vec<ImportRow>,
}

impl ListPage<'_> {
    fn system(&self, of: &Held) -> Option<&SystemLine> {
        self.systems.iter().find(|line| line.system == of.mapping.system)
    }

    fn person(&self, row: &ImportRow) -> &str {
        row.person.and_then(|person| self.cx.model.person_names.get(&person)).map_or("", String::as_str)
    }

    /// Enough of its hash to know a file again.
    fn short_hash(&self, row: &ImportRow) -> String {
        hex(&row.file_hash)[..8].to_owned()
    }
}

pub(super) async fn page(State(state): State<WebState>, who: Who, jar: PrivateCookieJar) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Exchange, jar).await;
    Ok((jar, show(&state, &who, shell, StatusCode::OK, String::new()).await?).into_response())
}

/// The page once more, with why nothing was looked at.
pub(super) async fn again(state: &WebState, who: &Who, problem: String) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Exchange, None).await;
    show(state, who, shell, StatusCode::UNPROCESSABLE_ENTITY, problem).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    status: StatusCode,
    problem: String,
) -> Result<Response, WebError> {
    let (app, cx) = (state.app(), Cx::of(state, who));
    let mappings = mappings::list(app, &who.actor).await?;
    let newest = imports::newest(app, &who.actor, 200).await?;
    let choice = |held: &Held| Choice::new(&held.mapping.name, held.mapping.label(cx.lang), false);
    let page = ListPage {
        shell,
        cx: &cx,
        problem,
        may_import: may_import_orders(&who.actor),
        may_see_webhooks: who.actor.may(Permission::ManageJobs),
        systems: list::systems(app, &who.actor).await?,
        choices: mappings.iter().map(choice).collect(),
        mappings,
        newest: newest.into_iter().filter(|row| row.kind == KIND).take(NEWEST).collect(),
    };
    cx.page_with(status, &page)
}
