//! Takes a backup of a running installation.

use std::{
    fs::{self, DirBuilder},
    path::{Path, PathBuf},
};

use changxiao_domain::time::Clock;
use changxiao_files::photos::{ContentHash, PhotoError, PhotoStore};
use changxiao_store::{
    Db,
    engine::backup::{self, write_durably},
    files,
};

use super::{BackupFailed, DATABASE, FORMAT, MANIFEST, Manifest, PHOTOS, Photos, Progress, file_failed};

/// Rows of photos that are read at once.
const PAGE: i64 = 1_000;

/// Copies database and photos into a folder that is new or empty. The schema stays as it is, so that a backup can be taken before an
/// update of the program.
///
/// Errors: the folder is not empty; what the engine or the disk refuses. What was written until then is no backup.
pub async fn create(
    db: &Db,
    photos: &PhotoStore,
    clock: &dyn Clock,
    folder: &Path,
    progress: Progress<'_>,
) -> Result<Manifest, BackupFailed> {
    begin(folder)?;
    let began_at = clock.now().to_string();
    let database = folder.join(DATABASE);
    make_folder(&database)?;
    let kept = backup::copy(db, &database, progress).await?;
    // A photo lies on the shelf before a row names it, so that after the database every photo of the copy is there.
    let photos = copy_photos(db, photos, &folder.join(PHOTOS), progress).await?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        began_at,
        ended_at: clock.now().to_string(),
        database: kept,
        photos,
    };
    let path = folder.join(MANIFEST);
    let text = serde_json::to_vec_pretty(&manifest).map_err(|problem| file_failed(&path)(problem.into()))?;
    write_durably(&path, &text).map_err(file_failed(&path))?;
    Ok(manifest)
}

fn begin(folder: &Path) -> Result<(), BackupFailed> {
    make_folder(folder)?;
    let mut inside = fs::read_dir(folder).map_err(file_failed(folder))?;
    if inside.next().is_some() {
        return Err(BackupFailed::FolderNotEmpty(folder.display().to_string()));
    }
    Ok(())
}

/// Only its owner may look into it.
fn make_folder(folder: &Path) -> Result<(), BackupFailed> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(file_failed(folder))
}

async fn copy_photos(
    db: &Db,
    photos: &PhotoStore,
    folder: &Path,
    progress: Progress<'_>,
) -> Result<Photos, BackupFailed> {
    make_folder(folder)?;
    let all = u64::try_from(files::count(db).await?).unwrap_or(0);
    let (mut done, mut after) = (Photos::default(), None);
    let mut seen = 0;
    loop {
        let page = files::hashes_after(db, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(done) };
        after = Some(*last);
        for (_, hash) in page {
            let hash = ContentHash(hash);
            seen += 1;
            progress(PHOTOS, seen, all.max(seen));
            let path = place_of(folder, &hash);
            if path.exists() {
                // Two cities may have the same photo.
                continue;
            }
            match photos.checked_original(&hash).await {
                Ok(content) => {
                    done.count += 1;
                    done.bytes += content.len() as u64;
                    tokio::task::spawn_blocking(move || put(&path, &content))
                        .await
                        .map_err(|problem| file_failed(folder)(std::io::Error::other(problem)))??;
                }
                Err(PhotoError::Missing(_) | PhotoError::Altered(_)) => done.missing.push(hash.to_string()),
                Err(problem) => return Err(problem.into()),
            }
        }
    }
}

fn put(path: &Path, content: &[u8]) -> Result<(), BackupFailed> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    write_durably(path, content).map_err(file_failed(path))
}

/// `photos/ab/cdef…`
pub(super) fn place_of(folder: &Path, hash: &ContentHash) -> PathBuf {
    let hex = hash.to_string();
    folder.join(&hex[..2]).join(&hex[2..])
}
