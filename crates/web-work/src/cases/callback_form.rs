//! Records another call-back from the form on the page of a case.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    callbacks::{RecordCallback, record as record_callback},
};
use changxiao_domain::callbacks::{Satisfaction, Source};
use changxiao_words::{say, texts};

use super::{callback::KEY, query::ListQuery, show};
use crate::{
    address::encode,
    answer::{WebError, redirect_with_notice},
    fields::Typed,
    form::Form,
    session::Who,
    state::WebState,
};

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
