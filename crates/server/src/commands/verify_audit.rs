//! `changxiao verify-audit`

use std::process::ExitCode;

use changxiao_app::cases::verify_audit::verify_audit;
use changxiao_domain::cases::hex;
use changxiao_store::{cases, digests};
use indicatif::ProgressBar;

use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct VerifyAudit {
    /// Division code of the city; default: the first one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl VerifyAudit {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let bar = ProgressBar::new_spinner();
        let audit = verify_audit(&started.app, city, |done| {
            bar.set_message(format!("{done} cases"));
            bar.tick();
        })
        .await?;
        bar.finish_and_clear();
        answer!("{} cases, {} events, digest of all heads {}", audit.cases, audit.events, hex(&audit.digest));
        for one in &audit.others {
            answer!("{}: {} heads, digest {}", one.words, one.heads, hex(&one.digest));
        }
        if let Some((day, heads, digest, _)) = cases::newest_digest(started.app.db(), city).await? {
            answer!("newest kept digest: {day}, {heads} heads, {}", hex(&digest));
        }
        for one in digests::newest(started.app.db(), city).await? {
            answer!("newest kept digest, {}: {} heads, {}", one.words, one.heads, hex(&one.digest));
        }
        for (number, broken) in &audit.broken {
            answer!("BROKEN case {number}: {broken}");
        }
        started.app.db().close().await;
        if audit.broken.is_empty() {
            answer!("every chain holds");
            Ok(ExitCode::SUCCESS)
        } else {
            Ok(ExitCode::FAILURE)
        }
    }
}
