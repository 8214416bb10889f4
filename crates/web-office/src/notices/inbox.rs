//! The inbox: what the person was told, newest first.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::{AppError, notices::inbox};
use changxiao_domain::{
    ids::NoticeId,
    notices::{NoticeKind, line},
    orgs::Permission,
};
use changxiao_store::notices::Notice;
use changxiao_web_kit::filtered::{Filter, Value};
use changxiao_web_kit::{
    answer::{Answer, redirect},
    filters,
    form::Form,
    listing::Listing,
    request::Request,
    shell::{Section, Shell},
};
use changxiao_words::fill;
use serde::{Deserialize, Serialize};

/// What may stand in the address of the inbox.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("show", Value::OneOf(|| vec!["unread"])),
    Filter::new("before", Value::Place(|text| text.parse::<NoticeId>().is_ok())),
];

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
pub(super) struct InboxQuery {
    /// `unread` shows only those.
    show: Option<String>,
    /// Older than this notice.
    before: Option<String>,
}

pub(super) async fn show(request: Request, Query(query): Query<InboxQuery>) -> Answer {
    let unread_only = query.show.as_deref() == Some("unread");
    let before: Option<NoticeId> = query.before.as_deref().and_then(|before| before.parse().ok());
    let (notices, more) = inbox::list(request.app(), request.actor(), unread_only, before).await?;
    let last = notices.last().filter(|_| more).map(|notice| notice.id);
    let older = Listing::new("/notices", &query).previous(last);
    let shell = request.shell(Section::Elsewhere).await;
    let reads_cases = request.may(Permission::ReadCases);
    request.page(&InboxPage { shell, unread_only, notices, older, reads_cases })
}

/// Marks one as read and goes to what it tells of.
pub(super) async fn read(request: Request, Path(notice): Path<String>, form: Form) -> Answer {
    let id: NoticeId = notice.parse().map_err(|_| AppError::NotFound("notice"))?;
    let notice = inbox::read(request.app(), request.actor(), id).await?;
    let path = notice.kind.path(&notice.facts.number).filter(|_| form.text("then") == "case");
    Ok(redirect(path.as_deref().unwrap_or("/notices")))
}

pub(super) async fn read_all(request: Request, _: Form) -> Answer {
    let read = inbox::read_all(request.app(), request.actor()).await?;
    request.redirect("/notices", fill(request.cx.l.notices_all_read, &[("n", &read)]))
}
