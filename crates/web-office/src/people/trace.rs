//! The trace: who signed in, changed, exported or was refused what, newest first; and the check of the seals.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    people::trace::{self, TraceFilter},
    sealing::Audit,
};
use changxiao_domain::{cases::hex, time::Day, trace::TraceKind};
use changxiao_store::access::Entry;
use changxiao_web_kit::filtered::{Filter, Value, codes};
use serde::{Deserialize, Serialize};

use super::trace_words::{facts, is_refused, outcome_words, person_words, post_words, subject_words};
use crate::{
    address::Address,
    answer::Answer,
    choice::Tab,
    cx::Cx,
    download::{called, untraced_csv},
    filters,
    form::Form,
    listing::Listing,
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
};

/// What may stand in the address of the trace and of its sheet.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("kind", Value::OneOf(|| codes(&TraceKind::ALL, TraceKind::code, &[]))),
    Filter::new("from", Value::Day),
    Filter::new("to", Value::Day),
];

/// What turns the pages of the trace.
pub(super) const TURNS: &[Filter] = &[Filter::new("before", Value::Place(|text| text.parse::<uuid::Uuid>().is_ok()))];

const PAGE: usize = 100;
/// The most rows of a file; a longer one is asked for day by day.
const MOST_EXPORTED: usize = 50_000;

#[derive(Deserialize, Serialize)]
pub(super) struct TraceQuery {
    kind: Option<String>,
    from: Option<String>,
    to: Option<String>,
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "people/trace.html")]
struct TracePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    listing: Listing,
    export_href: Address,
    tabs: Vec<Tab>,
    entries: Vec<Entry>,
    /// Where the newest entries stand; empty on their page.
    first_href: String,
    next_href: String,
}

#[derive(Template)]
#[template(path = "people/verification.html")]
struct VerificationPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    audit: Audit,
}

impl VerificationPage<'_> {
    /// How many findings the page does not list.
    fn unlisted(&self) -> i64 {
        let listed = u64::try_from(self.audit.broken.len()).unwrap_or(u64::MAX);
        i64::try_from(self.audit.found.saturating_sub(listed)).unwrap_or(i64::MAX)
    }
}

pub(super) async fn show(request: Request, Query(query): Query<TraceQuery>) -> Answer {
    let (cx, l) = (&request.cx, request.cx.l);
    let filter = filter_of(cx, &query);
    let found = trace::read(request.app(), request.actor(), &filter, PAGE).await?;
    let day = |text: Option<String>| read_day(text.as_deref()).map(|day| day.to_string());
    let kind = filter.kind.map(|kind| kind.code().to_owned());
    let query = TraceQuery { kind, from: day(query.from), to: day(query.to), before: None };
    let listing = Listing::new("/trace", &query);
    let mut tabs = vec![Tab::new(listing.with("kind", ""), l.people_trace_all, filter.kind.is_none())];
    tabs.extend(
        TraceKind::ALL
            .into_iter()
            .map(|kind| Tab::new(listing.with("kind", kind.code()), kind.words(cx.lang), filter.kind == Some(kind))),
    );
    let page = TracePage {
        shell: request.shell(Section::Trace).await,
        cx,
        export_href: Address::of("/trace.csv", &query),
        tabs,
        first_href: if filter.before.is_some() { listing.address.to_string() } else { String::new() },
        next_href: listing.previous(found.entries.last().filter(|_| found.more).map(|entry| entry.id)),
        entries: found.entries,
        listing,
    };
    request.page(&page)
}

pub(super) async fn export(request: Request, Query(query): Query<TraceQuery>) -> Answer {
    let (cx, l) = (&request.cx, request.cx.l);
    let found = trace::export(request.app(), request.actor(), &filter_of(cx, &query), MOST_EXPORTED).await?;
    let row = |entry: &Entry| {
        let at = entry.at.in_zone(cx.model.calendar.zone());
        vec![
            format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second()),
            entry.kind.words(cx.lang).to_owned(),
            person_words(cx, entry).to_owned(),
            post_words(cx, entry),
            subject_words(cx, entry),
            outcome_words(cx, &entry.outcome),
            told(facts(cx, &entry.particulars)),
        ]
    };
    let titles = [
        l.people_trace_at,
        l.people_trace_kind,
        l.people_name,
        l.people_post,
        l.people_trace_subject,
        l.people_trace_outcome,
        l.people_trace_particulars,
    ];
    let name = called(cx.l.people_trace, cx.model.day_of(cx.now), "csv");
    untraced_csv(&name, &titles, found.entries.iter().map(row).collect())
}

/// The facts of an entry in one cell.
fn told(facts: Vec<(String, String)>) -> String {
    facts.into_iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(" · ")
}

pub(super) async fn verify(request: Request, _: Form) -> Answer {
    let audit = trace::verify(request.app(), request.actor()).await?;
    let shell = request.shell(Section::Trace).await;
    request.page(&VerificationPage { shell, cx: &request.cx, audit })
}

fn filter_of(cx: &Cx, query: &TraceQuery) -> TraceFilter {
    let start = |day: Day| cx.model.start_of(day);
    TraceFilter {
        kind: query.kind.as_deref().and_then(TraceKind::parse),
        before: query.before.as_deref().and_then(|id| id.parse().ok()),
        from: read_day(query.from.as_deref()).map(start),
        // The last day is meant to its end.
        until: read_day(query.to.as_deref()).and_then(|day| day.tomorrow().ok()).map(start),
    }
}
