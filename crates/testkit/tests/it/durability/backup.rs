//! A backup that is taken under load holds everything that was acknowledged before it began, and goes back into an empty place.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use changxiao_app::{
    App, Parts, backup,
    chance::SeededChance,
    clock::ManualClock,
    people::hashing::Hashing,
    sealing::{AuditScope, verify_audit},
};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{Db, engine::backup::BackupError};
use changxiao_testkit::{CITY, World, fresh_databases, on_both_engines, photo};

use super::reports;

async fn has_case(db: &Db, number: &str) -> anyhow::Result<bool> {
    Ok(changxiao_store::cases::by_number(db, CITY, number).await?.is_some())
}

fn number_of(location: &str) -> String {
    location.trim_start_matches("/cases/").split('?').next().unwrap_or_default().to_owned()
}

/// An empty place of the same engine, with its own shelf.
async fn empty_place(world: &World) -> anyhow::Result<(changxiao_testkit::Fresh, PhotoStore)> {
    let engine = world.fresh.db.engine();
    let mut all = fresh_databases().await?;
    let place = all.iter().position(|(_, fresh)| fresh.db.engine() == engine);
    let (_, fresh) = all.swap_remove(place.unwrap_or(0));
    for (_, other) in all {
        other.remove().await?;
    }
    fresh.db.close().await;
    if let changxiao_store::Address::Sqlite(path) = &fresh.address {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
    let photos = PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?;
    Ok((fresh, photos))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_holds_what_was_acknowledged_before_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = Arc::new(world.sign_in("inspector").await?);
        let with_photo = browser
            .upload("/cases/new", &[("category", "E0301"), ("site", "1")], &[("photos", "a.jpg", photo(3))])
            .await?
            .expect(303)?;
        let mut before = vec![number_of(with_photo.location())];
        for n in 0..30 {
            before.push(number_of(reports::by_page(&browser, n).await?.expect(303)?.location()));
        }

        // Four who report all the time, before, while and after the backup is taken.
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let reporters: Vec<_> = (0..4_u64)
            .map(|who| {
                let (stop, browser, acknowledged) = (stop.clone(), browser.clone(), acknowledged.clone());
                tokio::spawn(async move {
                    let mut n = 1_000 * (who + 1);
                    while !stop.load(Ordering::Relaxed) {
                        let made = reports::by_page(&browser, n).await?.expect(303)?;
                        acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(number_of(made.location()));
                        n += 1;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        before.extend(acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let folder = world.fresh.folder.path().join("backup");
        let seen = Mutex::new(0_u64);
        let progress = |_: &str, done: u64, _: u64| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            *seen = (*seen).max(done);
        };
        let taken = backup::create(world.app.db(), world.app.photos(), &*world.clock, &folder, &progress).await?;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        stop.store(true, Ordering::Relaxed);
        for one in reporters {
            one.await??;
        }
        let after = acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len();
        assert!(after > 8, "the load was {after} reports");
        assert!(*seen.lock().unwrap_or_else(PoisonError::into_inner) > 0, "progress is shown");
        assert_eq!((taken.photos.count, taken.photos.missing.len()), (1, 0));

        // Not into the same folder again, and not over the database that runs.
        let again = backup::create(world.app.db(), world.app.photos(), &*world.clock, &folder, &progress).await;
        assert!(matches!(again, Err(backup::BackupFailed::FolderNotEmpty(_))));
        let over = backup::restore(&world.fresh.address, world.app.photos(), &folder, &progress).await;
        assert!(matches!(over, Err(backup::BackupFailed::Database(BackupError::NotEmpty(_)))));

        let (fresh, photos) = empty_place(world).await?;
        let restored = backup::restore(&fresh.address, &photos, &folder, &progress).await?;
        assert_eq!((restored.photos, restored.missing.len(), restored.steps.len()), (1, 0, 0));
        for number in &before {
            assert!(has_case(&restored.db, number).await?, "{number} was acknowledged before the backup began");
        }
        let app = App::new(Parts {
            db: restored.db.clone(),
            photos,
            seals: SealBook::in_folder(fresh.folder.path()),
            clock: Arc::new(ManualClock::at(World::beginning())),
            chance: Arc::new(SeededChance::new(43)),
            hashing: Hashing::cheap(),
        });
        let audit = verify_audit(&app, CITY, AuditScope::default(), |_, _| {}).await?;
        assert!(audit.broken.is_empty() && audit.cases >= u64::try_from(before.len())?);
        // A search finds what was in the index, on an engine that builds it anew as well.
        while changxiao_store::cases::search::catch_up(&restored.db, CITY).await?.waiting > 0 {}
        restored.db.close().await;

        // One byte of the database, and the whole is refused.
        let damaged = folder.join("database").join(&taken.database.files[0].name);
        let mut content = std::fs::read(&damaged)?;
        content.push(b'x');
        std::fs::write(&damaged, content)?;
        let (empty, shelf) = empty_place(world).await?;
        let refused = backup::restore(&empty.address, &shelf, &folder, &progress).await;
        assert!(matches!(refused, Err(backup::BackupFailed::Database(BackupError::Altered { .. }))));
        std::fs::remove_file(folder.join("backup.json"))?;
        let refused = backup::restore(&empty.address, &shelf, &folder, &progress).await;
        assert!(matches!(refused, Err(backup::BackupFailed::NoBackup { .. })));
        empty.remove().await?;
        fresh.remove().await
    })
    .await
}
