//! Sets the directory up. What opens ways into accounts takes two of the three administrators; closing them takes one.

use changxiao_domain::{
    ids::CityId,
    orgs::{Actor, Directory, DirectoryRefusal, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    cities::{self, Setting},
    directory, people,
};
use changxiao_words::say;

use super::provider;
use crate::{
    App, AppError, FieldProblem,
    model::CityModel,
    note,
    notices::send::guard,
    people::two_hands::{self, AdminRequest},
    vault,
};

/// The key of the setting.
pub const KEY: &str = "directory";

/// What a form or the command line says of the directory.
#[derive(Clone, Debug, Default)]
pub struct NewDirectory {
    pub is_on: bool,
    pub is_required: bool,
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    /// `None` keeps the one that is there.
    pub client_secret: Option<String>,
    pub claim: String,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    InForce,
    /// Another administrator has to confirm it.
    Waits,
}

/// What a try of a directory found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Where people sign in.
    pub sign_in_at: String,
    pub keys: usize,
}

/// Version of the setting; 0 where nothing was ever set up.
pub fn version(model: &CityModel) -> i64 {
    model.settings.get(KEY).map_or(0, |setting| setting.version)
}

/// How many people are linked. Errors: not permitted.
pub async fn linked(app: &App, actor: &Actor) -> Result<i64, AppError> {
    actor.require(Permission::ManageSecurity)?;
    Ok(directory::count(app.db(), actor.city).await?)
}

/// Errors: not permitted; what is wrong, field by field; somebody else changed it since `seen`.
pub async fn change(app: &App, actor: &Actor, new: NewDirectory, seen: i64) -> Result<Changed, AppError> {
    actor.require(Permission::ManageSecurity)?;
    let model = app.model(actor.city).await?;
    if version(&model) != seen {
        return Err(AppError::Conflict);
    }
    let directory = checked(app, &model, new).await?;
    if directory.opens_ways(&model.directory) {
        let own = people::by_id(app.db(), actor.city, actor.person).await?.ok_or(AppError::NotFound("person"))?;
        two_hands::ask(app, actor, &own, AdminRequest::Directory { directory, seen }).await?;
        return Ok(Changed::Waits);
    }
    put(app, app.db().begin().await?, actor.city, Some(actor), directory, seen).await?;
    Ok(Changed::InForce)
}

/// Lets nobody in through the directory any more; what was set up stays, and so do the links. Errors: not permitted; somebody else changed it.
pub async fn turn_off(app: &App, actor: &Actor) -> Result<(), AppError> {
    actor.require(Permission::ManageSecurity)?;
    let model = app.model(actor.city).await?;
    let off = Directory { is_on: false, ..model.directory.clone() };
    put(app, app.db().begin().await?, actor.city, Some(actor), off, version(&model)).await
}

/// The change as the owner of the machine, who is both hands. Errors: as [`change`].
pub async fn change_as_owner(app: &App, city: CityId, new: NewDirectory) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let directory = checked(app, &model, new).await?;
    put(app, app.db().begin().await?, city, None, directory, version(&model)).await
}

/// Asks a directory to describe itself, and sets nothing up. Errors: not permitted; an address that may not be used;
/// [`DirectoryRefusal`] when it is away or answers nonsense.
pub async fn attempt(app: &App, actor: &Actor, issuer: &str) -> Result<Tried, AppError> {
    actor.require(Permission::ManageSecurity)?;
    attempt_as_owner(app, issuer).await
}

/// The same by the owner of the machine.
pub async fn attempt_as_owner(app: &App, issuer: &str) -> Result<Tried, AppError> {
    let issuer = issuer.trim();
    check_issuer(app, issuer).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let described = provider::ask(app, issuer).await?;
    Ok(Tried { sign_in_at: described.authorization_endpoint().to_string(), keys: described.jwks().keys().len() })
}

/// What the directory gave us to prove that it is us.
pub(super) async fn client_secret(app: &App, city: CityId, directory: &Directory) -> Result<Option<String>, AppError> {
    if directory.client_secret.is_empty() {
        return Ok(None);
    }
    let broken = || AppError::Broken("the secret of the directory cannot be read".to_owned());
    let sealed = from_hex(&directory.client_secret).ok_or_else(broken)?;
    let plain = vault::open(app, &of(city), &sealed).await?;
    String::from_utf8(plain).map(Some).map_err(|_| broken())
}

/// Takes it in force, in a transaction that may say why. Where people were known by another name or in another directory, nobody is linked
/// any more.
///
/// Errors: somebody else changed it since `seen`.
pub(in crate::people) async fn put(
    app: &App,
    mut tx: Tx,
    city: CityId,
    actor: Option<&Actor>,
    directory: Directory,
    seen: i64,
) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let document = serde_json::to_string(&directory).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let source = directory.issuer.clone();
    let setting = Setting { key: KEY.to_owned(), document, source, effective_from: model.day, version: seen };
    if !cities::put_setting(&mut tx, city, &setting).await? {
        return Err(AppError::Conflict);
    }
    let unlinked = match directory.knows_people_as(&model.directory) {
        true => 0,
        false => directory::remove_all(&mut tx, city).await?,
    };
    cities::touch_model(&mut tx, city);
    let Directory { is_on, is_required, name, issuer, client_id, claim, .. } = &directory;
    let mut particulars = serde_json::json!({
        "is_on": is_on, "is_required": is_required, "name": name, "issuer": issuer, "client_id": client_id, "claim": claim,
        "unlinked": unlinked,
    });
    if let (None, Some(facts)) = (actor, particulars.as_object_mut()) {
        facts.insert("by".to_owned(), "owner".into());
    }
    note(app, &mut tx, city, actor, TraceKind::Change, TraceSubject::Setting(KEY.to_owned()), particulars).await?;
    tx.commit().await?;
    app.refresh_model(city).await?;
    if unlinked > 0 {
        app.sessions().forget_city(city);
    }
    app.providers().forget();
    Ok(())
}

/// What may be set up, with its secret sealed.
async fn checked(app: &App, model: &CityModel, new: NewDirectory) -> Result<Directory, AppError> {
    let NewDirectory { is_on, is_required, name, issuer, client_id, client_secret, claim } = new;
    let trimmed = |text: String| text.trim().to_owned();
    let client_secret = match client_secret.map(trimmed) {
        None => model.directory.client_secret.clone(),
        Some(none) if none.is_empty() => String::new(),
        Some(secret) => hex(&vault::seal(app, &of(model.id()), secret.as_bytes()).await?),
    };
    let directory = Directory {
        is_on,
        is_required,
        name: trimmed(name),
        issuer: trimmed(issuer),
        client_id: trimmed(client_id),
        client_secret,
        claim: trimmed(claim),
    };
    let mut faults: Vec<FieldProblem> =
        directory.faults().into_iter().map(|fault| FieldProblem::new(fault.field(), fault.message())).collect();
    faults.extend(check_issuer(app, &directory.issuer).err());
    if faults.is_empty() { Ok(directory) } else { Err(AppError::Invalid(faults)) }
}

fn check_issuer(app: &App, issuer: &str) -> Result<(), FieldProblem> {
    let fault = |message| FieldProblem::new("issuer", message);
    let url = guard::check_written(issuer, &app.outlets().inside_hosts()).map_err(|why| fault(why.message()))?;
    // Discovery 1.0, 4: an issuer has neither.
    match (url.query(), url.fragment()) {
        (None, None) => Ok(()),
        _ => Err(fault(say!(directory_issuer_wrong))),
    }
}

/// What the sealed secret belongs to.
fn of(city: CityId) -> Vec<u8> {
    [b"directory client secret".as_slice(), &city.0.to_be_bytes()].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Whether a refusal is about the directory itself, so that a page says it where somebody tried it.
pub fn is_of_directory(problem: &AppError) -> bool {
    matches!(problem, AppError::Directory(DirectoryRefusal::Away | DirectoryRefusal::Nonsense))
}
