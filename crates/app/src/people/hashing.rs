//! Password hashes: Argon2id, made on a thread that may take its time, never more than two at once so that a wave of
//! sign-ins cannot eat the memory.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::AppError;

#[derive(Clone)]
pub struct Hashing {
    argon: Argon2<'static>,
    places: Arc<Semaphore>,
}

impl Hashing {
    /// 19 MiB, two passes, one lane: the second choice of RFC 9106 scaled as OWASP's password storage advice has it.
    pub fn strong() -> Self {
        Self::with(19 * 1024, 2)
    }

    /// For tests and for the many accounts of a demonstration city: the same algorithm at its least cost.
    pub fn cheap() -> Self {
        Self::with(64, 1)
    }

    fn with(memory_kib: u32, passes: u32) -> Self {
        let params = Params::new(memory_kib, passes, 1, None).unwrap_or_default();
        Self { argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), places: Arc::new(Semaphore::new(2)) }
    }

    /// The PHC text of a password's hash.
    pub async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, AppError> {
        let (argon, password) = (self.argon.clone(), password.to_owned());
        self.on_thread(move || {
            argon
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|problem| AppError::Broken(format!("password hash: {problem}")))
        })
        .await?
    }

    /// True when the password is the one behind the hash. The cost is that of the hash itself, not of this instance.
    pub async fn verify(&self, password: &str, hash: &str) -> Result<bool, AppError> {
        let (argon, password, hash) = (self.argon.clone(), password.to_owned(), hash.to_owned());
        self.on_thread(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn on_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let _place = self.places.acquire().await.map_err(|_| AppError::Busy)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|problem| AppError::Broken(format!("password thread: {problem}")))
    }
}
