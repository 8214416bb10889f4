//! Giving a person a post and ending one.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    departures::leave::{leave_post, read_people},
    people::{
        add_post::{AddPost, PostGrant, add_post},
        list,
    },
};
use changxiao_domain::{ids::PostId, orgs::Role};
use changxiao_words::say;

use super::view;
use crate::{answer::Answer, fields::Typed, form::Form, pickers::read_day, request::Request};

pub(super) async fn give(request: Request, Path(login): Path<String>, form: Form) -> Answer {
    let (done, notice) = match add(&request, &login, &form).await {
        Ok(PostGrant::Post(_)) => (Ok(()), request.cx.l.people_post_given),
        Ok(PostGrant::Waits) => (Ok(()), request.cx.l.administrators_waits),
        Err(problem) => (Err(problem), ""),
    };
    view::answer(&request, &login, done, notice, Some(Typed::of(&form))).await
}

async fn add(request: &Request, login: &str, form: &Form) -> Result<PostGrant, AppError> {
    let person = list::view(request.app(), request.actor(), login).await?.row.id;
    let unit = request.model().unit_named(form.text("unit"));
    let unit = unit.ok_or_else(|| AppError::field("unit", say!(people_no_unit_force_code)))?.id;
    let role = Role::parse(form.text("role")).ok_or_else(|| AppError::field("role", say!(people_choose_role)))?;
    let from = read_day(Some(form.text("from")));
    let from = from.ok_or_else(|| AppError::field("from", say!(people_write_day_2026_11_21)))?;
    let deputy_of = match form.text("deputy_of") {
        "" => None,
        post => Some(post.parse().map_err(|_| AppError::field("deputy_of", say!(people_there_no_such_post)))?),
    };
    let new = AddPost { person, unit, role, title: form.text("title").to_owned(), from, deputy_of };
    add_post(request.app(), request.actor(), new).await
}

pub(super) async fn end(request: Request, Path((login, post)): Path<(String, String)>, form: Form) -> Answer {
    let post: PostId = post.parse().map_err(|_| AppError::NotFound("post"))?;
    let done = match read_day(Some(form.text("until"))) {
        None => Err(AppError::field("until", say!(people_write_day_2026_11_21))),
        Some(until) => match read_people(request.model(), until, |field| form.text(field)) {
            Ok(heirs) => leave_post(request.app(), request.actor(), post, until, &heirs).await.map(drop),
            Err(problem) => Err(problem),
        },
    };
    view::answer(&request, &login, done, request.cx.l.people_post_ended, None).await
}
