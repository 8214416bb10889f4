//! The list of consultations and joint actions, newest first: two statements a page.

use askama::Template;
use axum::extract::Query;
use changxiao_app::consultations::list::list as page_of;
use changxiao_domain::{
    consultations::{Action, Kind, State as Standing, TRANSITIONS},
    orgs::Permission,
};
use changxiao_store::consultations::{ConsultationFilter, ConsultationLine};
use changxiao_web_kit::filtered::{Filter, Value, codes};
use changxiao_web_kit::{
    cx::Cx,
    filters,
    listing::{FilterForm, ListFrame, ListWords, Listing, ROWS, after},
    request::Request,
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::Answer,
    session::Who,
    shell::{Section, Shell},
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("kind", Value::OneOf(|| codes(&Kind::ALL, Kind::code, &[]))),
    Filter::new("state", Value::OneOf(|| codes(&Standing::ALL, Standing::code, &[]))),
    Filter::new("after", Value::Words),
];

const LIST: &str = "/consultations";

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
    list: ListFrame<ConsultationLine>,
    may_read_whistles: bool,
}

pub(super) async fn list(request: Request, Query(query): Query<ListQuery>) -> Answer {
    let (cx, who) = (&request.cx, &request.who);
    let filter = ConsultationFilter {
        kind: Kind::parse(&query.kind),
        state: Standing::parse(&query.state),
        ..ConsultationFilter::default()
    };
    let found = page_of(request.app(), &who.actor, &filter, after(&query.after), ROWS).await?;
    let words = ListWords {
        title: cx.l.consultations_title,
        short: cx.l.consultations_title,
        none: cx.l.consultations_none,
        none_left: cx.l.consultations_none_filtered,
        begin: cx.l.consultations_new,
    };
    let (listing, form) = (Listing::new(LIST, &query), filter_form(cx, &query));
    request.page(&ListPage {
        shell: request.shell(Section::Whistles).await,
        cx,
        who,
        list: ListFrame::new(cx.l, (LIST, listing), (found, |line| &line.number), form, words, may_convene(who)),
        may_read_whistles: request.may(Permission::ReadWhistles),
    })
}

/// Whether the table of the workflow lets this role convene.
fn may_convene(who: &Who) -> bool {
    let convenes = TRANSITIONS.iter().any(|row| row.action == Action::Convene && row.who.contains(&who.actor.role));
    convenes && who.actor.may(Permission::WorkOnConsultations)
}

fn filter_form(cx: &Cx, query: &ListQuery) -> FilterForm {
    let (l, lang) = (cx.l, cx.lang);
    let kinds = Kind::ALL.map(|kind| (kind.code(), kind.words(lang)));
    let states = Standing::ALL.map(|state| (state.code(), state.words(lang)));
    FilterForm::new(LIST, l.whistles_filter)
        .values("kind", l.consultations_kind, l.consultations_all_kinds, kinds, &query.kind)
        .values("state", l.whistles_state, l.whistles_all, states, &query.state)
}
