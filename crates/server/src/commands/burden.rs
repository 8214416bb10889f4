//! `changxiao burden`

use std::{io::Write, process::ExitCode};

use anyhow::Context;
use changxiao_app::burden::dump;
use changxiao_domain::scoring::Period;

use crate::{Place, print, start};

#[derive(clap::Args)]
pub struct Burden {
    /// 2026-11.
    #[arg(long)]
    month: String,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl Burden {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let month = self.month.parse::<Period>().ok().filter(|month| month.to_string().len() == 7);
        let month = month.with_context(|| format!("“{}” is no month; write 2026-11", self.month))?;
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let text = serde_json::to_vec_pretty(&dump(&started.app, city, month).await?)?;
        started.app.db().close().await;
        let mut out = print::out();
        out.write_all(&text)?;
        out.write_all(b"\n")?;
        Ok(ExitCode::SUCCESS)
    }
}
