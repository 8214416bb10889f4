//! Who stands behind a session's or a token's secret.

use std::sync::Arc;

use changxiao_domain::{
    ids::{CityId, PostId, TokenId},
    orgs::{Actor, Post, Scope},
    time::{Instant, MINUTE},
};
use changxiao_store::people::{self, PersonRow};
use sha2::{Digest, Sha256};

use super::session_cache::{Key, Known};
use crate::{App, AppError, model::CityModel};

/// A person who is signed in, acting through one of their posts.
#[derive(Clone)]
pub struct SignedIn {
    pub actor: Actor,
    pub person: PersonRow,
    /// The posts in force today, the current one among them.
    pub posts: Vec<PostId>,
    pub secret_hash: [u8; 32],
    pub model: Arc<CityModel>,
    /// Words of the token's scope; `None` for a session, which may do all that its post may.
    pub token_scopes: Option<Vec<String>>,
    /// The session was begun through the city's directory: the age of the password does not matter to it.
    pub by_directory: bool,
}

/// What the database keeps of a secret.
pub fn secret_hash(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// The person behind a session. Errors: [`AppError::SignInRequired`] when the session is unknown, idle for too long or too old;
/// [`AppError::PasswordChangeRequired`] is the caller's to check, because one page must stay open for it.
pub async fn session(app: &App, city: CityId, secret: &[u8]) -> Result<SignedIn, AppError> {
    app.in_touch(city).await?;
    let hash = secret_hash(secret);
    let (now, as_of) = (app.now(), app.sessions().as_of(city));
    let known = match app.sessions().get(city, &hash, now) {
        Some(known) => known,
        None => {
            // Asked before the row is read: what is written down meanwhile is not in the row, and no longer waiting after it.
            let unwritten = app.sessions().last_seen(city, &hash);
            let mut session = people::session(app.db(), city, &hash).await?.ok_or(AppError::SignInRequired)?;
            session.seen_at = session.seen_at.max(unwritten.unwrap_or(session.seen_at));
            let person = people::by_id(app.db(), city, session.person).await?.ok_or(AppError::SignInRequired)?;
            let known = Known::Session { session, person: Box::new(person) };
            app.sessions().put(city, hash, as_of, now, known.clone());
            known
        }
    };
    let Known::Session { mut session, person } = known else { return Err(AppError::SignInRequired) };
    let model = app.model(city).await?;
    let ended = model.sign_in_rule.session(session.created_at, session.seen_at, now).is_err();
    if ended || now >= session.expires_at || person.disabled_at.is_some() {
        return Err(AppError::SignInRequired);
    }
    if now.since(session.seen_at) >= MINUTE {
        // At most one write a minute and session, for which no page waits.
        session.seen_at = now;
        if app.sessions().saw(city, hash, now) {
            tokio::spawn(write_seen(app.clone()));
        }
        let known = Known::Session { session: session.clone(), person: person.clone() };
        app.sessions().put(city, hash, as_of, now, known);
    }
    let by_directory = session.by_directory;
    let signed_in = signed_in(app, city, hash, model, *person, session.post, None, None)?;
    Ok(SignedIn { by_directory, ..signed_in })
}

/// The person behind a bearer token that the holder of its post has agreed to.
pub async fn token(app: &App, city: CityId, secret: &[u8]) -> Result<SignedIn, AppError> {
    app.in_touch(city).await?;
    let hash = secret_hash(secret);
    let (now, as_of) = (app.now(), app.sessions().as_of(city));
    let known = match app.sessions().get(city, &hash, now) {
        Some(known) => known,
        None => {
            // Anybody can name any city; its reference data are loaded only for a token that is there.
            let token = people::token(app.db(), city, &hash).await?.ok_or(AppError::SignInRequired)?;
            let model = app.model(city).await?;
            let post = model.posts.get(&token.post).ok_or(AppError::SignInRequired)?;
            let person = people::by_id(app.db(), city, post.person).await?.ok_or(AppError::SignInRequired)?;
            let known = Known::Token { token, person: Box::new(person) };
            app.sessions().put(city, hash, as_of, now, known.clone());
            known
        }
    };
    let Known::Token { token, person } = known else { return Err(AppError::SignInRequired) };
    if token.accepted_at.is_none()
        || token.revoked_at.is_some()
        || now >= token.expires_at
        || person.disabled_at.is_some()
    {
        return Err(AppError::SignInRequired);
    }
    let model = app.model(city).await?;
    let scopes = token.scopes.split_whitespace().map(str::to_owned).collect();
    signed_in(app, city, hash, model, *person, Some(token.post), Some(scopes), Some(token.id))
}

#[allow(clippy::too_many_arguments, reason = "each is one fact of the answer")]
fn signed_in(
    app: &App,
    city: CityId,
    secret_hash: [u8; 32],
    model: Arc<CityModel>,
    person: PersonRow,
    chosen: Option<PostId>,
    token_scopes: Option<Vec<String>>,
    program: Option<TokenId>,
) -> Result<SignedIn, AppError> {
    let day = model.day_of(app.now());
    let in_force: Vec<&Post> = model
        .posts_of
        .get(&person.id)
        .into_iter()
        .flatten()
        .filter_map(|post| model.posts.get(post))
        .filter(|post| post.in_force(day) && model.units.get(post.unit).is_some())
        .collect();
    let post = match chosen.and_then(|chosen| in_force.iter().find(|post| post.id == chosen)) {
        Some(post) => post,
        // A token speaks for its one post; a session falls back to the first post that is left.
        None if token_scopes.is_some() => return Err(AppError::SignInRequired),
        // In the order of the roles, so that whoever holds several always begins in the same one.
        None => in_force.iter().min_by_key(|post| (post.role, post.id)).ok_or(AppError::Closed)?,
    };
    let unit = model.units.get(post.unit).ok_or(AppError::Closed)?;
    let actor = Actor {
        city,
        person: person.id,
        post: post.id,
        unit: post.unit,
        role: post.role,
        division: unit.division,
        scope: Scope::of_post(post.role, unit, &model.units),
        program,
        address: None,
    };
    let posts = in_force.iter().map(|post| post.id).collect();
    Ok(SignedIn { actor, person, posts, secret_hash, model: model.clone(), token_scopes, by_directory: false })
}

/// Writes down when sessions were last used, all that are waiting in one transaction, until none is. A page waits neither for this
/// nor for whoever writes before it; what a crash loses lets a session end a little earlier.
async fn write_seen(app: App) {
    loop {
        let seen = app.sessions().take_seen();
        if seen.is_empty() {
            return;
        }
        if let Err(problem) = write(&app, &seen).await {
            tracing::warn!(%problem, sessions = seen.len(), "when sessions were last used could not be written down");
            app.sessions().give_back_seen(seen);
            return;
        }
    }
}

async fn write(app: &App, seen: &[(Key, Instant)]) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    for ((city, hash), at) in seen {
        people::see_session(&mut tx, *city, hash, *at).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Returns when the last uses of all sessions are written down, or could not be.
pub async fn flush_seen(app: &App) {
    while !app.sessions().is_seen_written() {
        if app.sessions().begin_writing() {
            write_seen(app.clone()).await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
