//! Gives a person a post in a unit from a day on.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, Permission, Post, Role, conflicts},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx, cities,
    people::{self, PostRow},
};
use changxiao_words::{Message, say};

use super::two_hands::{self, AdminRequest};
use crate::{App, AppError, model::CityModel, note};

pub struct AddPost {
    pub person: PersonId,
    pub unit: UnitId,
    pub role: Role,
    pub title: String,
    pub from: Day,
    pub deputy_of: Option<PostId>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostGrant {
    Post(PostId),
    /// One of the three administrative posts: another administrator has to confirm it.
    Waits,
}

impl PostGrant {
    /// The post, where it is given.
    pub const fn post(self) -> Option<PostId> {
        match self {
            PostGrant::Post(post) => Some(post),
            PostGrant::Waits => None,
        }
    }
}

/// The same post again (person, unit, role, first day) is the one that is there: a form sent twice gives one post. One of the three
/// administrative posts is only asked for.
///
/// Errors: not permitted; unit or person unknown; a role that may not be held beside one the person has (three administrators apart).
pub async fn add_post(app: &App, actor: &Actor, new: AddPost) -> Result<PostGrant, AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    let person = people::by_id(app.db(), actor.city, new.person).await?.ok_or(AppError::NotFound("person"))?;
    if let Some(there) = same(&model, &new) {
        return Ok(PostGrant::Post(there));
    }
    if new.role.is_administrator() {
        post_of(app, &model, &new)?;
        let AddPost { unit, role, title, from, deputy_of, .. } = new;
        two_hands::ask(app, actor, &person, AdminRequest::Appoint { unit, role, title, from, deputy_of }).await?;
        return Ok(PostGrant::Waits);
    }
    let tx = app.db().begin().await?;
    insert_post(app, tx, actor.city, Some(actor), new).await.map(PostGrant::Post)
}

/// Gives the post, in a transaction that may say why. Errors: as [`add_post`], since what was asked for may have changed until it is
/// confirmed.
pub(super) async fn insert_post(
    app: &App,
    mut tx: Tx,
    city: CityId,
    actor: Option<&Actor>,
    new: AddPost,
) -> Result<PostId, AppError> {
    let model = app.model(city).await?;
    if let Some(there) = same(&model, &new) {
        tx.commit().await?;
        return Ok(there);
    }
    let post = post_of(app, &model, &new)?;
    let row = PostRow {
        id: post.id,
        person: post.person,
        unit: post.unit,
        role: post.role.code().to_owned(),
        title: post.title,
        deputy_of: post.deputy_of,
        valid_from: post.from,
        valid_until: None,
        version: 1,
    };
    people::insert_post(&mut tx, city, &row).await?;
    cities::touch_model(&mut tx, city);
    let particulars = serde_json::json!({ "role": row.role, "unit": row.unit, "person": row.person });
    note(app, &mut tx, city, actor, TraceKind::Change, TraceSubject::Post(row.id), particulars).await?;
    tx.commit().await?;
    app.refresh_model(city).await?;
    app.sessions().forget_person(city, new.person);
    Ok(row.id)
}

fn held(model: &CityModel, person: PersonId) -> impl Iterator<Item = &Post> {
    model.posts_of.get(&person).into_iter().flatten().filter_map(|post| model.posts.get(post))
}

fn same(model: &CityModel, new: &AddPost) -> Option<PostId> {
    let is_same = |post: &&Post| {
        (post.unit, post.role, post.from, post.until) == (new.unit, new.role, new.from, None)
            && post.title == new.title.trim()
            && post.deputy_of == new.deputy_of
    };
    held(model, new.person).find(is_same).map(|post| post.id)
}

/// The post, where it may be given.
fn post_of(app: &App, model: &CityModel, new: &AddPost) -> Result<Post, AppError> {
    model.units.get(new.unit).ok_or(AppError::NotFound("unit"))?;
    if let Some(of) = new.deputy_of {
        stands_in(model, new, of)?;
    }
    let running = held(model, new.person).filter(|post| post.until.is_none_or(|until| until > new.from));
    let roles: Vec<Role> = running.map(|post| post.role).chain([new.role]).collect();
    if !conflicts(&roles).is_empty() {
        return Err(AppError::field("role", say!(people_system_security_audit_administrators_must)));
    }
    let post = Post {
        id: app.new_id(PostId),
        person: new.person,
        unit: new.unit,
        role: new.role,
        title: new.title.trim().to_owned(),
        from: new.from,
        until: None,
        deputy_of: new.deputy_of,
    };
    post.check().map_err(|fault| AppError::field("title", fault.message()))?;
    Ok(post)
}

/// A deputy has the rights of the post that it stands in for: its unit and its role, and not the person's own post.
fn stands_in(model: &CityModel, new: &AddPost, of: PostId) -> Result<(), AppError> {
    let field = |message: Message| Err(AppError::field("deputy_of", message));
    match model.posts.get(&of) {
        None => field(say!(people_there_no_such_post)),
        Some(post) if post.until.is_some_and(|until| until <= new.from) => field(say!(people_post_ended_by_then)),
        Some(post) if post.person == new.person => field(say!(people_one_cannot_stand_one_s)),
        Some(post) if (post.unit, post.role) != (new.unit, new.role) => {
            field(say!(people_deputy_unit_role_post_stands))
        }
        Some(_) => Ok(()),
    }
}
