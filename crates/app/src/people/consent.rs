//! What the holder of a post says to a program that wants to act in it: nothing works with a token before.

use changxiao_domain::{
    ids::{PostId, TokenId},
    time::Instant,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    people::{self, TokenRow},
};

use super::authenticate::SignedIn;
use crate::{App, AppError, note};

/// A token of one of the person's posts that still counts or could.
#[derive(Clone, Debug)]
pub struct Program {
    pub id: TokenId,
    pub name: String,
    pub post: PostId,
    pub scopes: String,
    pub until: Instant,
    pub is_accepted: bool,
}

/// The tokens of the person's posts, those that wait first.
pub async fn programs(app: &App, who: &SignedIn) -> Result<Vec<Program>, AppError> {
    let mut programs: Vec<Program> = own(app, who).await?.into_iter().map(program).collect();
    programs.sort_by_key(|program| (program.is_accepted, std::cmp::Reverse(program.id)));
    Ok(programs)
}

/// Lets a program act in the person's post. Errors: no such token of one of the person's posts, revoked or run out.
pub async fn give(app: &App, who: &SignedIn, token: TokenId) -> Result<(), AppError> {
    let row = find(app, who, token).await?;
    let mut tx = app.db().begin().await?;
    if !people::accept_token(&mut tx, who.actor.city, token, app.now()).await? {
        return Ok(());
    }
    note_consent(app, &mut tx, who, token, "consented").await?;
    tx.commit().await?;
    app.sessions().forget(who.actor.city, &row.secret_hash);
    Ok(())
}

/// Refuses or takes the consent back: the token is revoked. Errors: as [`give`].
pub async fn withdraw(app: &App, who: &SignedIn, token: TokenId) -> Result<(), AppError> {
    let row = find(app, who, token).await?;
    let mut tx = app.db().begin().await?;
    people::revoke_token(&mut tx, who.actor.city, token, app.now()).await?;
    note_consent(app, &mut tx, who, token, "revoked").await?;
    tx.commit().await?;
    app.sessions().forget(who.actor.city, &row.secret_hash);
    Ok(())
}

async fn find(app: &App, who: &SignedIn, token: TokenId) -> Result<TokenRow, AppError> {
    own(app, who).await?.into_iter().find(|row| row.id == token).ok_or(AppError::NotFound("token"))
}

async fn own(app: &App, who: &SignedIn) -> Result<Vec<TokenRow>, AppError> {
    // A program consents to nothing.
    if who.token_scopes.is_some() {
        return Ok(Vec::new());
    }
    let now = app.now();
    let all = people::tokens(app.db(), who.actor.city).await?;
    let counts = |row: &TokenRow| row.revoked_at.is_none() && now < row.expires_at && who.posts.contains(&row.post);
    Ok(all.into_iter().filter(counts).collect())
}

fn program(row: TokenRow) -> Program {
    let TokenRow { id, name, post, scopes, expires_at: until, accepted_at, .. } = row;
    Program { id, name, post, scopes, until, is_accepted: accepted_at.is_some() }
}

async fn note_consent(app: &App, tx: &mut Tx, who: &SignedIn, token: TokenId, action: &str) -> Result<(), AppError> {
    let particulars = serde_json::json!({ "action": action });
    let subject = TraceSubject::Token(token);
    note(app, tx, who.actor.city, Some(&who.actor), TraceKind::Change, subject, particulars).await
}
