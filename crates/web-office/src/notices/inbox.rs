//! The inbox: what the person was told, newest first.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, notices::inbox};
use changxiao_domain::{
    ids::NoticeId,
    notices::{NoticeKind, line},
    orgs::Permission,
};
use changxiao_store::notices::Notice;
use changxiao_web_kit::{
    answer::{WebError, redirect, redirect_with_notice},
    cx::Cx,
    filters,
    form::Form,
    listing::Listing,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use changxiao_words::{fill, texts};
use serde::{Deserialize, Serialize};

#[derive(Template)]
#[template(path = "notices/inbox.html")]
struct InboxPage {
    shell: Shell,
    unread_only: bool,
    notices: Vec<Notice>,
    /// The page behind this one; empty: none.
    older: String,
    /// Whether the page of the ladder opens for this post.
    reads_cases: bool,
}

/// What the address asks for.
#[derive(Deserialize, Serialize)]
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
    let cx = Cx::of(&state, &who);
    let unread_only = asked.show.as_deref() == Some("unread");
    let before: Option<NoticeId> = asked.before.as_deref().and_then(|before| before.parse().ok());
    let (notices, more) = inbox::list(state.app(), &who.actor, unread_only, before).await?;
    let last = notices.last().filter(|_| more).map(|notice| notice.id);
    let older = Listing::new("/notices", &asked).previous(last);
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Elsewhere, jar).await;
    let reads_cases = who.actor.may(Permission::ReadCases);
    Ok((jar, cx.page(&InboxPage { shell, unread_only, notices, older, reads_cases })?))
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
