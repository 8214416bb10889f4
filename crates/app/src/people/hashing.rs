//! Password hashes: Argon2id, made on a thread that may take its time, never more than a few at once so that a wave of sign-ins
//! cannot eat the memory. Who is known, who has not failed yet and who has wait in three queues, so that a storm of the last holds up none
//! of the others: an address is in that storm as somebody new with its first try only. One stranger at a time stands in the queue of
//! newcomers, so that both together take no more than two processors' time.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        PasswordHasher,
        phc::{Output, PasswordHash},
    },
};
use tokio::sync::Semaphore;

use crate::AppError;

/// What one hash works in.
const STRONG_KIB: u32 = 7 * 1024;

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
    memory: Arc<Memory>,
}

/// What hashes are worked on in, kept for the next one: taken anew, 7 MiB for each hash stay with the allocator on every thread that ever
/// made one. There are as many as places that work.
#[derive(Default)]
struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    /// Whether the password is the one behind the hash; `None` where that is no hash of ours.
    fn verify(&self, password: &[u8], hash: &PasswordHash) -> Option<bool> {
        let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
        let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let argon = Argon2::new(algorithm, version, Params::try_from(hash).ok()?);
        let (blocks, mut out) = (argon.params().block_count(), vec![0; expected.as_bytes().len()]);
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if memory.len() < blocks {
            memory.resize(blocks, Block::default());
        }
        let made = argon.hash_password_into_with_memory(password, salt, &mut out, &mut memory[..blocks]);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        made.ok()?;
        // Compares in a time that does not depend on where they differ.
        Some(Output::new(&out).ok()? == *expected)
    }
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
    /// 7 MiB, five passes, one lane: of the settings that OWASP's password storage advice (2025) holds for equally strong the one that
    /// takes the least time here (11 ms instead of 15 ms for 19 MiB and two passes) and the least memory, so that a storm is over sooner.
    pub fn strong() -> Self {
        Self::with(STRONG_KIB, 5)
    }

    /// For tests and for the many accounts of a demonstration city: the same algorithm at its least cost.
    pub fn cheap() -> Self {
        Self::with(64, 1)
    }

    fn with(memory_kib: u32, passes: u32) -> Self {
        let params = Params::new(memory_kib, passes, 1, None).unwrap_or_default();
        Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            // A hash takes about a hundredth of a second: the last of a full queue of newcomers waits for less than one. A storm is all
            // newcomers while it begins, so that two of them are looked at at once.
            known: Places::new(2, 256),
            newcomers: Places::new(2, 80),
            strangers: Places::new(1, 64),
            memory: Arc::default(),
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
        let (memory, password, hash) = (self.memory.clone(), password.to_owned(), hash.to_owned());
        self.on_thread(queue, move || {
            PasswordHash::new(&hash).is_ok_and(|hash| memory.verify(password.as_bytes(), &hash) == Some(true))
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
        let _among_newcomers = match queue {
            Queue::Strangers => Some(self.newcomers.work.acquire().await.map_err(|_| AppError::Busy)?),
            Queue::Known | Queue::Newcomers => None,
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|problem| AppError::Broken(format!("password thread: {problem}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hashes_are_verified_in_memory_that_is_kept() -> Result<(), AppError> {
        let hashing = Hashing::strong();
        let strong = hashing.hash("Wuyi-Mountain-26", [7; 16]).await?;
        let cheap = Hashing::cheap().hash("Wuyi-Mountain-26", [8; 16]).await?;
        for _ in 0..3 {
            for hash in [&cheap, &strong] {
                assert!(hashing.verify(Queue::Known, "Wuyi-Mountain-26", hash).await?);
                assert!(!hashing.verify(Queue::Known, "Wuyi-Mountain-27", hash).await?);
            }
        }
        let kept = hashing.memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [STRONG_KIB as usize]);
        Ok(())
    }

    #[tokio::test]
    async fn what_is_no_hash_of_ours_verifies_nothing() -> Result<(), AppError> {
        let hashing = Hashing::cheap();
        for hash in ["", "$argon2id$v=19$m=64,t=1,p=1", "$scrypt$ln=16,r=8,p=1$c29tZXNhbHQ$c29tZWhhc2g", "hunter2"] {
            assert!(!hashing.verify(Queue::Known, "hunter2", hash).await?, "{hash}");
        }
        Ok(())
    }

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
