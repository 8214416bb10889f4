//! `changxiao restore DIR`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use changxiao_app::{
    backup,
    sealing::{AuditScope, verify_audit},
};
use changxiao_files::photos::PhotoStore;
use changxiao_store::cities;

use super::{
    COMMAND_LINE,
    backup::{progress_bar, show},
};
use crate::{Place, config::Config, print::answer, start};

#[derive(clap::Args)]
pub struct Restore {
    /// The folder that `changxiao backup` has written.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Restore {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let config = Config::read(place)?;
        let photos = PhotoStore::open(config.files).await.context("the photo folder cannot be used")?;
        let bar = progress_bar();
        let progress = |what: &str, done, all| show(&bar, what, done, all);
        let restored = backup::restore(&config.address, &photos, &self.folder, &progress).await;
        bar.finish_and_clear();
        let restored = restored?;
        restored.db.close().await;
        answer!("the database is back, and {} photos", restored.photos);
        for step in &restored.steps {
            answer!("took step {step}, which the backup had not");
        }
        for hash in &restored.missing {
            answer!("MISSING photo {hash}: the database knows it, the backup has it not");
        }
        let holds = check(place).await?;
        Ok(if holds && restored.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Recomputes what is sealed of every city, as `changxiao verify-audit` does.
async fn check(place: &Place) -> anyhow::Result<bool> {
    let started = start::start(place).await?;
    let mut holds = true;
    for city in cities::all(started.app.db()).await? {
        let audit = verify_audit(&started.app, city.id, AuditScope::default(), |_, _| {}).await?;
        answer!("{}: {} cases, {} events", city.name, audit.cases, audit.events);
        for finding in &audit.broken {
            answer!("BROKEN {}: {}", finding.place(), finding.wrong.message().words(COMMAND_LINE));
        }
        holds &= audit.broken.is_empty();
    }
    started.app.db().close().await;
    answer!("{}", if holds { "every chain holds" } else { "what is named above does not hold" });
    Ok(holds)
}
