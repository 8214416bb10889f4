//! Giving a person a post and ending one.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    people::{
        add_post::{AddPost, add_post},
        end_post::end_post,
        list,
    },
};
use changxiao_domain::{ids::PostId, orgs::Role};
use changxiao_words::{say, texts};

use super::view::{self, PostDraft};
use crate::{
    address::encode,
    answer::{WebError, redirect_with_notice},
    faults::Faults,
    form::Form,
    pickers::read_day,
    session::Who,
    state::WebState,
};

pub(super) async fn give(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(login): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let text = |name| form.text(name).to_owned();
    let draft = PostDraft {
        unit: text("unit"),
        role: text("role"),
        title: text("title"),
        from: text("from"),
        deputy_of: text("deputy_of"),
    };
    match add(&state, &who, &login, &draft).await {
        Ok(()) => {
            let to = format!("/people/{}", encode(&login));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).people_post_given))
        }
        Err(problem) => view::again(&state, &who, &login, Faults::from(problem, who.lang())?, Some(draft)).await,
    }
}

async fn add(state: &WebState, who: &Who, login: &str, draft: &PostDraft) -> Result<(), AppError> {
    let person = list::view(state.app(), &who.actor, login).await?.row.id;
    let unit = who.model.units.by_code(&draft.unit);
    let unit = unit.ok_or_else(|| AppError::field("unit", say!(people_no_unit_force_code)))?.id;
    let role = Role::parse(&draft.role).ok_or_else(|| AppError::field("role", say!(people_choose_role)))?;
    let from = read_day(Some(&draft.from)).ok_or_else(|| AppError::field("from", say!(people_write_day_2026_11_21)))?;
    let deputy_of = match draft.deputy_of.as_str() {
        "" => None,
        post => Some(post.parse().map_err(|_| AppError::field("deputy_of", say!(people_there_no_such_post)))?),
    };
    let new = AddPost { person, unit, role, title: draft.title.clone(), from, deputy_of };
    add_post(state.app(), &who.actor, new).await.map(drop)
}

pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path((login, post)): Path<(String, String)>,
    form: Form,
) -> Result<Response, WebError> {
    let post: PostId = post.parse().map_err(|_| AppError::NotFound("post"))?;
    let done = match read_day(Some(form.text("until"))) {
        None => Err(AppError::field("until", say!(people_write_day_2026_11_21))),
        Some(until) => end_post(state.app(), &who.actor, post, until).await,
    };
    match done {
        Ok(()) => {
            let to = format!("/people/{}", encode(&login));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).people_post_ended))
        }
        Err(problem) => view::again(&state, &who, &login, Faults::from(problem, who.lang())?, None).await,
    }
}
