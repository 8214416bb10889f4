//! The trace of who did, read or was refused what, and in whose name a job acts.

use std::time::Duration;

use changxiao_domain::{
    ids::{CityId, PostId},
    orgs::{Actor, Scope},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{Tx, access::Entry};

use crate::{App, AppError, model::CityModel};

/// Writes a line of the trace in the transaction of the thing itself.
///
/// `particulars` is a JSON object and never holds a secret; from where the actor came is added, and the token where a program acts in the
/// actor's post.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    actor: Option<&Actor>,
    kind: TraceKind,
    subject: TraceSubject,
    mut particulars: serde_json::Value,
) -> Result<(), AppError> {
    if let (Some(program), Some(facts)) = (actor.and_then(|actor| actor.program), particulars.as_object_mut()) {
        facts.insert("program".to_owned(), program.to_string().into());
    }
    if let (Some(address), Some(facts)) = (actor.and_then(|actor| actor.address), particulars.as_object_mut()) {
        facts.insert("address".to_owned(), address.to_string().into());
    }
    let entry = Entry {
        city,
        id: app.new_id(|id| id),
        at: app.now(),
        kind,
        person: actor.map(|actor| actor.person),
        post: actor.map(|actor| actor.post),
        subject,
        outcome: "done".to_owned(),
        particulars: particulars.to_string(),
    };
    changxiao_store::access::record(tx, entry).await?;
    Ok(())
}

/// How long a look waits for its line in the trace.
const LOOK_WAITS: Duration = Duration::from_secs(3);

/// Writes the line of a look at what is personal, or of what is taken out of the system. The line is on the disk before anything
/// is shown: a look without a trace does not happen. Nor does one wait behind a long write: it is refused and may be tried again.
///
/// Errors: [`AppError::Busy`] when the line could not be written in time.
pub async fn note_look(
    app: &App,
    actor: &Actor,
    subject: TraceSubject,
    particulars: serde_json::Value,
) -> Result<(), AppError> {
    let write = async {
        let mut tx = app.db().begin().await?;
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Read, subject, particulars).await?;
        Ok(tx.commit().await?)
    };
    tokio::time::timeout(LOOK_WAITS, write).await.unwrap_or(Err(AppError::Busy))
}

/// A post in whose name a job does the rest of what it decided. Its scope is not asked, because what it decided is the whole city's.
///
/// Errors: there never was such a post.
pub(crate) fn acting(model: &CityModel, post: PostId) -> Result<Actor, AppError> {
    let post = model.posts.get(&post).ok_or(AppError::NotFound("post"))?;
    Ok(Actor {
        city: model.id(),
        person: post.person,
        post: post.id,
        unit: post.unit,
        role: post.role,
        division: None,
        scope: Scope::WholeCity,
        program: None,
        address: None,
    })
}
