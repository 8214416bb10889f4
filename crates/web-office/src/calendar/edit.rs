//! The change of one day.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    calendar::{ChangeDay, change_day},
};
use changxiao_domain::calendar::DayKind;
use changxiao_words::{fill, texts};

use super::{recount, year};
use crate::{
    answer::{WebError, redirect_with_notice},
    faults::Faults,
    form::Form,
    pickers::read_day,
    session::Who,
    state::WebState,
};

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(day): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let day = read_day(Some(&day)).ok_or(AppError::NotFound("day"))?;
    let text = |name| form.text(name).to_owned();
    let wanted = ChangeDay {
        day,
        kind: DayKind::parse(form.text("kind")),
        name: text("name"),
        source: text("source"),
        was: (text("was_kind"), text("was_name")),
    };
    match change_day(state.app(), &who.actor, &wanted).await {
        Ok(recounted) => {
            let to = recount::href_or(&recounted, &format!("/calendar?year={}", day.year()));
            let l = texts(who.lang());
            let said = fill(l.calendar_saved, &[("result", &recount::sentence(&recounted, l))]);
            Ok(redirect_with_notice(jar, &to, said))
        }
        Err(problem) => {
            let typed = (text("kind"), wanted.name, wanted.source);
            year::again(&state, &who, day, typed, Faults::from(problem, who.lang())?).await
        }
    }
}
