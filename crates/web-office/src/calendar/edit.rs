//! The change of one day.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    calendar::{ChangeDay, change_day},
};
use changxiao_domain::calendar::DayKind;
use changxiao_words::fill;

use super::{recount, year};
use crate::{answer::Answer, fields::Typed, form::Form, pickers::read_day, request::Request};

pub(super) async fn change(request: Request, Path(day): Path<String>, form: Form) -> Answer {
    let day = read_day(Some(&day)).ok_or(AppError::NotFound("day"))?;
    let text = |name| form.text(name).to_owned();
    let change = ChangeDay {
        day,
        kind: DayKind::parse(form.text("kind")),
        name: text("name"),
        source: text("source"),
        was: (text("was_kind"), text("was_name")),
    };
    match change_day(request.app(), request.actor(), &change).await {
        Ok(recounted) => {
            let to = recount::href_or(&recounted, &format!("/calendar?year={}", day.year()));
            let result = recount::sentence(&recounted, request.cx.l);
            request.redirect(&to, fill(request.cx.l.calendar_saved, &[("result", &result)]))
        }
        Err(problem) => {
            year::render(&request, day.year(), Some((day, Some(Typed::of(&form)))), request.faults(problem)?).await
        }
    }
}
