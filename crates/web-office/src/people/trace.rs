//! The trace: who signed in, changed, exported or was refused what, newest first; and the check of all event chains.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::people::trace::{self, TraceFilter};
use changxiao_domain::{time::Day, trace::TraceKind};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use super::trace_words::{Line, kind_word, line};
use crate::{
    address::address,
    answer::{WebError, page},
    choice::Tab,
    download::csv,
    form::Form,
    pages,
    pickers::read_day,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const PAGE: usize = 100;
/// The most rows of a file; a longer one is asked for day by day.
const MOST_EXPORTED: usize = 50_000;

#[derive(Deserialize)]
pub(super) struct Asked {
    kind: Option<String>,
    from: Option<String>,
    to: Option<String>,
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "people/trace.html")]
struct TracePage {
    shell: Shell,
    kind: String,
    from: String,
    to: String,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    range: String,
    first_href: String,
    next_href: String,
    export_href: String,
    filtered: bool,
}

#[derive(Template)]
#[template(path = "people/verification.html")]
struct VerificationPage {
    shell: Shell,
    cases: String,
    events: String,
    digest: String,
    at: String,
    broken: Vec<Broken>,
}

struct Broken {
    number: String,
    words: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let filter = filter_of(&who, &asked);
    let found = trace::read(state.app(), &who.actor, &filter, PAGE).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Trace, jar).await;
    let text = |asked: &Option<String>| read_day(asked.as_deref()).map_or_else(String::new, |day| day.to_string());
    let (from, to) = (text(&asked.from), text(&asked.to));
    let href = |kind: &str, before: &str| {
        address("/trace", &[("kind", kind), ("from", &from), ("to", &to), ("before", before)])
    };
    let mut tabs = vec![Tab {
        href: href("", ""),
        label: l.people_trace_all.to_owned(),
        count: String::new(),
        current: filter.kind.is_none(),
    }];
    tabs.extend(TraceKind::ALL.iter().map(|kind| Tab {
        href: href(kind.code(), ""),
        label: kind_word(*kind, l).to_owned(),
        count: String::new(),
        current: filter.kind == Some(*kind),
    }));
    let kind = filter.kind.map_or("", TraceKind::code);
    let now = state.app().now();
    let last = found.entries.last().map_or_else(String::new, |entry| entry.id.to_string());
    let page_data = TracePage {
        lines: found.entries.iter().map(|entry| line(&who, now, entry)).collect(),
        range: fill(l.people_trace_range, &[("n", &found.entries.len())]),
        first_href: if filter.before.is_some() { href(kind, "") } else { String::new() },
        next_href: if found.more { href(kind, &last) } else { String::new() },
        export_href: address("/trace.csv", &[("kind", kind), ("from", &from), ("to", &to)]),
        filtered: filter.kind.is_some() || !from.is_empty() || !to.is_empty(),
        tabs,
        kind: kind.to_owned(),
        from,
        to,
        shell,
    };
    Ok((jar, page(&page_data)?))
}

pub(super) async fn export(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let l = texts(who.lang());
    let filter = filter_of(&who, &asked);
    let found = trace::export(state.app(), &who.actor, &filter, MOST_EXPORTED).await?;
    let now = state.app().now();
    let zone = who.model.calendar.zone();
    let rows = found
        .entries
        .iter()
        .map(|entry| {
            let shown = line(&who, now, entry);
            let at = entry.at.in_zone(zone);
            let at = format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second());
            vec![
                at,
                shown.kind.to_owned(),
                shown.person,
                shown.post,
                shown.subject,
                shown.outcome,
                entry.particulars.clone(),
            ]
        })
        .collect();
    let titles = [
        l.people_trace_at,
        l.people_trace_kind,
        l.people_name,
        l.people_post,
        l.people_trace_subject,
        l.people_trace_outcome,
        l.people_trace_particulars,
    ];
    csv(&format!("trace-{}.csv", who.model.day_of(now)), &titles, rows)
}

pub(super) async fn verify(State(state): State<WebState>, who: Who, _: Form) -> Result<Response, WebError> {
    let lang = who.lang();
    let audit = trace::verify(state.app(), &who.actor).await?;
    let count = |n: u64| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    page(&VerificationPage {
        shell: pages::shell(&state, &who, Section::Trace, None).await,
        cases: count(audit.cases),
        events: count(audit.events),
        digest: audit.digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        at: words::full_moment(lang, pages::wall(&who.model, state.app().now())),
        broken: audit
            .broken
            .into_iter()
            .map(|(number, broken)| Broken { number, words: super::trace_words::break_words(&broken, lang) })
            .collect(),
    })
}

fn filter_of(who: &Who, asked: &Asked) -> TraceFilter {
    let start = |day: Day| who.model.start_of(day);
    TraceFilter {
        kind: asked.kind.as_deref().and_then(TraceKind::parse),
        before: asked.before.as_deref().and_then(|id| id.parse().ok()),
        from: read_day(asked.from.as_deref()).map(start),
        // The last day is meant to its end.
        until: read_day(asked.to.as_deref()).and_then(|day| day.tomorrow().ok()).map(start),
    }
}
