//! The list: chronic problems by where they stand, and alarms. One statement for the rows.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    recurrence::{
        answer_alarm::may_answer,
        list::{alarms as alarms_of, list as page_of},
        waiting,
    },
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::AlarmId,
    recurrence::{
        Due,
        State::{self as Standing, Dismissed, Ended, Found, InProgress, Observed, PlanMade, PlanRequired, Recurred},
    },
};
use changxiao_store::recurrence::{ProblemFilter, ProblemLine, surge::Alarm};
use changxiao_web_kit::filtered::{self, Filter, Value, codes};
use changxiao_web_kit::{address::Address, choice::Tab, cx::Cx, filters};
use changxiao_words::{Key, keys};
use serde::Deserialize;

use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] =
    &[Filter::new("tab", Value::OneOf(|| codes(&PARTS, |part: Part| part.0, &[]))), Filter::new("after", Value::Words)];

const ROWS: usize = 30;
const MINE: &str = "mine";
const ALARMS: &str = "alarms";

/// A part of the list: its code in addresses, its words, the states that it holds.
type Part = (&'static str, Key, &'static [Standing]);

const PARTS: [Part; 8] = [
    (MINE, keys::recurrence_tab_mine, &[]),
    OPEN,
    ("found", keys::recurrence_tab_found, &[Found]),
    ("plan", keys::recurrence_tab_plan, &[PlanRequired, PlanMade, Recurred]),
    ("work", keys::recurrence_tab_work, &[InProgress]),
    ("looks", keys::recurrence_tab_follow_ups, &[Observed]),
    ("ended", keys::recurrence_tab_ended, &[Ended, Dismissed]),
    (ALARMS, keys::recurrence_tab_alarms, &[]),
];
const OPEN: Part =
    ("open", keys::recurrence_tab_open, &[Found, PlanRequired, PlanMade, InProgress, Observed, Recurred]);

#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    tab: String,
    /// The number or id of the last row of the page before.
    #[serde(default)]
    after: String,
}

enum Rows {
    Problems(Vec<ProblemLine>),
    Alarms(Vec<Alarm>),
}

#[derive(Template)]
#[template(path = "recurrence/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    tabs: Vec<Tab>,
    rows: Rows,
    may_answer: bool,
    next: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let (app, cx) = (state.app(), Cx::of(&state, &who));
    let mine = waiting::filter(&who.actor);
    let parts: Vec<Part> = PARTS.into_iter().filter(|(code, ..)| *code != MINE || mine.is_some()).collect();
    let (tab, _, states) = parts.iter().copied().find(|(code, ..)| *code == query.tab).unwrap_or(OPEN);
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let (rows, last) = if tab == ALARMS {
        let (alarms, last) = alarms_of(app, &who.actor, after.map(alarm).transpose()?, ROWS).await?;
        (Rows::Alarms(alarms), last.map(|last| last.to_string()))
    } else {
        let of_states = || ProblemFilter { states: states.to_vec(), ..ProblemFilter::default() };
        let filter = mine.filter(|_| tab == MINE).unwrap_or_else(of_states);
        let found = page_of(app, &who.actor, &filter, after, ROWS).await?;
        let last = found.lines.last().filter(|_| found.more).map(|line| line.number.clone());
        (Rows::Problems(found.lines), last)
    };
    let of = |part: &str| Address::new("/recurrence").with("tab", part);
    let tabs = parts.iter().map(|(code, words, _)| Tab {
        href: of(code).to_string(),
        label: words.text(cx.lang).to_owned(),
        count: String::new(),
        current: *code == tab,
    });
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Recurrence, jar).await;
    let page = ListPage {
        shell,
        cx: &cx,
        tabs: tabs.collect(),
        rows,
        may_answer: may_answer(&who.actor),
        next: last.map_or_else(String::new, |last| of(tab).with("after", last).to_string()),
    };
    Ok((jar, cx.page(&page)?).into_response())
}

/// The alarm after which a page begins.
fn alarm(text: &str) -> Result<AlarmId, AppError> {
    text.parse().map_err(|_| AppError::field("after", filtered::no_place(text)))
}

/// The cases of the place or of the category that an alarm is about.
fn cases_of(alarm: &Alarm) -> Address {
    let all = Address::new("/cases").with("tab", "all");
    match alarm.division().map(DivisionCode::from_padded) {
        Some(Ok(code)) => all.with("division", code),
        Some(Err(_)) => all.with("division", &alarm.subject),
        None => all.with("category", &alarm.subject),
    }
}
