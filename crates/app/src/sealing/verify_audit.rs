//! Recomputes everything that is sealed and compares it with what is stored: chains, rows, seals, photos.

use std::collections::HashMap;

use changxiao_domain::{
    cases::Case,
    ids::CityId,
    sealing::{Finding, Hash, Seal, SealKey, Wrong},
    time::{Day, HOUR, Instant},
};
use changxiao_store::{
    EachProcedure, cities, each_procedure, sealed,
    sealing::Verifiable,
    seals::{self, rows},
    workflow::Stored,
};

use crate::{App, AppError};

/// What is looked at beside rows and seals.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditScope {
    /// Reads every photo on the shelf.
    pub photos: bool,
    /// A digest that somebody kept: one of the seals must have it.
    pub digest: Option<Hash>,
}

/// What the walk found.
#[derive(Debug, Default)]
pub struct Audit {
    pub cases: u64,
    /// Of all procedures.
    pub events: u64,
    /// Of all sealed tables.
    pub rows: u64,
    pub photos: u64,
    /// How many seals there are, and the newest.
    pub seals: u64,
    pub newest: Option<Seal>,
    /// The first hundred things of each table that do not hold.
    pub broken: Vec<Finding>,
    /// How many there are in all.
    pub found: u64,
    named: HashMap<String, usize>,
}

const MOST_OF_A_TABLE: usize = 100;

impl Audit {
    pub(super) fn find(&mut self, finding: Finding) {
        self.found += 1;
        let named = self.named.entry(finding.table.clone()).or_default();
        *named += 1;
        if *named <= MOST_OF_A_TABLE {
            self.broken.push(finding);
        }
    }
}

/// What the rows have to know of a seal.
pub(super) struct Laid {
    pub number: i64,
    pub day: Day,
    /// With the key that is there.
    pub is_ours: bool,
    /// The earliest of this and all later ones: a clock that ran ahead once is not believed where a later seal is earlier.
    pub earliest: (Instant, Day),
}

/// A walk over everything, a page at a time.
pub(super) struct Walk<'a, F> {
    pub app: &'a App,
    pub city: CityId,
    /// `None`: what is keyed cannot be checked.
    pub key: Option<SealKey>,
    /// By ascending number.
    pub seals: Vec<Laid>,
    pub model_version: i64,
    pub audit: Audit,
    pub progress: F,
}

/// A row may be written so long after the moment that it says: what was sent in the night arrives before the next one.
const LATEST: i64 = 24 * HOUR;

impl<F: FnMut(&str, u64) + Send + Sync> Walk<'_, F> {
    /// The number of the newest seal; 0 where there is none.
    pub fn newest(&self) -> i64 {
        self.seals.last().map_or(0, |laid| laid.number)
    }

    pub fn laid(&self, number: i64) -> Option<&Laid> {
        let place = self.seals.binary_search_by_key(&number, |laid| laid.number).ok()?;
        self.seals.get(place)
    }

    pub fn day_of(&self, number: i64) -> Day {
        self.laid(number).map_or(Day::MIN, |laid| laid.day)
    }

    /// The seal that should have had a row which was written then and has its first leaf in the seal of this number.
    pub fn missed(&self, number: i64, written: Instant) -> Option<Day> {
        let before = self.seals.get(self.seals.partition_point(|laid| laid.number < number - 1))?;
        let (at, day) = before.earliest;
        (number > 1 && written.plus_micros(LATEST) < at).then_some(day)
    }
}

impl<F: FnMut(&str, u64) + Send + Sync> EachProcedure for Walk<'_, F> {
    type Error = AppError;

    async fn visit<P: Stored + Verifiable>(&mut self) -> Result<(), AppError> {
        self.procedure::<P>().await.map(drop)
    }
}

/// Walks over everything that is sealed; `progress` is called with a table and how many of its rows are done.
///
/// Errors: the store's; a key that cannot be read. What does not hold is no error: it stands in the answer.
pub async fn verify_audit(
    app: &App,
    city: CityId,
    wanted: AuditScope,
    progress: impl FnMut(&str, u64) + Send + Sync,
) -> Result<Audit, AppError> {
    let key = app.seals().key().await?;
    let model_version = cities::model_version(app.db(), city).await?.unwrap_or_default();
    let mut walk = Walk { app, city, key, seals: Vec::new(), model_version, audit: Audit::default(), progress };
    walk.seals(wanted.digest).await?;
    walk.audit.cases = walk.procedure::<Case>().await?;
    each_procedure(&mut walk).await?;
    for table in sealed() {
        if !table.is_chained() {
            walk.plain(table).await?;
        }
        walk.missing(table).await?;
        walk.fewer(table).await?;
    }
    for orphan in rows::orphans(app.db(), city, 1 + MOST_OF_A_TABLE as i64).await? {
        walk.audit.find(Finding::of(orphan.table, orphan.key, Wrong::NoSubject { of: orphan.of.to_owned() }));
    }
    for (kind, key, number) in seals::stray(app.db(), city, walk.newest(), 1 + MOST_OF_A_TABLE as i64).await? {
        let of = format!("seals {number}");
        walk.audit.find(Finding::of("seal_leaves", format!("{kind} {key}"), Wrong::NoSubject { of }));
    }
    if wanted.photos {
        walk.shelf().await?;
    }
    Ok(walk.audit)
}
