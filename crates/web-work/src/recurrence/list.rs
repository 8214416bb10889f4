//! The list: chronic problems by where they stand, and alarms. One statement for the rows.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::recurrence::{
    answer_alarm::may_answer,
    list::{alarms as alarms_of, list as page_of},
    waiting,
};
use changxiao_domain::{
    ids::AlarmId,
    recurrence::{State as Standing, surge::Subject},
    time::Instant,
};
use changxiao_store::recurrence::{ProblemFilter, ProblemLine, surge::Alarm};
use changxiao_words::{Texts, fill, texts};
use serde::Deserialize;

use super::sheet::{standing_lamp, times_words};
use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const ROWS: usize = 30;

/// The parts of the list, with the states that they hold.
const TABS: [(&str, &[Standing]); 6] = [
    (
        "open",
        &[
            Standing::Found,
            Standing::PlanRequired,
            Standing::PlanMade,
            Standing::InProgress,
            Standing::Observed,
            Standing::Recurred,
        ],
    ),
    ("found", &[Standing::Found]),
    ("plan", &[Standing::PlanRequired, Standing::PlanMade, Standing::Recurred]),
    ("work", &[Standing::InProgress]),
    ("looks", &[Standing::Observed]),
    ("ended", &[Standing::Ended, Standing::Dismissed]),
];
const MINE: &str = "mine";
const ALARMS: &str = "alarms";

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    tab: Option<String>,
    /// The number or id of the last row of the page before.
    after: Option<String>,
}

pub struct TabView {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
}

struct Row {
    href: String,
    number: String,
    category: String,
    place: String,
    unit: String,
    times: String,
    state: &'static str,
    lamp: &'static str,
    lamp_word: String,
    when: String,
}

struct AlarmRow {
    id: String,
    subject: String,
    kind: &'static str,
    cases: String,
    counts: String,
    usual: String,
    when: String,
    over: String,
    is_over: bool,
    answer: String,
    answered: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "recurrence/list.html")]
struct ListPage {
    shell: Shell,
    tabs: Vec<TabView>,
    in_alarms: bool,
    rows: Vec<Row>,
    alarms: Vec<AlarmRow>,
    may_answer: bool,
    empty: &'static str,
    range: String,
    next: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let app = state.app();
    let l = texts(who.lang());
    let mine = waiting::filter(&who.actor);
    let known =
        |tab: &&str| *tab == ALARMS || (*tab == MINE && mine.is_some()) || TABS.iter().any(|(code, _)| code == tab);
    let tab = wanted.tab.as_deref().filter(known).unwrap_or("open").to_owned();
    let after = wanted.after.as_deref().filter(|after| !after.is_empty());
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Recurrence, jar).await;
    let codes = [MINE].into_iter().filter(|_| mine.is_some()).chain(TABS.map(|(code, _)| code)).chain([ALARMS]);
    let tabs = codes
        .map(|code| TabView { href: format!("/recurrence?tab={code}"), label: label(l, code), current: code == tab })
        .collect();
    let mut list = ListPage {
        shell,
        tabs,
        in_alarms: tab == ALARMS,
        rows: Vec::new(),
        alarms: Vec::new(),
        may_answer: may_answer(&who.actor),
        empty: if tab == ALARMS { l.recurrence_no_alarms } else { l.recurrence_none },
        range: String::new(),
        next: String::new(),
    };
    let now = app.now();
    let next = |last: String| format!("/recurrence?tab={tab}&after={last}");
    if tab == ALARMS {
        let before: Option<AlarmId> = after.and_then(|after| after.parse().ok());
        let (alarms, further) = alarms_of(app, &who.actor, before, ROWS).await?;
        list.next = further.map_or_else(String::new, |last| next(last.to_string()));
        list.alarms = alarms.iter().map(|alarm| alarm_row(&who, alarm, now)).collect();
        list.range = fill(l.recurrence_range, &[("n", &list.alarms.len())]);
    } else {
        let states = TABS.iter().find(|(code, _)| *code == tab).map(|(_, states)| states.to_vec());
        let filter = match states {
            Some(states) => ProblemFilter { states, ..ProblemFilter::default() },
            None => mine.unwrap_or_default(),
        };
        let found = page_of(app, &who.actor, &filter, after, ROWS).await?;
        list.next = match found.lines.last() {
            Some(last) if found.more => next(last.number.clone()),
            _ => String::new(),
        };
        list.rows = found.lines.iter().map(|line| row(&who, line, now)).collect();
        list.range = fill(l.recurrence_range, &[("n", &list.rows.len())]);
    }
    Ok((jar, page(&list)?).into_response())
}

fn label(l: &'static Texts, tab: &str) -> &'static str {
    match tab {
        MINE => l.recurrence_tab_mine,
        "found" => l.recurrence_tab_found,
        "plan" => l.recurrence_tab_plan,
        "work" => l.recurrence_tab_work,
        "looks" => l.recurrence_tab_looks,
        "ended" => l.recurrence_tab_ended,
        ALARMS => l.recurrence_tab_alarms,
        _ => l.recurrence_tab_open,
    }
}

fn row(who: &Who, line: &ProblemLine, now: Instant) -> Row {
    let (lang, model) = (who.lang(), &who.model);
    let (lamp, lamp_word) = standing_lamp(who, line.state, line.plan_due_at, line.end_on, now);
    Row {
        href: format!("/recurrence/{}", line.number),
        number: line.number.clone(),
        category: model.category_name(&line.category, lang).to_owned(),
        place: format!("{} · {}", model.place_name(line.division, lang), line.place),
        unit: line.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        times: times_words(lang, line.times, line.recurrences),
        state: line.state.words(lang),
        lamp,
        lamp_word,
        when: pages::moment(who, now, line.found_at),
    }
}

fn alarm_row(who: &Who, alarm: &Alarm, now: Instant) -> AlarmRow {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let usual = alarm.counts.usual_tenths();
    let moment = |at: Option<Instant>| at.map_or_else(String::new, |at| pages::moment(who, now, at));
    let (subject, cases) = match alarm.kind {
        Subject::Place => {
            let padded = alarm.subject.parse::<i64>().unwrap_or_default();
            let code = changxiao_domain::divisions::DivisionCode::from_padded(padded)
                .map_or_else(|_| alarm.subject.clone(), |code| code.to_string());
            (model.place_name(padded, lang), format!("/cases?tab=all&division={code}"))
        }
        Subject::Category => {
            (model.category_name(&alarm.subject, lang).to_owned(), format!("/cases?tab=all&category={}", alarm.subject))
        }
    };
    AlarmRow {
        id: alarm.id.to_string(),
        subject,
        kind: if alarm.kind == Subject::Place { l.recurrence_of_place } else { l.recurrence_of_category },
        cases,
        counts: fill(l.recurrence_last, &[("n", &words::count(alarm.counts.last))]),
        usual: fill(
            l.recurrence_usual,
            &[("n", &format!("{}.{}", usual / 10, usual % 10)), ("line", &alarm.line), ("weeks", &alarm.counts.weeks)],
        ),
        when: moment(Some(alarm.raised_at)),
        over: moment(alarm.over_at),
        is_over: alarm.over_at.is_some(),
        answer: alarm.answer.clone().unwrap_or_default(),
        answered: moment(alarm.answered_at),
        unit: alarm.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
    }
}
