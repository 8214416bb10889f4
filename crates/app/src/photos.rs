//! Takes a photo or a document in: its bytes on the shelf, its facts in the table. And takes away what lies on the shelf without a row.

use std::collections::HashSet;

use changxiao_domain::{ids::CityId, jobs::JobKind, orgs::Actor, time::HOUR};
use changxiao_files::photos::{OnShelf, Placing, Stored, StoredFile};
use changxiao_store::{
    Tx, cities,
    files::{self, FileRow},
    legible::Unreadable,
};

use crate::{App, AppError, jobs::faults::Faults};

/// The facts of a stored photo, for the transaction of whatever it belongs to. The bytes are on the shelf already; a photo whose
/// transaction never commits is taken back with the answer, or by the sweep.
pub async fn keep(app: &App, tx: &mut Tx, actor: &Actor, stored: &Stored) -> Result<(), AppError> {
    let facts = &stored.facts;
    let row = FileRow {
        hash: facts.hash.0,
        mime: facts.media.mime().to_owned(),
        size: i64::try_from(facts.size).unwrap_or(i64::MAX),
        width: facts.width.into(),
        height: facts.height.into(),
        taken_at: facts.taken_at.as_ref().map(|taken| taken.clock.clone()),
        uploaded_at: app.now(),
        post: Some(actor.post),
    };
    files::put(tx, actor.city, &row).await?;
    Ok(())
}

/// The same of a photo, a document or a recording. The last two have no sides and no camera.
pub async fn keep_file(app: &App, tx: &mut Tx, actor: &Actor, stored: &StoredFile) -> Result<(), AppError> {
    let (mime, size) = match stored {
        StoredFile::Photo(photo) => return keep(app, tx, actor, photo).await,
        StoredFile::Document(document) => (document.kind.mime(), document.size),
        StoredFile::Recording(recording) => (recording.kind.mime(), recording.size),
    };
    let row = FileRow {
        hash: stored.hash().0,
        mime: mime.to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        width: 0,
        height: 0,
        taken_at: None,
        uploaded_at: app.now(),
        post: Some(actor.post),
    };
    files::put(tx, actor.city, &row).await?;
    Ok(())
}

/// Takes back what a request put on the shelf and then did not use: every file that it placed and that no row knows.
pub async fn take_back(app: &App, placings: &[Placing]) -> Result<(), AppError> {
    for placing in placings.iter().filter(|placing| !placing.was_there) {
        let hash = placing.hash.0;
        if known_between(app, &hash, &hash).await?.0.is_empty() {
            app.photos().take_back(placing).await?;
        }
    }
    Ok(())
}

/// What lies on the shelf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShelfCount {
    /// Originals older than a day: younger ones may still be on their way into the database.
    pub files: u64,
    /// Those of them that no row knows: what a crash, or a form that came back and was never sent again, has left.
    pub orphans: u64,
    /// How much those take, in bytes.
    pub orphan_bytes: u64,
}

/// So long a photo may lie there without a row.
const ON_ITS_WAY: i64 = 24 * HOUR;
/// More orphans than this, and more than half of all: then it is not the photos that are lost, but the database that is another.
const SUSPICIOUS: u64 = 100;

/// Counts what is on the shelf, a part of 256 at a time.
pub async fn count(app: &App) -> Result<ShelfCount, AppError> {
    let mut count = ShelfCount::default();
    for first in 0..=u8::MAX {
        let Part { files, orphans, .. } = part(app, first).await?;
        count.files += files;
        count.orphans += orphans.len() as u64;
        count.orphan_bytes += orphans.iter().map(|orphan| orphan.size).sum::<u64>();
    }
    Ok(count)
}

/// Removes the orphans and says what there was. Rows that cannot be read are noted in the name of `city`.
///
/// # Errors
/// More than half of all photos are unknown: the shelf is taken for that of another database, and nothing is removed.
pub async fn sweep(app: &App, city: CityId) -> Result<ShelfCount, AppError> {
    app.photos().settle_removals().await?;
    let count = count(app).await?;
    if count.orphans > SUSPICIOUS && count.orphans > count.files / 2 {
        let ShelfCount { files, orphans, .. } = count;
        let why = format!(
            "this database knows nothing of {orphans} of {files} photos on the shelf; is it that of another one? Nothing was removed"
        );
        return Err(AppError::Broken(why));
    }
    let faults = Faults::begin(app, city, JobKind::Shelf);
    for first in 0..=u8::MAX {
        let Part { orphans, unreadable, .. } = part(app, first).await?;
        faults.unreadable(unreadable).await?;
        for orphan in orphans {
            app.photos().remove(&orphan).await?;
        }
    }
    faults.end().await?;
    Ok(count)
}

/// The originals whose hashes begin with one byte.
#[derive(Default)]
struct Part {
    /// How many are old enough.
    files: u64,
    /// Those of them that no row knows. While a row cannot be read nobody can say which those are.
    orphans: Vec<OnShelf>,
    unreadable: Vec<Unreadable>,
}

async fn part(app: &App, first: u8) -> Result<Part, AppError> {
    let limit = app.now().plus_micros(-ON_ITS_WAY);
    let mut found = app.photos().originals(first).await?;
    found.retain(|found| found.is_older_than(limit));
    let files = found.len() as u64;
    if files == 0 {
        return Ok(Part::default());
    }
    let (mut from, mut to) = ([0; 32], [u8::MAX; 32]);
    (from[0], to[0]) = (first, first);
    let (known, unreadable) = known_between(app, &from, &to).await?;
    found.retain(|found| unreadable.is_empty() && !known.contains(&found.hash.0));
    Ok(Part { files, orphans: found, unreadable })
}

/// The hashes from one to the other that a row of any city knows; the shelf is one for all.
async fn known_between(
    app: &App,
    from: &[u8; 32],
    to: &[u8; 32],
) -> Result<(HashSet<[u8; 32]>, Vec<Unreadable>), AppError> {
    let (mut known, mut unreadable) = (HashSet::new(), Vec::new());
    for city in cities::all(app.db()).await? {
        let found = files::known_between(app.db(), city.id, from, to).await?;
        known.extend(found.rows);
        unreadable.extend(found.unreadable);
    }
    Ok((known, unreadable))
}
