//! What one of the three administrators asks for and another one confirms: nobody makes an administrator alone, and nobody comes into
//! an administrator's account alone. The owner of the machine may be the other hand (`changxiao confirm`).

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, AskedKind, CONFIRMED_WITHIN, Permission, Role},
    time::{Day, Instant},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    admin_requests::{self, RequestRow},
    people::{self, PersonRow},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::add_person::one_time_password;
use crate::{App, AppError, model::CityModel, note};

/// What waits for the other hand.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub about: PersonRow,
    pub asked: Asked,
    pub asked_by: PersonId,
    pub asked_at: Instant,
}

/// What is asked for, with what it takes to carry it out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// The first half of the one-time password, which whoever asked has.
    Reset { half: String },
    Appoint {
        unit: UnitId,
        role: Role,
        title: String,
        #[serde(with = "changxiao_domain::standards::day_text")]
        from: Day,
        deputy_of: Option<PostId>,
    },
}

impl Asked {
    pub const fn kind(&self) -> AskedKind {
        match self {
            Asked::Reset { .. } => AskedKind::Reset,
            Asked::Appoint { .. } => AskedKind::Appoint,
        }
    }
}

/// Whether an account is one of the three administrators', today or from a later day on.
pub fn is_administrators(model: &CityModel, person: PersonId) -> bool {
    let posts = model.posts_of.get(&person).into_iter().flatten().filter_map(|post| model.posts.get(post));
    let mut held = posts.filter(|post| post.until.is_none_or(|until| until > model.day));
    held.any(|post| post.role.is_administrator())
}

/// Asks for a new one-time password of an administrator; gives the half of it that the asker passes on.
pub(super) async fn ask_reset(app: &App, actor: &Actor, about: &PersonRow) -> Result<String, AppError> {
    let half = half(app);
    ask(app, actor, about, Asked::Reset { half: half.clone() }).await?;
    Ok(half)
}

/// Lets something wait for the other hand.
pub(super) async fn ask(app: &App, actor: &Actor, about: &PersonRow, asked: Asked) -> Result<(), AppError> {
    let row = RequestRow {
        id: app.new_id(|id| id),
        kind: asked.kind().code().to_owned(),
        person: about.id,
        document: serde_json::to_string(&asked).map_err(|problem| AppError::Broken(problem.to_string()))?,
        asked_by: actor.person,
        asked_at: app.now(),
    };
    let mut tx = app.db().begin().await?;
    admin_requests::insert(&mut tx, actor.city, &row).await?;
    trace(app, &mut tx, actor.city, Some(actor), about, asked.kind(), "asked").await?;
    tx.commit().await?;
    Ok(())
}

/// What waits, newest first. Errors: not permitted.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<Waiting>, AppError> {
    actor.require(Permission::ConfirmAdministrators)?;
    all(app, actor.city).await
}

/// The same for the owner of the machine.
pub async fn all(app: &App, city: CityId) -> Result<Vec<Waiting>, AppError> {
    let rows = admin_requests::waiting(app.db(), city, app.now().plus_micros(-CONFIRMED_WITHIN)).await?;
    let everybody = people::all(app.db(), city).await?;
    let waiting = |row: RequestRow| {
        let about = everybody.iter().find(|person| person.id == row.person)?.clone();
        let asked = serde_json::from_str(&row.document).ok()?;
        Some(Waiting { id: row.id, about, asked, asked_by: row.asked_by, asked_at: row.asked_at })
    };
    Ok(rows.into_iter().filter_map(waiting).collect())
}

/// Takes a request back or refuses it: any of the three may. Errors: nothing like it waits; not permitted.
pub async fn decline(app: &App, actor: &Actor, request: Uuid) -> Result<(), AppError> {
    let found = find(waiting(app, actor).await?, request)?;
    let mut tx = app.db().begin().await?;
    admin_requests::decide(&mut tx, actor.city, request, app.now()).await?;
    trace(app, &mut tx, actor.city, Some(actor), &found.about, found.asked.kind(), "declined").await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn find(waiting: Vec<Waiting>, request: Uuid) -> Result<Waiting, AppError> {
    waiting.into_iter().find(|waiting| waiting.id == request).ok_or(AppError::NotFound("request"))
}

/// Eight letters and digits: `KpR7-wRm9`.
pub(super) fn half(app: &App) -> String {
    one_time_password(app.chance()).chars().take(9).collect()
}

pub(super) async fn trace(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    actor: Option<&Actor>,
    about: &PersonRow,
    kind: AskedKind,
    action: &str,
) -> Result<(), AppError> {
    let by = if actor.is_none() { "owner" } else { "administrator" };
    let particulars = serde_json::json!({ "action": action, "asked_for": kind.code(), "by": by });
    note(app, tx, city, actor, TraceKind::Change, TraceSubject::Account(about.login.clone()), particulars).await
}
