//! Seals what the program itself has to read again, with the key that lies outside of the database.

use changxiao_files::vault::{Unopened, VaultError};

use crate::{App, AppError, chance::bytes};

impl From<VaultError> for AppError {
    fn from(problem: VaultError) -> Self {
        Self::Broken(problem.to_string())
    }
}

/// Seals a secret for what it belongs to; the first one draws the key. Errors: the key cannot be read or kept.
pub(crate) async fn seal(app: &App, of: &[u8], plain: &[u8]) -> Result<Vec<u8>, AppError> {
    let key = app.vault().key_or_draw(bytes(app.chance())).await?;
    Ok(key.seal(of, bytes(app.chance()), plain))
}

/// Errors: [`AppError::Broken`] where the key is missing or another one, or what was sealed is not as it was.
pub(crate) async fn open(app: &App, of: &[u8], sealed: &[u8]) -> Result<Vec<u8>, AppError> {
    let vault = app.vault();
    let path = vault.key_path();
    let key = vault.key().await?.ok_or_else(|| AppError::Broken(format!("{} is missing", path.display())))?;
    key.open(of, sealed).map_err(|problem| match problem {
        Unopened::OtherKey => {
            AppError::Broken(format!("{} is not the key that a secret was sealed with", path.display()))
        }
        Unopened::Changed => AppError::Broken("a secret in the database is not as it was sealed".to_owned()),
    })
}
