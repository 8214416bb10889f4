//! The caller's inbox.

use axum::{extract::State, response::Response};
use changxiao_app::{AppError, notices::inbox};
use changxiao_domain::{
    ids::NoticeId,
    notices::{NoticeKind, line},
};
use changxiao_store::notices::Notice;
use changxiao_web_kit::{
    answer::WebError,
    filtered,
    json::{
        query,
        shapes::{Moment, ok},
    },
    openapi::Refused,
    session::Who,
    state::WebState,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InboxQuery {
    /// Only what is not read.
    #[serde(default)]
    unread: bool,
    /// Older than the notice with this id.
    before: Option<String>,
}

/// A page of the inbox, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Inbox {
    /// How many are not read.
    unread: i64,
    notices: Vec<NoticeShown>,
    /// Ask with this as `before` for the page behind; null on the last one.
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct NoticeShown {
    id: String,
    #[schema(example = "escalated")]
    kind: &'static str,
    kind_name: &'static str,
    urgent: bool,
    text: String,
    /// The case that it is about; null for a summary.
    case: Option<String>,
    at: Moment,
    read: bool,
}

/// The inbox of the person, newest first.
#[utoipa::path(
    get, path = "/api/v1/notices", tag = "account", operation_id = "notices", params(InboxQuery),
    responses((status = 200, body = Inbox, description = "The inbox of whoever asks"), (status = "4XX", response = Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    query::Parameters(asked): query::Parameters<InboxQuery>,
) -> Result<Response, WebError> {
    let before = |text: &str| text.parse::<NoticeId>().map_err(|_| AppError::field("before", filtered::no_place(text)));
    let before = asked.before.as_deref().map(before).transpose()?;
    let (found, more) = inbox::list(state.app(), &who.actor, asked.unread, before).await?;
    let unread = inbox::unread(state.app(), &who.actor).await?;
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    let lang = who.lang();
    let notices = found
        .into_iter()
        .map(|notice| NoticeShown {
            id: notice.id.to_string(),
            kind: NoticeKind::code(notice.kind),
            kind_name: notice.kind.words(lang),
            urgent: notice.urgent,
            text: line(notice.kind, &notice.facts, lang),
            case: number_of_case(&notice),
            at: Moment::new(&who.model, notice.at),
            read: notice.read_at.is_some(),
        })
        .collect();
    ok(&Inbox { unread, notices, next })
}

/// The number of the case that a notice leads to, where it leads to one.
fn number_of_case(notice: &Notice) -> Option<String> {
    let path = notice.kind.path(&notice.facts.number)?;
    path.starts_with("/cases/").then(|| notice.facts.number.clone())
}
