//! Password hashes: Argon2id, made on a thread that may take its time, never more than a few at once so that a wave of sign-ins
//! cannot eat the memory. Who is known, who has not failed yet and who has wait in three queues, so that a storm of the last holds up none
//! of the others: an address is in that storm as somebody new with its first try only.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::AppError;

/// Who waits for a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Somebody who is signed in, or who comes from a browser that knows them.
    Known,
    /// A stranger from whose address no try has failed lately.
    Newcomers,
    Strangers,
}

#[derive(Clone)]
pub struct Hashing {
    argon: Argon2<'static>,
    known: Arc<Places>,
    newcomers: Arc<Places>,
    strangers: Arc<Places>,
}

/// So many are worked on, and so many wait.
struct Places {
    work: Semaphore,
    wait: Semaphore,
}

impl Places {
    /// `waiting` counts those that are worked on, too.
    fn new(working: usize, waiting: usize) -> Arc<Self> {
        Arc::new(Self { work: Semaphore::new(working), wait: Semaphore::new(waiting) })
    }
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
        Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            // A hash takes some hundredths of a second: the last of a full queue waits about two seconds, and nobody longer.
            known: Places::new(2, 256),
            newcomers: Places::new(1, 64),
            strangers: Places::new(1, 64),
        }
    }

    /// The PHC text of a password's hash. Errors: [`AppError::Busy`] where too many wait.
    pub async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, AppError> {
        let (argon, password) = (self.argon.clone(), password.to_owned());
        self.on_thread(Queue::Known, move || {
            argon
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|problem| AppError::Broken(format!("password hash: {problem}")))
        })
        .await?
    }

    /// True when the password is the one behind the hash. The cost is that of the hash itself, not of this instance.
    /// Errors: [`AppError::Busy`] where too many wait.
    pub async fn verify(&self, queue: Queue, password: &str, hash: &str) -> Result<bool, AppError> {
        let (argon, password, hash) = (self.argon.clone(), password.to_owned(), hash.to_owned());
        self.on_thread(queue, move || {
            PasswordHash::new(&hash).is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn on_thread<T: Send + 'static>(
        &self,
        queue: Queue,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let places = match queue {
            Queue::Known => &self.known,
            Queue::Newcomers => &self.newcomers,
            Queue::Strangers => &self.strangers,
        };
        let _waiting = places.wait.try_acquire().map_err(|_| AppError::Busy)?;
        let _working = places.work.acquire().await.map_err(|_| AppError::Busy)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|problem| AppError::Broken(format!("password thread: {problem}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_of_strangers_holds_up_nobody_else() -> Result<(), AppError> {
        let hashing = Hashing::cheap();
        let hash = hashing.hash("Wuyi-Mountain-26", [7; 16]).await?;
        let _all = hashing.strangers.wait.acquire_many(64).await.map_err(|_| AppError::Busy)?;
        assert!(matches!(hashing.verify(Queue::Strangers, "x", &hash).await, Err(AppError::Busy)));
        for queue in [Queue::Known, Queue::Newcomers] {
            assert!(hashing.verify(queue, "Wuyi-Mountain-26", &hash).await?, "{queue:?}");
        }
        Ok(())
    }
}
