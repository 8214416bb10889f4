//! The systems that hand orders over, what was brought in lately, and the ways to bring in more.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    exchange::{KIND, list, mappings, may_import_orders},
    imports,
};
use changxiao_domain::orgs::Permission;
use changxiao_words::fill;

use crate::{
    answer::{WebError, page_with},
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "exchange/list.html")]
struct ListPage {
    shell: Shell,
    problem: String,
    may_import: bool,
    may_see_webhooks: bool,
    mappings: Vec<MappingLine>,
    choices: Vec<Choice>,
    newest: Vec<ImportLine>,
}

struct MappingLine {
    href: String,
    label: String,
    name: String,
    system: String,
    kind: &'static str,
    dated: String,
    version: String,
    source: String,
    orders: String,
    orders_href: String,
    last: String,
}

struct ImportLine {
    file: String,
    hash: String,
    at: String,
    who: String,
    rows: String,
    added: String,
    changed: String,
    unchanged: String,
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
    let (app, lang, l, now) = (state.app(), who.lang(), shell.l, state.app().now());
    let systems = list::systems(app, &who.actor).await?;
    let held = mappings::list(app, &who.actor).await?;
    let of_system = |system: &str| systems.iter().find(|line| line.system == system);
    let newest = imports::newest(app, &who.actor, 200).await?;
    let page = ListPage {
        may_import: may_import_orders(&who.actor),
        may_see_webhooks: who.actor.may(Permission::ManageJobs),
        choices: held.iter().map(|held| Choice::new(&held.mapping.name, held.mapping.label(lang), false)).collect(),
        mappings: held
            .iter()
            .map(|held| MappingLine {
                href: format!("/exchange/mappings/{}", held.mapping.name),
                label: held.mapping.label(lang).to_owned(),
                name: held.mapping.name.clone(),
                system: held.mapping.system.clone(),
                kind: held.mapping.kind.words(lang),
                dated: words::full_day(lang, held.mapping.effective_from),
                version: match held.saved {
                    None => l.exchange_shipped.to_owned(),
                    Some((at, _)) => {
                        fill(l.exchange_version, &[("n", &held.version), ("time", &pages::moment(who, now, at))])
                    }
                },
                source: held.mapping.source(lang).to_owned(),
                orders: words::count(of_system(&held.mapping.system).map_or(0, |line| line.orders)),
                orders_href: format!("/exchange/orders?system={}", held.mapping.system),
                last: of_system(&held.mapping.system)
                    .map_or_else(String::new, |line| pages::moment(who, now, line.last)),
            })
            .collect(),
        newest: newest
            .into_iter()
            .filter(|row| row.kind == KIND)
            .take(20)
            .map(|row| ImportLine {
                hash: row.file_hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect(),
                at: pages::moment(who, now, row.at),
                who: row.person.and_then(|person| who.model.person_names.get(&person)).cloned().unwrap_or_default(),
                rows: words::count(row.rows_read),
                added: words::count(row.added),
                changed: words::count(row.changed),
                unchanged: words::count(row.unchanged),
                file: row.file_name,
            })
            .collect(),
        problem,
        shell,
    };
    page_with(status, &page)
}
