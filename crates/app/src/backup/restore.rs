//! Puts a backup back.

use std::path::Path;

use changxiao_files::photos::{ContentHash, PhotoStore};
use changxiao_store::{
    Address, Db, PoolSize,
    engine::backup::{self, BackupError},
    files,
};

use super::{BackupFailed, DATABASE, Manifest, PHOTOS, Progress, create::place_of, file_failed};

const PAGE: i64 = 1_000;

/// A database that was put back, brought to the newest schema.
pub struct Restored {
    pub db: Db,
    /// Steps of the schema that this program has and the backup had not.
    pub steps: Vec<&'static str>,
    pub photos: u64,
    /// Photos that the database knows and neither the backup nor the shelf has.
    pub missing: Vec<String>,
}

/// Puts database and photos into an empty place. Photos come first: they lie under the hash of their content, so that whoever is cut off
/// begins again.
///
/// Errors: no whole backup; the place is not empty, and nothing was changed there; the backup is of another engine or of a later release;
/// a file of it is not what it was.
pub async fn restore(
    address: &Address,
    photos: &PhotoStore,
    folder: &Path,
    progress: Progress<'_>,
) -> Result<Restored, BackupFailed> {
    let manifest = Manifest::read(folder)?;
    backup::refuse_what_is_there(address).await?;
    let put = put_photos(photos, &folder.join(PHOTOS), manifest.photos.count, progress).await?;
    backup::put_back(address, &folder.join(DATABASE), &manifest.database, progress).await?;
    let db = Db::open(address, PoolSize::default()).await?;
    let steps = db.migrate().await?;
    let missing = missing(&db, photos).await?;
    Ok(Restored { db, steps, photos: put, missing })
}

async fn put_photos(photos: &PhotoStore, folder: &Path, all: u64, progress: Progress<'_>) -> Result<u64, BackupFailed> {
    let mut put = 0;
    for outer in names(folder)? {
        for inner in names(&folder.join(&outer))? {
            // What was being written when a backup was cut off.
            let Ok(hash) = format!("{outer}{inner}").parse::<ContentHash>() else { continue };
            let path = place_of(folder, &hash);
            let content = tokio::fs::read(&path).await.map_err(file_failed(&path))?;
            if !photos.put_back(&hash, content.into()).await? {
                return Err(BackupError::Altered { path: path.display().to_string() }.into());
            }
            put += 1;
            progress(PHOTOS, put, all.max(put));
        }
    }
    Ok(put)
}

fn names(folder: &Path) -> Result<Vec<String>, BackupFailed> {
    let failed = file_failed(folder);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(&failed)? {
        names.push(entry.map_err(&failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

async fn missing(db: &Db, photos: &PhotoStore) -> Result<Vec<String>, BackupFailed> {
    let (mut missing, mut after) = (Vec::new(), None);
    loop {
        let page = files::hashes_after(db, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(missing) };
        after = Some(*last);
        for (_, hash) in page {
            let hash = ContentHash(hash);
            if !photos.has(&hash).await? {
                missing.push(hash.to_string());
            }
        }
    }
}
