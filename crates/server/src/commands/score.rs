//! `changxiao score`

use std::{io::Write, process::ExitCode};

use anyhow::Context;
use changxiao_app::scoring;
use changxiao_domain::scoring::Period;

use crate::{Place, print, start};

#[derive(clap::Args)]
pub struct Score {
    /// 2026-10, 2026-Q4 or 2026.
    #[arg(long)]
    period: String,
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Json,
    Csv,
}

impl Score {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let period: Period = self
            .period
            .parse()
            .with_context(|| format!("“{}” is no period; write 2026-10, 2026-Q4 or 2026", self.period))?;
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let rows = scoring::export(&started.app, city, period).await?;
        let text = match self.format {
            Format::Json => serde_json::to_vec_pretty(&rows)?,
            Format::Csv => scoring::to_csv(&rows).map_err(|problem| anyhow::anyhow!("{problem:?}"))?,
        };
        started.app.db().close().await;
        let mut out = print::out();
        out.write_all(&text)?;
        out.write_all(b"\n")?;
        Ok(ExitCode::SUCCESS)
    }
}
