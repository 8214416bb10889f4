//! The list of consultations and joint actions, newest first: two statements a page.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::consultations::list::list as page_of;
use changxiao_domain::{
    consultations::{Action, Kind, State as Standing, TRANSITIONS},
    orgs::Permission,
};
use changxiao_store::consultations::{ConsultationFilter, ConsultationLine};
use changxiao_web_kit::{
    choice::Choice,
    cx::Cx,
    filters,
    listing::{FilterForm, Listing},
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

const ROWS: usize = 30;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ListQuery {
    kind: String,
    state: String,
    /// The number of the last row of the page before.
    after: String,
}

#[derive(Template)]
#[template(path = "consultations/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    who: &'a Who,
    rows: Vec<ConsultationLine>,
    filter: FilterForm,
    is_narrowed: bool,
    next: String,
    may_convene: bool,
    may_read_whistles: bool,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let filter = ConsultationFilter {
        kind: Kind::parse(&query.kind),
        state: Standing::parse(&query.state),
        ..ConsultationFilter::default()
    };
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let found = page_of(state.app(), &who.actor, &filter, after, ROWS).await?;
    let is_narrowed = filter.kind.is_some() || filter.state.is_some();
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Whistles, jar).await;
    let next = found.lines.last().filter(|_| found.more).map(|line| &line.number);
    let page = ListPage {
        shell,
        cx: &cx,
        who: &who,
        filter: filter_form(&cx, &query, is_narrowed),
        is_narrowed,
        next: Listing::new("/consultations", &query).next(next),
        rows: found.lines,
        may_convene: may_convene(&who),
        may_read_whistles: who.actor.may(Permission::ReadWhistles),
    };
    Ok((jar, cx.page(&page)?).into_response())
}

/// Whether the table of the workflow lets this role convene.
fn may_convene(who: &Who) -> bool {
    let convenes = TRANSITIONS.iter().any(|row| row.action == Action::Convene && row.who.contains(&who.actor.role));
    convenes && who.actor.may(Permission::WorkOnConsultations)
}

fn filter_form(cx: &Cx, query: &ListQuery, is_narrowed: bool) -> FilterForm {
    let l = cx.l;
    let kinds = Kind::ALL.map(|kind| (kind.code(), kind.words(cx.lang)));
    let kinds = [("", l.consultations_all_kinds)].into_iter().chain(kinds);
    let states = Standing::ALL.map(|state| (state.code(), state.words(cx.lang)));
    let states = [("", l.whistles_all)].into_iter().chain(states);
    FilterForm::new("/consultations", l.whistles_filter)
        .select("kind", l.consultations_kind, kinds.map(|(code, words)| Choice::of(code, words, &query.kind)))
        .select("state", l.whistles_state, states.map(|(code, words)| Choice::of(code, words, &query.state)))
        .clear(is_narrowed, "/consultations", l.whistles_clear)
}
