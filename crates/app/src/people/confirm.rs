//! Carries out what one of the three administrators asked for, when another one or the owner of the machine confirms it.

use changxiao_domain::{
    ids::CityId,
    orgs::{Actor, may_confirm},
};
use changxiao_store::admin_requests;
use uuid::Uuid;

use super::{
    add_post::{AddPost, insert_post},
    directory::{link, setting},
    open_account::set_password,
    two_hands::{AdminRequest, Waiting, all, find, half, trace, waiting},
};
use crate::{App, AppError, chance::bytes};

/// What came of a confirmation.
pub enum Confirmed {
    /// The second half of the one-time password.
    Reset { half: String },
    /// A post, the directory, who somebody is in it.
    Done,
}

/// Carries out what another administrator asked for.
///
/// Errors: nothing like it waits; not permitted; asked for by oneself, or about oneself; a post that can no longer be given.
pub async fn confirm(app: &App, actor: &Actor, request: Uuid) -> Result<Confirmed, AppError> {
    let found = find(waiting(app, actor).await?, request)?;
    check(actor, &found)?;
    carry_out(app, actor.city, Some(actor), found).await
}

/// Carries it out as the owner of the machine.
pub async fn confirm_as_owner(app: &App, city: CityId, request: Uuid) -> Result<Confirmed, AppError> {
    let found = find(all(app, city).await?, request)?;
    carry_out(app, city, None, found).await
}

fn check(actor: &Actor, found: &Waiting) -> Result<(), AppError> {
    may_confirm(actor, found.asked_by, found.about.id).map_err(|refused| AppError::field("request", refused.message()))
}

async fn carry_out(app: &App, city: CityId, actor: Option<&Actor>, found: Waiting) -> Result<Confirmed, AppError> {
    let Waiting { id, about, asked, .. } = found;
    let kind = asked.kind();
    let done = match asked {
        AdminRequest::Reset { half: first } => {
            let second = half(app);
            let hash = app.hashing().hash(&format!("{first}-{second}"), bytes(app.chance())).await?;
            let mut tx = app.db().begin().await?;
            admin_requests::decide(&mut tx, city, id, app.now()).await?;
            trace(app, &mut tx, city, actor, &about, kind, "confirmed").await?;
            set_password(app, tx, city, about, hash).await?;
            Confirmed::Reset { half: second }
        }
        AdminRequest::Appoint { unit, role, title, from, deputy_of } => {
            let new = AddPost { person: about.id, unit, role, title, from, deputy_of };
            let mut tx = app.db().begin().await?;
            admin_requests::decide(&mut tx, city, id, app.now()).await?;
            trace(app, &mut tx, city, actor, &about, kind, "confirmed").await?;
            insert_post(app, tx, city, actor, new).await?;
            Confirmed::Done
        }
        AdminRequest::Directory { directory, seen } => {
            let mut tx = app.db().begin().await?;
            admin_requests::decide(&mut tx, city, id, app.now()).await?;
            trace(app, &mut tx, city, actor, &about, kind, "confirmed").await?;
            setting::put(app, tx, city, actor, directory, seen).await?;
            Confirmed::Done
        }
        AdminRequest::Link { identity } => {
            let mut tx = app.db().begin().await?;
            admin_requests::decide(&mut tx, city, id, app.now()).await?;
            trace(app, &mut tx, city, actor, &about, kind, "confirmed").await?;
            link::put(app, tx, city, actor, &about, identity).await?;
            Confirmed::Done
        }
    };
    Ok(done)
}
