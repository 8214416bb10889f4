//! A bounded number of places for work that takes much memory or many seconds of a processor. Who finds none waits, but not for
//! ever and not behind any number of others.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// All places were taken, and stayed so. Nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no place for this work at the moment")]
pub struct NoPlace;

/// A place; it is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

/// Places for one kind of work. A clone shares them.
#[derive(Clone, Debug)]
pub struct Places {
    free: Arc<Semaphore>,
    line: Arc<Semaphore>,
    patience: Duration,
}

impl Places {
    /// `places` at once, `line` more who wait, each for `patience` at most.
    pub fn new(places: usize, line: usize, patience: Duration) -> Self {
        Self { free: Arc::new(Semaphore::new(places)), line: Arc::new(Semaphore::new(line)), patience }
    }

    /// Errors: the line is full, or no place became free in time.
    pub async fn enter(&self) -> Result<Place, NoPlace> {
        if let Ok(permit) = self.free.clone().try_acquire_owned() {
            return Ok(Place { _permit: permit });
        }
        let _in_line = self.line.try_acquire().map_err(|_| NoPlace)?;
        match timeout(self.patience, self.free.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Place { _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(NoPlace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_line_is_told_at_once_and_a_long_wait_ends() {
        let places = Places::new(1, 1, Duration::from_millis(50));
        let first = places.enter().await;
        assert!(first.is_ok());
        let waiting = tokio::spawn({
            let places = places.clone();
            async move { places.enter().await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert_eq!(places.enter().await.map(drop), Err(NoPlace), "the line is full");
        assert_eq!(waiting.await.ok(), Some(Err(NoPlace)), "no place became free");
        drop(first);
        assert!(places.enter().await.is_ok());
    }
}
