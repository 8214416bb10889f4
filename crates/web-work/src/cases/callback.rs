//! 回访 on the page of a case: what was said so far, and the form that records another call-back.

use askama::Template;
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
    filters,
    form::Form,
    session::Who,
    shell::Shell,
    state::WebState,
};

/// The form's name among the forms of a case.
const KEY: &str = "callback";

/// What the page shows of call-backs.
pub(super) struct CallbackView<'a> {
    view: &'a CaseView,
    /// The form, where it came back.
    refused: Option<&'a Typed>,
}

/// The same with what it needs of the page.
#[derive(Template)]
#[template(path = "cases/callback.html")]
pub(super) struct CallbackPart<'a> {
    shell: &'a Shell,
    /// The list from which the person came.
    list: &'a str,
    view: &'a CaseView,
    refused: Option<&'a Typed>,
}

impl<'a> CallbackView<'a> {
    pub(super) fn of(view: &'a CaseView, typed: &'a Typed) -> Self {
        Self { view, refused: Some(typed).filter(|typed| typed.key == KEY) }
    }

    pub(super) fn part(&'a self, shell: &'a Shell, list: &'a str) -> CallbackPart<'a> {
        CallbackPart { shell, list, view: self.view, refused: self.refused }
    }

    /// There is something to show or to do.
    pub(super) fn is_shown(&self) -> bool {
        self.view.may_call_back || !self.view.callbacks.is_empty()
    }
}

impl CallbackPart<'_> {
    /// What the last answer asks for beside a record. Only one to the handling that stands now asks for another handling.
    fn reopen(&self) -> Option<&'static str> {
        let last = self.view.callbacks.last().filter(|_| !self.view.row.case.state.is_open())?;
        let may_reopen = self.view.actions.contains(&Action::Reopen);
        let l = self.shell.l;
        last.callback.suggests_reopening().then_some(if may_reopen {
            l.callbacks_reopen
        } else {
            l.callbacks_ask_reopen
        })
    }

    fn typed(&self, name: &str) -> &str {
        self.refused.map_or("", |typed| typed.get(name))
    }

    /// A call-back is valid until somebody says that it is not.
    fn is_ticked(&self, name: &str) -> bool {
        self.refused.map_or(name == "valid", |typed| !typed.get(name).is_empty())
    }

    fn satisfactions(&self) -> [Choice; 4] {
        let typed = self.typed("satisfaction");
        let offers =
            [Satisfaction::Unsaid, Satisfaction::Satisfied, Satisfaction::Basically, Satisfaction::Unsatisfied];
        offers.map(|one| Choice::of(one.code(), one.words(self.shell.lang), typed))
    }

    fn sources(&self) -> Vec<Choice> {
        let typed = self.typed("source");
        Source::BY_HAND.iter().map(|one| Choice::of(one.code(), one.words(self.shell.lang), typed)).collect()
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
