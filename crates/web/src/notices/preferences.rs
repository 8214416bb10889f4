//! Which kinds of notices ring and which are mailed, and to which address.

use changxiao_words::{fill, texts};
use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::notices::preferences;
use changxiao_domain::notices::{NoticeKind, Preferences};

use crate::{
    answer::{WebError, page_with, redirect_with_notice},
    faults::Faults,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "notices/channels.html")]
struct ChannelsPage {
    shell: Shell,
    address: String,
    kinds: Vec<KindLine>,
    has_mail: bool,
    /// When messages go out, in a sentence, and where the rule comes from.
    quiet: String,
    source: String,
    faults: Faults,
}

struct KindLine {
    code: &'static str,
    name: &'static str,
    urgent: bool,
    rings: bool,
    mailed: bool,
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
    let (lang, rules) = (who.lang(), &who.model.notice_rules);
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let quiet = fill(
        shell.l.notices_quiet,
        &[
            ("from", &clock(rules.open_from_minute)),
            ("until", &clock(rules.open_until_minute)),
            ("minutes", &rules.window_minutes),
            ("n", &rules.digest_above),
        ],
    );
    let kinds = NoticeKind::chosen()
        .map(|kind| KindLine {
            code: kind.code(),
            name: kind.words(lang),
            urgent: rules.is_urgent(kind, None),
            rings: chosen.rings(kind),
            mailed: chosen.mailed.contains(&kind),
        })
        .collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let source = rules.source(lang).to_owned();
    let has_mail = state.app().outlets().has_mail();
    page_with(status, &ChannelsPage { shell, address: chosen.address, kinds, has_mail, quiet, source, faults })
}
