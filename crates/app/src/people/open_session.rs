//! Begins the session of somebody who has shown who they are.

use changxiao_domain::time::HOUR;
use changxiao_store::{
    access,
    people::{self, PersonRow, SessionRow},
};

use super::{
    authenticate::secret_hash,
    device::Device,
    way_in::{Whence, entry},
};
use crate::{App, AppError, chance::bytes, model::CityModel};

/// How somebody has shown who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Password,
    /// The city's own directory.
    Directory,
}

/// A new session.
pub struct Opened {
    /// What the browser keeps; the database has only its hash.
    pub secret: [u8; 32],
    pub must_change_password: bool,
    /// The browser, which knows the person from now on.
    pub device: Device,
}

/// `particulars` go into the trace. Where the city's rule says so, the person's other sessions end.
pub(super) async fn open_session(
    app: &App,
    model: &CityModel,
    person: PersonRow,
    whence: &Whence,
    particulars: serde_json::Value,
    by: By,
) -> Result<Opened, AppError> {
    let (city, rule, now) = (model.id(), &model.sign_in_rule, app.now());
    let secret: [u8; 32] = bytes(app.chance());
    let session = SessionRow {
        secret_hash: secret_hash(&secret),
        person: person.id,
        post: None,
        created_at: now,
        seen_at: now,
        expires_at: now.plus_micros(rule.absolute_hours * HOUR),
        by_directory: by == By::Directory,
    };
    let mut tx = app.db().begin().await?;
    people::note_success(&mut tx, city, person.id, now).await?;
    people::insert_session(&mut tx, city, &session).await?;
    people::end_expired(&mut tx, city, now, now.plus_micros(-24 * HOUR)).await?;
    if rule.single_session {
        people::end_sessions_of(&mut tx, city, person.id, &session.secret_hash).await?;
    }
    access::record(&mut tx, entry(app, city, Some(&person), "done", &particulars)).await?;
    tx.commit().await?;
    if rule.single_session {
        app.sessions().forget_person(city, person.id);
    }
    let expired = model.password_rule.is_expired(person.password_set_at, now);
    let device = whence.device.clone().unwrap_or_else(|| Device::new(&secret)).knowing(&person);
    let must_change_password = by == By::Password && (person.must_change || expired);
    Ok(Opened { secret, must_change_password, device })
}
