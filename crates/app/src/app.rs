//! Everything an action needs, in one cheap handle.

use std::{sync::Arc, time::Duration};

use changxiao_domain::{
    ids::CityId,
    time::{Clock, Instant},
};
use changxiao_files::{photos::PhotoStore, places::Places, seals::SealBook};
use changxiao_store::{Db, counters::Numbers};
use uuid::Uuid;

use crate::{
    AppError,
    chance::{Chance, bytes},
    figure_cache::FigureCache,
    model::{CityModel, Models},
    notices::send::Outlets,
    people::{session_cache::SessionCache, tries::Tries},
};

/// What an application is made of.
pub struct Parts {
    pub db: Db,
    pub photos: PhotoStore,
    /// Key and log of the nightly seals.
    pub seals: SealBook,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    /// Cost of a password hash; tests and the demonstration's thousand people take a cheap one.
    pub hashing: crate::people::hashing::Hashing,
}

/// The application. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    models: Models,
    numbers: Numbers,
    sessions: SessionCache,
    tries: Tries,
    figures: FigureCache,
    outlets: Outlets,
    sheets: Places,
}

/// How many requests work on a sheet at once: one of 50 MB takes some hundred megabytes while it is checked.
const SHEETS: usize = 2;
/// How many wait for that, and how long each of them does: people who import can be counted, and a large file takes seconds.
const SHEETS_LINE: usize = 8;
const SHEETS_PATIENCE: Duration = Duration::from_secs(15);

impl App {
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                parts,
                models: Models::default(),
                numbers: Numbers::default(),
                sessions: SessionCache::default(),
                tries: Tries::default(),
                figures: FigureCache::default(),
                outlets: Outlets::default(),
                sheets: Places::new(SHEETS, SHEETS_LINE, SHEETS_PATIENCE),
            }),
        }
    }

    pub fn db(&self) -> &Db {
        &self.inner.parts.db
    }

    pub fn photos(&self) -> &PhotoStore {
        &self.inner.parts.photos
    }

    pub fn seals(&self) -> &SealBook {
        &self.inner.parts.seals
    }

    pub fn hashing(&self) -> &crate::people::hashing::Hashing {
        &self.inner.parts.hashing
    }

    pub fn now(&self) -> Instant {
        self.inner.parts.clock.now()
    }

    pub fn chance(&self) -> &dyn Chance {
        &*self.inner.parts.chance
    }

    /// A new id of any kind: `app.new_id(CaseId)`.
    pub fn new_id<T>(&self, make: fn(Uuid) -> T) -> T {
        let millis = u64::try_from(self.now().micros() / 1000).unwrap_or(0);
        make(uuid::Builder::from_unix_timestamp_millis(millis, &bytes(self.chance())).into_uuid())
    }

    /// Numbers that people see. Ask before a transaction begins: a block of numbers takes one of its own, and SQLite has one
    /// writer.
    pub fn numbers(&self) -> &Numbers {
        &self.inner.numbers
    }

    pub fn sessions(&self) -> &SessionCache {
        &self.inner.sessions
    }

    /// Failed sign-ins of the last day, as far as this process saw them.
    pub fn tries(&self) -> &Tries {
        &self.inner.tries
    }

    /// What was counted and computed of cities and is still good.
    pub fn figures(&self) -> &FigureCache {
        &self.inner.figures
    }

    /// Places for work on sheets that people sent.
    pub fn sheets(&self) -> &Places {
        &self.inner.sheets
    }

    /// Mail server and webhooks; none until the server sets them up.
    pub fn outlets(&self) -> &Outlets {
        &self.inner.outlets
    }

    /// The reference data of a city, as of now.
    pub async fn model(&self, city: CityId) -> Result<Arc<CityModel>, AppError> {
        self.inner.models.get(self.db(), self.now(), city).await
    }

    /// The same, loaded anew after a change, so that the one who changed it sees it at once.
    pub async fn refresh_model(&self, city: CityId) -> Result<Arc<CityModel>, AppError> {
        self.inner.models.refresh(self.db(), self.now(), city).await
    }

    /// Loads the models anew whose cities another process has changed. Called every second.
    pub async fn follow_models(&self) -> Result<(), AppError> {
        self.inner.models.follow(self.db(), self.now()).await
    }
}
