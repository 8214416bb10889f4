//! 回访 on the page of a case: what was said so far, and the form that records another call-back.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    callbacks::{RecordCallback, record as record_callback},
    cases::view::CaseView,
};
use changxiao_domain::{
    callbacks::{Callback, Satisfaction, Source},
    cases::Action,
};
use changxiao_words::{Lang, say, texts};

use super::{query::ListQuery, show};
use crate::{
    address::encode,
    answer::{WebError, redirect_with_notice},
    choice::Choice,
    fields::Typed,
    form::Form,
    pages,
    session::Who,
    state::WebState,
};

/// The form's name among the forms of a case.
const KEY: &str = "callback";

/// What the page shows of call-backs.
pub(super) struct CallbackView {
    /// There is something to show or to do.
    pub shown: bool,
    /// What was said, and when and by whom it was recorded; the newest first.
    pub rows: Vec<(String, String)>,
    /// The last answer asks for more than a record.
    pub reopen: String,
    pub may: bool,
    pub open: bool,
    pub problem: String,
    pub valid: bool,
    pub contacted: bool,
    pub solved: bool,
    pub satisfactions: Vec<Choice>,
    pub sources: Vec<Choice>,
    pub note: String,
}

pub(super) fn view(who: &Who, view: &CaseView, typed: &Typed) -> CallbackView {
    let lang = who.lang();
    let l = texts(lang);
    let came_back = typed.key == KEY;
    let ticked = |name: &str, first: bool| if came_back { !typed.get(name).is_empty() } else { first };
    let chosen = |name: &str| if came_back { typed.get(name).to_owned() } else { String::new() };
    let rows = view.callbacks.iter().rev().map(|row| {
        let by = row.by.map_or_else(String::new, |(unit, _)| who.model.unit_name(unit, lang).to_owned());
        let when = pages::moment(who, row.callback.at, row.callback.at);
        (answer_words(lang, &row.callback), format!("{when} {by} {}", row.note).trim().to_owned())
    });
    // Only an answer to the handling that stands now asks for another one.
    let last = view.callbacks.last().filter(|_| !view.row.case.state.is_open());
    let reopen = match last {
        Some(last) if last.callback.suggests_reopening() => {
            if view.actions.contains(&Action::Reopen) {
                l.callbacks_reopen
            } else {
                l.callbacks_ask_reopen
            }
        }
        _ => "",
    };
    CallbackView {
        shown: view.may_call_back || !view.callbacks.is_empty(),
        rows: rows.collect(),
        reopen: reopen.to_owned(),
        may: view.may_call_back,
        open: came_back,
        problem: if came_back { typed.sentence.clone() } else { String::new() },
        valid: ticked("valid", true),
        contacted: ticked("contacted", false),
        solved: ticked("solved", false),
        satisfactions: [
            Satisfaction::Unsaid,
            Satisfaction::Satisfied,
            Satisfaction::Basically,
            Satisfaction::Unsatisfied,
        ]
        .into_iter()
        .map(|one| Choice {
            value: one.code().to_owned(),
            label: one.words(lang).to_owned(),
            chosen: chosen("satisfaction") == one.code(),
        })
        .collect(),
        sources: Source::BY_HAND
            .into_iter()
            .map(|one| Choice {
                value: one.code().to_owned(),
                label: one.words(lang).to_owned(),
                chosen: chosen("source") == one.code(),
            })
            .collect(),
        note: chosen("note"),
    }
}

/// 有效，已联系，已解决，满意（电话）.
pub(super) fn answer_words(lang: Lang, callback: &Callback) -> String {
    let l = texts(lang);
    let mut words = vec![callback.source.words(lang)];
    if callback.valid {
        words.push(if callback.contacted { l.callbacks_was_contacted } else { l.callbacks_not_contacted });
        words.push(if callback.solved { l.callbacks_was_solved } else { l.callbacks_not_solved });
        words.push(callback.satisfaction.words(lang));
    } else {
        words.push(l.callbacks_invalid);
    }
    words.join(l.cases_comma)
}

pub(super) async fn record(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let l = texts(who.lang());
    match record_now(&state, &who, &number, &form).await {
        Ok(recorded) => {
            let list = form.text("list");
            let list = if list.is_empty() {
                String::new()
            } else {
                format!("?list={}", encode(&ListQuery::read(list).text()))
            };
            let words = match (recorded.suggests_reopening, recorded.may_reopen) {
                (true, true) => l.callbacks_done_reopen,
                (true, false) => l.callbacks_done_ask,
                (false, _) => l.callbacks_done,
            };
            Ok(redirect_with_notice(jar, &format!("/cases/{number}{list}#callback"), words))
        }
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            let typed = Typed::refused(KEY, &form, &problem, who.lang());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show::again(&state, &who, &number, form.text("list"), &typed, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn record_now(
    state: &WebState,
    who: &Who,
    number: &str,
    form: &Form,
) -> Result<changxiao_app::callbacks::Recorded, AppError> {
    let unknown = |field| AppError::field(field, say!(cases_choose_one));
    let new = RecordCallback {
        valid: form.ticked("valid"),
        contacted: form.ticked("contacted"),
        solved: form.ticked("solved"),
        satisfaction: Satisfaction::parse(form.text("satisfaction")).ok_or_else(|| unknown("satisfaction"))?,
        source: Source::parse(form.text("source")).ok_or_else(|| unknown("source"))?,
        note: form.text("note").to_owned(),
    };
    record_callback(state.app(), &who.actor, number, new).await
}
