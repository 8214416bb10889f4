//! The tokens of programs, which act for a post with the consent of its holder.

use changxiao_domain::{
    ids::{CityId, PostId, TokenId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Columns, Row},
    nodes::{News, tell},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    pub id: TokenId,
    pub secret_hash: [u8; 32],
    pub post: PostId,
    pub name: String,
    /// Words parted by blanks: `read`, `report`, `handle`, …
    pub scopes: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub revoked_at: Option<Instant>,
    /// When the holder of the post agreed; nothing works with the token before.
    pub accepted_at: Option<Instant>,
}

/// The columns of `api_tokens` behind the city.
const TOKEN_COLUMNS: Columns =
    &["token_id", "secret_hash", "post_id", "name", "scopes", "created_at", "expires_at", "revoked_at", "accepted_at"];

columns! {
    NEW_TOKEN_COLUMNS, new_token_values(token: &TokenRow) {
        token_id = token.id,
        secret_hash = token.secret_hash,
        post_id = token.post,
        name = &token.name,
        scopes = &token.scopes,
        created_at = token.created_at,
        expires_at = token.expires_at,
    }
}

sql! {
    INSERT_TOKEN = (NEW_TOKEN_COLUMNS "
        INSERT INTO api_tokens (city_id, {})
        VALUES ($1, {$2})");
    FIND_TOKEN = (TOKEN_COLUMNS "
        SELECT {}
        FROM api_tokens
        WHERE city_id = $1 AND secret_hash = $2");
    ALL_TOKENS = (TOKEN_COLUMNS "
        SELECT {}
        FROM api_tokens
        WHERE city_id = $1
        ORDER BY token_id DESC");
    ACCEPT_TOKEN = "
        UPDATE api_tokens SET accepted_at = $3
        WHERE city_id = $1 AND token_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
        RETURNING secret_hash";
    REVOKE_TOKEN = "
        UPDATE api_tokens SET revoked_at = $3
        WHERE city_id = $1 AND token_id = $2 AND revoked_at IS NULL
        RETURNING secret_hash";
}

pub async fn insert_token(tx: &mut Tx, city: CityId, token: &TokenRow) -> Result<(), StoreError> {
    let values = params![city].and(new_token_values(token));
    tx.execute(&INSERT_TOKEN, values).await?;
    Ok(())
}

pub async fn token(db: &Db, city: CityId, secret_hash: &[u8; 32]) -> Result<Option<TokenRow>, StoreError> {
    db.row(&FIND_TOKEN, params![city, secret_hash]).await?.as_ref().map(token_row).transpose()
}

pub async fn tokens(db: &Db, city: CityId) -> Result<Vec<TokenRow>, StoreError> {
    db.rows(&ALL_TOKENS, params![city]).await?.iter().map(token_row).collect()
}

/// The holder of the post agrees; false where that was so before, or the token is revoked.
pub async fn accept_token(tx: &mut Tx, city: CityId, token: TokenId, at: Instant) -> Result<bool, StoreError> {
    let changed = tx.row(&ACCEPT_TOKEN, params![city, token, at]).await?;
    tell_token(tx, city, changed.as_ref())
}

pub async fn revoke_token(tx: &mut Tx, city: CityId, token: TokenId, at: Instant) -> Result<bool, StoreError> {
    let changed = tx.row(&REVOKE_TOKEN, params![city, token, at]).await?;
    tell_token(tx, city, changed.as_ref())
}

/// Whether a token was changed; then servers forget what they know of it.
fn tell_token(tx: &mut Tx, city: CityId, changed: Option<&Row>) -> Result<bool, StoreError> {
    let Some(row) = changed else { return Ok(false) };
    tell(tx, city, News::Session(row.hash("secret_hash")?));
    Ok(true)
}

fn token_row(row: &Row) -> Result<TokenRow, StoreError> {
    Ok(TokenRow {
        id: row.id("token_id", TokenId)?,
        secret_hash: row.hash("secret_hash")?,
        post: row.id("post_id", PostId)?,
        name: row.text("name")?,
        scopes: row.text("scopes")?,
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
        revoked_at: row.opt_instant("revoked_at")?,
        accepted_at: row.opt_instant("accepted_at")?,
    })
}
