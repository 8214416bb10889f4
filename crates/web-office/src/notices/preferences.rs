//! Which kinds of notices ring and which are mailed, and to which address.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::notices::preferences;
use changxiao_domain::notices::{NoticeKind, NoticeRules, Preferences};
use changxiao_web_kit::{
    answer::{WebError, redirect_with_notice},
    cx::Cx,
    faults::Faults,
    filters,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use changxiao_words::texts;

#[derive(Template)]
#[template(path = "notices/channels.html")]
struct ChannelsPage<'a> {
    shell: Shell,
    chosen: Preferences,
    rules: &'a NoticeRules,
    has_mail: bool,
    faults: Faults,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let chosen = preferences::mine(state.app(), &who.actor).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Elsewhere, jar).await;
    Ok((jar, render(&state, &who, shell, chosen, Faults::default())?))
}

pub(super) async fn choose(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let ticked =
        |name: &'static str| -> BTreeSet<NoticeKind> { form.all(name).filter_map(NoticeKind::parse).collect() };
    let rings = ticked("rings");
    let chosen = Preferences {
        address: form.text("address").to_owned(),
        silent: NoticeKind::chosen().filter(|kind| !rings.contains(kind)).collect(),
        mailed: ticked("mailed"),
    };
    match preferences::choose(state.app(), &who.actor, chosen.clone()).await {
        Ok(()) => Ok(redirect_with_notice(jar, "/notices/channels", texts(who.lang()).notices_saved)),
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            let shell = pages::shell(&state, &who, Section::Elsewhere, faults.notice.clone()).await;
            render(&state, &who, shell, chosen, faults)
        }
    }
}

pub(super) async fn test(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    _: Form,
) -> Result<Response, WebError> {
    match preferences::test(state.app(), &who.actor).await {
        Ok(()) => Ok(redirect_with_notice(jar, "/notices/channels", texts(who.lang()).notices_test_sent)),
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            let chosen = preferences::mine(state.app(), &who.actor).await?;
            let shell = pages::shell(&state, &who, Section::Elsewhere, faults.notice.clone()).await;
            render(&state, &who, shell, chosen, faults)
        }
    }
}

fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    chosen: Preferences,
    faults: Faults,
) -> Result<Response, WebError> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (rules, has_mail) = (&who.model.notice_rules, state.app().outlets().has_mail());
    Cx::of(state, who).page_with(status, &ChannelsPage { shell, chosen, rules, has_mail, faults })
}
