//! Gives a person a post in a unit from a day on.

use changxiao_domain::{
    ids::{PersonId, PostId, UnitId},
    orgs::{Actor, Permission, Post, Role, conflicts},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    people::{self, PostRow},
};
use changxiao_words::{Message, say};

use crate::{App, AppError, model::CityModel, note};

pub struct AddPost {
    pub person: PersonId,
    pub unit: UnitId,
    pub role: Role,
    pub title: String,
    pub from: Day,
    pub deputy_of: Option<PostId>,
}

/// The same post again (person, unit, role, first day) is the one that is there: a form sent twice gives one post.
///
/// Errors: not permitted; unit or person unknown; a role that may not be held beside one the person has (three administrators apart).
pub async fn add_post(app: &App, actor: &Actor, new: AddPost) -> Result<PostId, AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    model.units.get(new.unit).ok_or(AppError::NotFound("unit"))?;
    people::by_id(app.db(), actor.city, new.person).await?.ok_or(AppError::NotFound("person"))?;
    if let Some(of) = new.deputy_of {
        stands_in(&model, &new, of)?;
    }
    let held = || model.posts_of.get(&new.person).into_iter().flatten().filter_map(|post| model.posts.get(post));
    let same = |post: &&Post| {
        (post.unit, post.role, post.from, post.until) == (new.unit, new.role, new.from, None)
            && post.title == new.title.trim()
            && post.deputy_of == new.deputy_of
    };
    if let Some(there) = held().find(same) {
        return Ok(there.id);
    }
    let mut roles: Vec<Role> =
        held().filter(|post| post.until.is_none_or(|until| until > new.from)).map(|post| post.role).collect();
    roles.push(new.role);
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
    let mut tx = app.db().begin().await?;
    people::insert_post(&mut tx, actor.city, &row).await?;
    cities::touch_model(&mut tx, actor.city).await?;
    let particulars = serde_json::json!({ "role": row.role, "unit": row.unit, "person": row.person });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Post(row.id), particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    app.sessions().forget_person(actor.city, new.person);
    Ok(row.id)
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
