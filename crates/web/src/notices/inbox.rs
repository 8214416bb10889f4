//! The inbox: what the person was told, newest first.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, notices::inbox};
use changxiao_domain::{ids::NoticeId, notices::line, orgs::Permission};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use crate::{
    answer::{WebError, page, redirect, redirect_with_notice},
    form::Form,
    pages::{self, moment},
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "notices/inbox.html")]
struct InboxPage {
    shell: Shell,
    unread_only: bool,
    unread: String,
    any_unread: bool,
    /// Whether the page of the ladder opens for this post.
    reads_cases: bool,
    lines: Vec<Line>,
    /// The page behind this one; empty: none.
    older: String,
}

struct Line {
    id: String,
    kind: &'static str,
    urgent: bool,
    climbed: bool,
    text: String,
    when: String,
    /// The page of what it tells; empty where there is none.
    href: String,
    unread: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// `unread` shows only those.
    show: Option<String>,
    /// Older than this notice.
    before: Option<String>,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let unread_only = asked.show.as_deref() == Some("unread");
    let before: Option<NoticeId> = asked.before.as_deref().and_then(|before| before.parse().ok());
    let (found, more) = inbox::list(state.app(), &who.actor, unread_only, before).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Elsewhere, jar).await;
    let (lang, now) = (who.lang(), state.app().now());
    let older = match found.last().filter(|_| more) {
        Some(last) => format!("/notices?{}before={}", if unread_only { "show=unread&" } else { "" }, last.id),
        None => String::new(),
    };
    let lines = found
        .into_iter()
        .map(|notice| Line {
            id: notice.id.to_string(),
            kind: notice.kind.words(lang),
            urgent: notice.urgent,
            climbed: notice.kind == changxiao_domain::notices::NoticeKind::Escalated,
            text: line(notice.kind, &notice.facts, lang),
            when: moment(&who, now, notice.at),
            href: notice.kind.path(&notice.facts.number).unwrap_or_default(),
            unread: notice.read_at.is_none(),
        })
        .collect();
    let (unread, any_unread) = (words::count(shell.unread), shell.unread > 0);
    let reads_cases = who.actor.may(Permission::ReadCases);
    Ok((jar, page(&InboxPage { shell, unread_only, unread, any_unread, reads_cases, lines, older })?))
}

/// Marks one as read and goes to what it tells of.
pub(super) async fn read(
    State(state): State<WebState>,
    who: Who,
    Path(notice): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let id: NoticeId = notice.parse().map_err(|_| AppError::NotFound("notice"))?;
    let notice = inbox::read(state.app(), &who.actor, id).await?;
    let path = notice.kind.path(&notice.facts.number).filter(|_| form.text("then") == "case");
    Ok(redirect(path.as_deref().unwrap_or("/notices")))
}

pub(super) async fn read_all(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    _: Form,
) -> Result<Response, WebError> {
    let read = inbox::read_all(state.app(), &who.actor).await?;
    let l = texts(who.lang());
    Ok(redirect_with_notice(jar, "/notices", fill(l.notices_all_read, &[("n", &read)])))
}
