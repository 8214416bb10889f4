//! Issues and revokes bearer tokens of the interface. A token speaks for one post and only within its scopes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_domain::{
    bounds::Bounds,
    ids::{PersonId, PostId, TokenId},
    notices::{Facts, NoticeKind},
    orgs::{Actor, Permission, TOKEN_DAYS},
    time::{HOUR, Instant},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, cities,
    notices::{self, Notice, Receiver},
    people::{self, TokenRow},
    requests,
};
use changxiao_words::say;

use super::authenticate::secret_hash;
use crate::{App, AppError, chance::bytes, model::CityModel, note, notices::of_case::notice};

/// What a token may be for. `read` sees what the post sees; the others allow the changes they name.
pub const SCOPES: &[&str] = &["read", "report", "handle", "inspect"];

pub struct IssueToken {
    pub post: PostId,
    pub name: String,
    pub scopes: Vec<String>,
    /// [`TOKEN_DAYS`].
    pub days: i64,
    /// The same key again issues nothing; empty for none.
    pub request_key: String,
}

/// Errors: not permitted; no such post; no name; unknown scope; a length outside [`TOKEN_DAYS`]; a key that was used before, since the
/// text cannot be shown again. Returns the token's text, shown once. Nothing works with it before the holder of the post has agreed
/// ([`super::consent`]).
pub async fn issue_token(app: &App, actor: &Actor, new: IssueToken) -> Result<(TokenId, String), AppError> {
    actor.require(Permission::ManageSecurity)?;
    let model = app.model(actor.city).await?;
    let post = model.posts.get(&new.post).filter(|post| post.in_force(model.day)).ok_or(AppError::NotFound("post"))?;
    if new.name.trim().is_empty() {
        return Err(AppError::field("name", say!(people_say_what_token)));
    }
    if new.scopes.is_empty() || new.scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(AppError::field("scopes", say!(people_scopes_read_report_handle_inspect)));
    }
    let days = TOKEN_DAYS.check("days", new.days).map_err(|outside| {
        let Bounds { least, most } = outside.bounds;
        AppError::field(outside.name, say!(people_token_lives_least_most_days, least, most))
    })?;
    let secret: [u8; 32] = bytes(app.chance());
    let now: Instant = app.now();
    let row = TokenRow {
        id: app.new_id(TokenId),
        secret_hash: secret_hash(&secret),
        post: new.post,
        name: new.name.trim().chars().take(60).collect(),
        scopes: new.scopes.join(" "),
        created_at: now,
        expires_at: now.plus_micros(days * 24 * HOUR),
        revoked_at: None,
        accepted_at: None,
    };
    let mut tx = app.db().begin().await?;
    if !new.request_key.is_empty() {
        match requests::claim(&mut tx, actor.city, &new.request_key, "issue_token", &row.id.to_string(), now).await {
            Ok(()) => {}
            Err(StoreError::Exists { .. }) => return Err(AppError::KeyReused),
            Err(other) => return Err(other.into()),
        }
    }
    people::insert_token(&mut tx, actor.city, &row).await?;
    notices::put(&mut tx, actor.city, &[asks(app, &model, post.person, &row.name)]).await?;
    cities::touch_model(&mut tx, actor.city);
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Token(row.id),
        serde_json::json!({ "scopes": row.scopes }),
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok((row.id, token_text(actor.city, &secret)))
}

/// Tells the holder of the post that a program waits for consent.
fn asks(app: &App, model: &CityModel, holder: PersonId, program: &str) -> Notice {
    let kind = NoticeKind::Consent;
    let facts = Facts { title: program.to_owned(), ..Facts::default() };
    notice(app, Receiver::Person(holder), kind, model.notice_rules.is_urgent(kind, None), facts)
}

/// Errors: not permitted; no such token, or revoked before.
pub async fn revoke_token(app: &App, actor: &Actor, token: TokenId) -> Result<(), AppError> {
    actor.require(Permission::ManageSecurity)?;
    let hash =
        people::tokens(app.db(), actor.city).await?.into_iter().find(|row| row.id == token).map(|row| row.secret_hash);
    let mut tx = app.db().begin().await?;
    if !people::revoke_token(&mut tx, actor.city, token, app.now()).await? {
        return Err(AppError::NotFound("token"));
    }
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Token(token),
        serde_json::json!({ "action": "revoked" }),
    )
    .await?;
    tx.commit().await?;
    if let Some(hash) = hash {
        app.sessions().forget(actor.city, &hash);
    }
    Ok(())
}

/// `cx.3506.` and the secret: the city is part of it, so that the token is found by its key.
fn token_text(city: changxiao_domain::ids::CityId, secret: &[u8]) -> String {
    format!("cx.{city}.{}", URL_SAFE_NO_PAD.encode(secret))
}

/// City and secret of a token's text; `None` for anything else.
pub fn read_token(text: &str) -> Option<(changxiao_domain::ids::CityId, Vec<u8>)> {
    let (city, secret) = text.strip_prefix("cx.")?.split_once('.')?;
    Some((changxiao_domain::ids::CityId(city.parse().ok()?), URL_SAFE_NO_PAD.decode(secret).ok()?))
}

/// Every token, newest first, without its secret. Errors: not permitted.
pub async fn tokens(app: &App, actor: &Actor) -> Result<Vec<TokenRow>, AppError> {
    actor.require(Permission::ManageSecurity)?;
    Ok(people::tokens(app.db(), actor.city).await?)
}
