//! Somebody leaves, for another system that keeps the city's people.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    departures::leave::{leave, preview, read_people},
    people::list,
};
use changxiao_domain::{
    departures::{Leaving, Subject},
    ids::PostId,
    orgs::Permission::ManagePeople,
    time::Day,
};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        query::{Parameters, code, day},
        shapes::ok,
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::leaving::subject;
use crate::{
    answer::WebError,
    hanging::{Ended, HangingShape, NamedHeirs},
    session::Who,
    state::WebState,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(Access::read(ManagePeople), routes!(hanging)).api(Access::handle(ManagePeople), routes!(end))
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LeavingQuery {
    /// The first day without the person; today if left out.
    #[param(example = "2026-12-01")]
    until: Option<String>,
    /// One post; all of them if left out.
    post: Option<String>,
}

/// What hangs on a person who is to leave.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonHanging {
    /// The posts that end.
    posts: Vec<PostShape>,
    hanging: Vec<HangingShape>,
}

/// A post that the person holds.
#[derive(Serialize, ToSchema)]
struct PostShape {
    post: String,
    /// Code of its unit.
    unit: String,
    #[schema(example = "handler")]
    role: &'static str,
    /// The first day on which it is held.
    #[schema(example = "2026-01-01")]
    from: String,
}

/// How somebody leaves, and who takes over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonLeaving {
    /// The first day without the person.
    #[schema(example = "2026-12-01")]
    until: String,
    /// One post; all of them if left out.
    #[serde(default)]
    post: String,
    /// Login of the colleague who takes over what `heirs` does not name.
    #[serde(default)]
    heir: String,
    /// `cases` or `sites` to the login of the colleague who takes them over.
    #[serde(default)]
    heirs: BTreeMap<String, String>,
}

impl Document for PersonLeaving {}

/// What hangs on somebody who is to leave a post, or all of them.
#[utoipa::path(
    get, path = "/api/v1/people/{login}/leaving", tag = "reference", operation_id = "person_hanging", params(("login" = String, Path), LeavingQuery),
    responses((status = 200, body = PersonHanging, description = "By kind; what there is none of is left out"), (status = "4XX", response = Refused))
)]
pub(super) async fn hanging(
    State(state): State<WebState>,
    who: Who,
    Path(login): Path<String>,
    Parameters(query): Parameters<LeavingQuery>,
) -> Result<Response, WebError> {
    let until = query.until.map(|text| day("until", &text)).transpose()?.unwrap_or(who.model.day);
    let post: Option<PostId> = query.post.map(|text| code("post", &text, |text| text.parse().ok())).transpose()?;
    let person = list::view(state.app(), &who.actor, &login).await?;
    let subject = post.map_or(Subject::Person(person.row.id), Subject::Post);
    let hanging = preview(state.app(), &who.actor, subject, until).await?;
    let ends = |post: &&changxiao_domain::orgs::Post| {
        let is_meant = subject == Subject::Post(post.id) || matches!(subject, Subject::Person(_));
        is_meant && post.until.is_none_or(|end| end > until)
    };
    let shape = |post: &changxiao_domain::orgs::Post| PostShape {
        post: post.id.to_string(),
        unit: who.model.all_units.get(&post.unit).map_or_else(String::new, |unit| unit.code.clone()),
        role: post.role.code(),
        from: post.from.to_string(),
    };
    let posts = person.posts.iter().filter(ends).map(shape).collect();
    let leaving = subject.leaving();
    ok(&PersonHanging { posts, hanging: hanging.iter().map(|hangs| HangingShape::of(hangs, leaving)).collect() })
}

/// Somebody leaves a post, or all of them, and hands over.
#[utoipa::path(
    post, path = "/api/v1/people/{login}/leaving", tag = "reference", operation_id = "person_leaves", params(("login" = String, Path)), request_body = PersonLeaving,
    responses((status = 200, body = Ended, description = "Done"), (status = "4XX", response = Refused))
)]
pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    Path(login): Path<String>,
    sent: Sent<PersonLeaving>,
) -> Result<Response, WebError> {
    let asked = sent.value;
    let until = day("until", &asked.until)?;
    let mut posts = BTreeMap::new();
    for (field, heir) in NamedHeirs::read(Leaving::Person, &asked.heir, &asked.heirs)?.fields() {
        posts.insert(field, post_of(&state, &who, heir, until).await?);
    }
    let person = list::view(state.app(), &who.actor, &login).await?;
    let subject = subject(person.row.id, &asked.post)?;
    if let Subject::Post(post) = subject
        && person.posts.iter().all(|held| held.id != post)
    {
        return Err(AppError::NotFound("post").into());
    }
    let text = |field: &str| posts.get(field).map_or("", String::as_str);
    let heirs = read_people(&who.model, until, text)?;
    let decided = leave(state.app(), &who.actor, subject, until, &heirs).await?;
    ok(&Ended::from(&decided))
}

/// A post of a colleague on the day; empty for an empty login.
async fn post_of(state: &WebState, who: &Who, login: &str, until: Day) -> Result<String, WebError> {
    if login.trim().is_empty() {
        return Ok(String::new());
    }
    let colleague = list::view(state.app(), &who.actor, login.trim()).await?;
    let post = colleague.posts.iter().find(|post| post.in_force(until.max(who.model.day)));
    // A login without a post is refused like a post that is not there.
    Ok(post.map_or_else(|| "-".to_owned(), |post| post.id.to_string()))
}
