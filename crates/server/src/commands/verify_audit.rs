//! `changxiao verify-audit`

use std::{
    io::IsTerminal,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use changxiao_app::sealing::{Audit, AuditScope, verify_audit};
use changxiao_domain::sealing::{Hash, from_hex, hex};
use changxiao_store::cities;
use indicatif::ProgressBar;

use super::COMMAND_LINE;
use crate::{
    Place,
    print::{answer, trouble},
    start,
};

#[derive(clap::Args)]
pub struct VerifyAudit {
    /// Division code of the city; default: every city.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    /// A digest that was kept outside of the database (64 hexadecimal digits, blanks between them or not): one of the seals must have it.
    #[arg(long, value_name = "HASH", value_parser = digest)]
    digest: Option<Hash>,
    /// Leaves out the photos on the shelf, which take longest.
    #[arg(long)]
    without_photos: bool,
}

/// As the daily report prints it, or as a message carries it.
fn digest(text: &str) -> Result<Hash, String> {
    let digits: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    from_hex(&digits).ok_or_else(|| "64 hexadecimal digits are expected, as the daily report prints them".to_owned())
}

/// Where the check is: as it goes on a terminal, a line now and then in a file.
struct Progress {
    bar: ProgressBar,
    said: Option<Instant>,
}

/// A file gets a line so often.
const LINE_EVERY: Duration = Duration::from_secs(10);

impl Progress {
    #[allow(clippy::disallowed_methods, reason = "how often a line is written is for whoever waits")]
    fn begin() -> Self {
        let said = (!std::io::stderr().is_terminal()).then(Instant::now);
        Self { bar: ProgressBar::new_spinner(), said }
    }

    fn show(&mut self, table: &str, done: u64) {
        match &mut self.said {
            Some(said) if said.elapsed() >= LINE_EVERY => {
                *said += said.elapsed();
                trouble(format_args!("{table}: {done} checked"));
            }
            Some(_) => {}
            None => {
                self.bar.set_message(format!("{table}: {done}"));
                self.bar.tick();
            }
        }
    }
}

impl VerifyAudit {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let named = start::city_or_all(&started.app, self.city.as_deref()).await?;
        let all = cities::all(started.app.db()).await?;
        let several = named.is_none();
        ensure!(!several || self.digest.is_none(), "a digest is that of one city: name it with --city");
        let mut holds = true;
        for city in all.iter().filter(|city| named.is_none_or(|named| city.id == named)) {
            let mut progress = Progress::begin();
            let wanted = AuditScope { photos: !self.without_photos, digest: self.digest };
            let audit = verify_audit(&started.app, city.id, wanted, |table, done| progress.show(table, done))
                .await
                .context("the check broke off")?;
            progress.bar.finish_and_clear();
            if several {
                answer!("{} ({})", city.name, city.code);
            }
            self.tell(&audit);
            holds &= audit.broken.is_empty();
        }
        started.app.db().close().await;
        Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn tell(&self, audit: &Audit) {
        answer!(
            "{} cases, {} events, {} rows of sealed tables, {} seals{}",
            audit.cases,
            audit.events,
            audit.rows,
            audit.seals,
            if self.without_photos { String::new() } else { format!(", {} photos", audit.photos) }
        );
        match &audit.newest {
            Some(seal) => answer!("newest seal: {} of {}, {}", seal.number, seal.day, hex(&seal.digest)),
            None => answer!("nothing was sealed yet: the server lays the first seal by itself"),
        }
        for finding in &audit.broken {
            answer!("BROKEN {}: {}", finding.place(), finding.wrong.message().words(COMMAND_LINE));
        }
        let listed = audit.broken.len() as u64;
        match audit.found {
            0 => answer!("every chain holds"),
            found if found > listed => {
                answer!("{found} things do not hold; the first hundred of each table are listed")
            }
            found => answer!("{found} things do not hold"),
        }
        if let Some(kept) = self.digest.filter(|_| audit.broken.is_empty()) {
            answer!("the digest {} is that of one of the seals", hex(&kept));
        }
    }
}
