//! `changxiao backup DIR`

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, ensure};
use changxiao_app::{backup, clock::SystemClock};
use changxiao_files::photos::PhotoStore;
use changxiao_store::{Address, Db, PoolSize};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Place, config::Config, print::answer};

#[derive(clap::Args)]
pub struct Backup {
    /// A new or empty folder, on another disk if there is one.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Backup {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let config = Config::read(place)?;
        if let Address::Sqlite(path) = &config.address {
            ensure!(path.exists(), "there is no database at {}; name the data folder with --data", path.display());
        }
        // The schema is left as it is: a backup is taken before an update.
        let db = Db::open(&config.address, PoolSize { postgres: 1, ..PoolSize::default() }).await?;
        let photos = PhotoStore::open(config.files).await.context("the photo folder cannot be used")?;
        let bar = progress_bar();
        let progress = |what: &str, done, all| show(&bar, what, done, all);
        let taken = backup::create(&db, &photos, &SystemClock, &self.folder, &progress).await;
        bar.finish_and_clear();
        db.close().await;
        let taken = taken?;
        let rows: u64 = taken.database.tables.iter().map(|table| table.rows).sum();
        let bytes: u64 = taken.database.files.iter().map(|file| file.bytes).sum();
        answer!("{}: everything that was acknowledged before {}", self.folder.display(), taken.began_at);
        answer!("database: {} tables, {rows} rows, {bytes} bytes", taken.database.tables.len());
        answer!("photos: {}, {} bytes", taken.photos.count, taken.photos.bytes);
        answer!("not in it: config.toml and the keys of the data folder; keep a copy of these elsewhere");
        for hash in &taken.photos.missing {
            answer!("MISSING photo {hash}: the database knows it, the shelf has it not, or not as it was");
        }
        Ok(if taken.photos.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

pub(super) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_style(
        ProgressStyle::with_template("{msg:32} {bar:30} {pos}/{len} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

pub(super) fn show(bar: &ProgressBar, what: &str, done: u64, all: u64) {
    bar.set_length(all);
    bar.set_position(done);
    bar.set_message(what.to_owned());
}
