//! What one of the three administrators asks for and another one confirms: nobody makes an administrator alone, and nobody comes into
//! an administrator's account alone. The owner of the machine may be the other hand (`changxiao confirm`).

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    notices::{Facts, NoticeKind},
    orgs::{Actor, AdminRequestKind, CONFIRMED_WITHIN, Directory, Identity, Permission, Post, Role},
    time::{Day, Instant},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, Tx,
    admin_requests::{self, RequestRow},
    notices::{self, Notice, Receiver},
    people::{self, PersonRow},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::add_person::one_time_password;
use crate::{App, AppError, model::CityModel, note, notices::of_case::notice};

/// What waits for the other hand.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub about: PersonRow,
    pub asked: AdminRequest,
    pub asked_by: PersonId,
    pub asked_at: Instant,
}

/// What is asked for, with what it takes to carry it out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminRequest {
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
    /// The directory as it shall be, in the place of the version that was seen.
    Directory { directory: Directory, seen: i64 },
    /// Who an administrator is in the directory.
    Link { identity: Identity },
}

impl AdminRequest {
    pub const fn kind(&self) -> AdminRequestKind {
        match self {
            AdminRequest::Reset { .. } => AdminRequestKind::Reset,
            AdminRequest::Appoint { .. } => AdminRequestKind::Appoint,
            AdminRequest::Directory { .. } => AdminRequestKind::Directory,
            AdminRequest::Link { .. } => AdminRequestKind::Link,
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
    ask(app, actor, about, AdminRequest::Reset { half: half.clone() }).await?;
    Ok(half)
}

/// Lets something wait for the other hand, and tells those who can be it. A new password that is asked for again takes the place of the
/// one before; anything else that waits already, word for word, waits once.
pub(super) async fn ask(app: &App, actor: &Actor, about: &PersonRow, asked: AdminRequest) -> Result<(), AppError> {
    let kind = asked.kind();
    let row = RequestRow {
        id: app.new_id(|id| id),
        kind: kind.code().to_owned(),
        person: about.id,
        document: serde_json::to_string(&asked).map_err(|problem| AppError::Broken(problem.to_string()))?,
        asked_by: actor.person,
        asked_at: app.now(),
    };
    let since = app.now().plus_micros(-CONFIRMED_WITHIN);
    let waits = admin_requests::waiting(app.db(), actor.city, since).await?;
    if waits
        .iter()
        .any(|other| (other.person, &other.document, other.asked_by) == (row.person, &row.document, row.asked_by))
    {
        return Ok(());
    }
    // Who was told that something of the kind waits is not told again.
    let is_told =
        waits.iter().any(|other| (other.person, &other.kind, other.asked_by) == (row.person, &row.kind, row.asked_by));
    let model = app.model(actor.city).await?;
    let told = told(app, &model, actor.person, about.id, kind);
    // Who asks for the same at the same moment takes turns: the key of the table lets one password wait.
    for _ in 0..TURNS {
        let mut tx = app.db().begin().await?;
        if kind == AdminRequestKind::Reset {
            admin_requests::supersede_reset(&mut tx, actor.city, about.id, app.now()).await?;
        }
        match admin_requests::insert(&mut tx, actor.city, &row).await {
            Err(StoreError::Exists { .. }) => continue,
            done => done?,
        }
        if !is_told {
            notices::put(&mut tx, actor.city, &told).await?;
        }
        trace(app, &mut tx, actor.city, Some(actor), about, kind, "asked").await?;
        tx.commit().await?;
        return Ok(());
    }
    Err(AppError::Conflict)
}

/// So often one who asks at the same moment as another tries again.
const TURNS: usize = 20;

/// Notices for the other administrators who can confirm.
fn told(app: &App, model: &CityModel, asker: PersonId, about: PersonId, asked: AdminRequestKind) -> Vec<Notice> {
    let confirms = |post: &&Post| post.role.is_administrator() && post.in_force(model.day);
    let mut people: Vec<PersonId> = model.posts.values().filter(confirms).map(|post| post.person).collect();
    people.retain(|person| *person != asker && *person != about);
    people.sort_unstable();
    people.dedup();
    let kind = NoticeKind::Confirmation;
    let urgent = model.notice_rules.is_urgent(kind, None);
    let facts = Facts { waits_for: asked.code().to_owned(), ..Facts::default() };
    people.into_iter().map(|person| notice(app, Receiver::Person(person), kind, urgent, facts.clone())).collect()
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
    kind: AdminRequestKind,
    action: &str,
) -> Result<(), AppError> {
    let by = if actor.is_none() { "owner" } else { "administrator" };
    let particulars = serde_json::json!({ "action": action, "asked_for": kind.code(), "by": by });
    note(app, tx, city, actor, TraceKind::Change, TraceSubject::Account(about.login.clone()), particulars).await
}
