//! The key of a head's post: made when the post first signs, its secret half sealed with the key that lies outside of the database.

use changxiao_domain::{
    ids::{CityId, PostId},
    letters::{Algorithm, HeadKey},
};
use changxiao_files::vault::Unopened;
use changxiao_store::letters::{self, HeadKeyRow};

use crate::{App, AppError, chance::bytes, vault};

/// How often bytes are drawn until they are a key: one of four billion is none.
const DRAWS: usize = 4;

/// The key of a post, made where it has none of this algorithm, or none that opens any more because the key of the secrets was lost.
///
/// Errors: [`AppError::Broken`] where the key of the secrets is missing, or a key is not as it was made.
pub(super) async fn of_post(app: &App, city: CityId, post: PostId, algorithm: Algorithm) -> Result<HeadKey, AppError> {
    let there = newest(app, city, post, algorithm).await?;
    if let Some(row) = &there
        && let Some(key) = opened(app, city, row).await?
    {
        return Ok(key);
    }
    make(app, city, (post, algorithm), there.map_or(1, |row| row.number + 1)).await?;
    // Another request may have been faster; its key stands then.
    let made = newest(app, city, post, algorithm).await?.ok_or_else(broken)?;
    opened(app, city, &made).await?.ok_or_else(broken)
}

/// The key that signs.
async fn newest(app: &App, city: CityId, post: PostId, algorithm: Algorithm) -> Result<Option<HeadKeyRow>, AppError> {
    Ok(letters::keys_of(app.db(), city, post, algorithm).await?.into_iter().next())
}

fn broken() -> AppError {
    AppError::Broken("a head's key is not as it was made".to_owned())
}

async fn make(app: &App, city: CityId, (post, algorithm): (PostId, Algorithm), number: i64) -> Result<(), AppError> {
    let drawn = (0..DRAWS).find_map(|_| HeadKey::new(post, algorithm, bytes(app.chance())).ok());
    let key = drawn.ok_or_else(|| AppError::Broken("no key could be drawn".to_owned()))?;
    let public_key = key.public().map_err(|_| broken())?.bytes;
    let secret = vault::seal(app, &of(city, post, algorithm), key.secret()).await?;
    let mut tx = app.db().begin().await?;
    letters::put_key(&mut tx, city, &HeadKeyRow { post, algorithm, number, public_key, secret }, app.now()).await?;
    Ok(tx.commit().await?)
}

/// `None`: it was sealed with a key of the secrets that is not there any more.
async fn opened(app: &App, city: CityId, row: &HeadKeyRow) -> Result<Option<HeadKey>, AppError> {
    let HeadKeyRow { post, algorithm, .. } = *row;
    let vault = app.vault();
    let missing = || AppError::Broken(format!("{} is missing", vault.key_path().display()));
    let secret = match vault.key().await?.ok_or_else(missing)?.open(&of(city, post, algorithm), &row.secret) {
        Ok(secret) => secret,
        Err(Unopened::OtherKey) => return Ok(None),
        Err(Unopened::Changed) => return Err(broken()),
    };
    let secret: [u8; 32] = secret.try_into().map_err(|_| broken())?;
    let key = HeadKey::new(post, algorithm, secret).map_err(|_| broken())?;
    let fits = key.public().is_ok_and(|public| public.bytes == row.public_key);
    if fits { Ok(Some(key)) } else { Err(broken()) }
}

/// How many keys there are, and whether the key of the secrets opens the newest of them.
pub async fn sealed(app: &App) -> Result<(i64, Result<(), AppError>), AppError> {
    let (count, newest) = letters::any_key(app.db()).await?;
    let opens = match newest {
        Some((city, row)) => match opened(app, city, &row).await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => {
                let path = app.vault().key_path().display().to_string();
                Err(AppError::Broken(format!("{path} is not the key that a head's key was sealed with")))
            }
            Err(problem) => Err(problem),
        },
        None => Ok(()),
    };
    Ok((count, opens))
}

/// What a sealed secret belongs to.
fn of(city: CityId, post: PostId, algorithm: Algorithm) -> Vec<u8> {
    [b"head key".as_slice(), &city.0.to_be_bytes(), post.as_bytes(), algorithm.code().as_bytes()].concat()
}
