//! Says which account of the directory a person has: the person itself while signed in, or an administrator. Never a mail address or a name
//! that happen to be the same.

use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::{Actor, DirectoryRefusal, Identity, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, Tx,
    directory::{self, LinkRow},
    people::{self, PersonRow},
};
use changxiao_words::say;

use super::{
    flow::{self, Begun, CameBack},
    in_use, is_required,
};
use crate::{
    App, AppError, note,
    people::{
        authenticate::SignedIn,
        prove::prove,
        two_hands::{self, AdminRequest, is_administrators},
    },
};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    Done,
    /// It is an administrator's: another one has to confirm it.
    Waits,
}

/// Who the person has shown to be at the directory. Nothing is linked yet: the person confirms it with the password.
///
/// Errors: [`DirectoryRefusal`]; it was begun by somebody else.
pub async fn shown(app: &App, who: &SignedIn, begun: &Begun, came_back: &CameBack) -> Result<Identity, AppError> {
    if begun.link != Some(who.person.id) || begun.city != who.actor.city.0 {
        return Err(DirectoryRefusal::NotBegun.into());
    }
    flow::prove(app, begun, came_back).await
}

/// Which account of the directory the person has.
pub async fn of(app: &App, city: CityId, person: PersonId) -> Result<Option<LinkRow>, AppError> {
    Ok(directory::link_of(app.db(), city, person).await?)
}

/// Links the person that is signed in to the account that was shown; the password is asked for, so that nobody at an open desk makes a way
/// in of their own.
///
/// Errors: [`DirectoryRefusal`]: off, another directory meanwhile, or somebody else is linked; the password is wrong, or was too often.
pub async fn link_self(app: &App, who: &SignedIn, identity: Identity, password: &str) -> Result<(), AppError> {
    check(app, who.actor.city, &identity).await?;
    let person = prove(app, who, password, "password").await?;
    let tx = app.db().begin().await?;
    put(app, tx, who.actor.city, Some(&who.actor), &person, identity).await
}

/// Links a person to an account of the directory by what the directory calls it.
///
/// Errors: not permitted; nobody has this login; no directory is in use; what names nobody; somebody else is linked to it.
pub async fn link(app: &App, actor: &Actor, login: &str, subject: &str) -> Result<Linked, AppError> {
    actor.require(Permission::ManagePeople)?;
    let (person, identity) = find(app, actor.city, login, subject).await?;
    let model = app.model(actor.city).await?;
    if is_administrators(&model, person.id) {
        two_hands::ask(app, actor, &person, AdminRequest::Link { identity }).await?;
        return Ok(Linked::Waits);
    }
    let tx = app.db().begin().await?;
    put(app, tx, actor.city, Some(actor), &person, identity).await?;
    Ok(Linked::Done)
}

/// The same by the owner of the machine, who is both hands.
pub async fn link_as_owner(app: &App, city: CityId, login: &str, subject: &str) -> Result<(), AppError> {
    let (person, identity) = find(app, city, login, subject).await?;
    put(app, app.db().begin().await?, city, None, &person, identity).await
}

/// Errors: it would be the only way in that the city leaves the person; nothing is linked.
pub async fn unlink_self(app: &App, who: &SignedIn) -> Result<(), AppError> {
    let (city, person) = (who.actor.city, who.person.id);
    if is_required(&who.model) && !is_administrators(&who.model, person) {
        return Err(AppError::field("directory", say!(directory_needed)));
    }
    remove(app, city, Some(&who.actor), &who.person).await
}

/// Errors: not permitted; nobody has this login; nothing is linked.
pub async fn unlink(app: &App, actor: &Actor, login: &str) -> Result<(), AppError> {
    actor.require(Permission::ManagePeople)?;
    let person = people::by_login(app.db(), actor.city, login).await?.ok_or(AppError::NotFound("person"))?;
    remove(app, actor.city, Some(actor), &person).await
}

async fn find(app: &App, city: CityId, login: &str, subject: &str) -> Result<(PersonRow, Identity), AppError> {
    let model = app.model(city).await?;
    let directory = in_use(&model)?;
    let person = people::by_login(app.db(), city, login).await?.ok_or(AppError::NotFound("person"))?;
    let identity =
        directory.identity(subject).ok_or_else(|| AppError::field("subject", say!(directory_subject_wrong)))?;
    check(app, city, &identity).await?;
    let is_of = directory::by_identity(app.db(), city, &identity).await?;
    if is_of.is_some_and(|link| link.person != person.id) {
        return Err(AppError::field("subject", say!(directory_taken)));
    }
    Ok((person, identity))
}

/// Errors: the directory in use is off or another one than that which says who this is.
async fn check(app: &App, city: CityId, identity: &Identity) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let directory = in_use(&model)?;
    let is_its = (&directory.issuer, &directory.claim) == (&identity.issuer, &identity.claim);
    if is_its { Ok(()) } else { Err(DirectoryRefusal::NotBegun.into()) }
}

/// Links, in a transaction that may say why. Errors: [`DirectoryRefusal::Taken`]; another directory meanwhile.
pub(in crate::people) async fn put(
    app: &App,
    mut tx: Tx,
    city: CityId,
    actor: Option<&Actor>,
    person: &PersonRow,
    identity: Identity,
) -> Result<(), AppError> {
    check(app, city, &identity).await?;
    let linked_by = actor.map(|actor| actor.person);
    let row = LinkRow { person: person.id, identity, linked_by, linked_at: app.now() };
    match directory::put(&mut tx, city, &row).await {
        Err(StoreError::Exists { .. }) => return Err(DirectoryRefusal::Taken.into()),
        done => done?,
    }
    note_link(app, &mut tx, city, actor, person, "directory_linked").await?;
    tx.commit().await?;
    app.sessions().forget_person(city, person.id);
    Ok(())
}

async fn remove(app: &App, city: CityId, actor: Option<&Actor>, person: &PersonRow) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    if !directory::remove(&mut tx, city, person.id).await? {
        return Err(AppError::NotFound("link"));
    }
    note_link(app, &mut tx, city, actor, person, "directory_unlinked").await?;
    tx.commit().await?;
    app.sessions().forget_person(city, person.id);
    Ok(())
}

async fn note_link(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    actor: Option<&Actor>,
    person: &PersonRow,
    action: &str,
) -> Result<(), AppError> {
    let by = if actor.is_none() { "owner" } else { "administrator" };
    let particulars = match actor {
        Some(actor) if actor.person == person.id => serde_json::json!({ "action": action }),
        _ => serde_json::json!({ "action": action, "by": by }),
    };
    note(app, tx, city, actor, TraceKind::Change, TraceSubject::Account(person.login.clone()), particulars).await
}
