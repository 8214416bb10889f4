//! Everything an action needs, in one cheap handle.

use std::{sync::Arc, time::Duration};

use changxiao_domain::{
    ids::CityId,
    time::{Clock, Instant},
};
use changxiao_files::{photos::PhotoStore, places::Places, seals::SealBook, vault::Vault};
use changxiao_store::{Db, counters::Numbers};
use uuid::Uuid;

use crate::{
    AppError,
    chance::{Chance, bytes},
    evidence::looks::Looks,
    figure_cache::FigureCache,
    model::{CityModel, Models},
    nodes::heard::Nodes,
    notices::send::Outlets,
    people::{directory::known::Providers, session_cache::SessionCache, tries::Tries},
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
    nodes: Nodes,
    numbers: Numbers,
    sessions: SessionCache,
    tries: Tries,
    figures: FigureCache,
    outlets: Outlets,
    providers: Providers,
    looks: Looks,
    sheets: Places,
}

/// How many requests work on a sheet at once: one of 50 MB takes some hundred megabytes while it is checked.
const SHEETS: usize = 2;
/// How many wait for that, and how long each of them does: people who import can be counted, and a large file takes seconds.
const SHEETS_LINE: usize = 8;
const SHEETS_PATIENCE: Duration = Duration::from_secs(15);

impl App {
    pub fn new(parts: Parts) -> Self {
        Self::among(parts, Nodes::default())
    }

    /// An application whose cities nobody else changes while it works, such as one that loads a demonstration: it remembers without asking.
    pub fn alone(parts: Parts) -> Self {
        Self::among(parts, Nodes::alone())
    }

    fn among(parts: Parts, nodes: Nodes) -> Self {
        Self {
            inner: Arc::new(Inner {
                parts,
                models: Models::default(),
                nodes,
                numbers: Numbers::default(),
                sessions: SessionCache::default(),
                tries: Tries::default(),
                figures: FigureCache::default(),
                outlets: Outlets::default(),
                providers: Providers::default(),
                looks: Looks::default(),
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

    /// The key of secrets that the program has to read again; it lies beside that of the seals.
    pub fn vault(&self) -> Vault {
        Vault::in_folder(self.seals().folder())
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

    pub(crate) fn looks(&self) -> &Looks {
        &self.inner.looks
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

    /// What is known of the directories through which people sign in.
    pub fn providers(&self) -> &Providers {
        &self.inner.providers
    }

    pub(crate) fn nodes(&self) -> &Nodes {
        &self.inner.nodes
    }

    /// Under which address people open this city, without a slash at its end; empty where nobody has said it.
    pub fn public_address(&self, city: CityId) -> String {
        self.outlets().public_address(city, self.cities_seen().len() > 1)
    }

    /// The reference data of a city, as of now: what another server changed is in it within a second.
    pub async fn model(&self, city: CityId) -> Result<Arc<CityModel>, AppError> {
        self.in_touch(city).await?;
        self.inner.models.get(self.db(), self.now(), city).await
    }

    /// The same as it is held, however old, for the city's name on a page about a database that is away. Nothing may be decided by it.
    pub async fn model_for_names(&self, city: CityId) -> Result<Arc<CityModel>, AppError> {
        match self.inner.models.held(city) {
            Some(model) => Ok(model),
            None => self.model(city).await,
        }
    }

    /// The reference data, loaded anew after a change, so that the one who changed it sees it at once.
    pub async fn refresh_model(&self, city: CityId) -> Result<Arc<CityModel>, AppError> {
        self.inner.models.refresh(self.db(), self.now(), city).await
    }

    /// Loads the model of a city anew where it is held in an older version than this.
    pub(crate) async fn follow_model(&self, city: CityId, version: i64) -> Result<(), AppError> {
        self.inner.models.follow(self.db(), self.now(), city, version).await
    }
}
