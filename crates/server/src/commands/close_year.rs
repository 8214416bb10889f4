//! `changxiao close-year`

use std::process::ExitCode;

use anyhow::Context;
use changxiao_app::matters::closing::{close_by_command, preview_by_command};
use changxiao_domain::scoring::Period;

use crate::{
    Place,
    commands::COMMAND_LINE,
    print::{answer, trouble},
    start,
};

#[derive(clap::Args)]
pub struct CloseYear {
    /// 2026; it has to be over.
    #[arg(long)]
    year: String,
    /// Only says what would go on.
    #[arg(long)]
    preview: bool,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl CloseYear {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let year = self.year.parse::<Period>().ok().filter(|year| year.to_string().len() == 4);
        let year = year.with_context(|| format!("“{}” is no year; write 2026", self.year))?;
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        if self.preview {
            let closing = preview_by_command(&started.app, city, year).await?;
            for line in &closing.lines {
                answer!("{} {}: {}", line.number, line.procedure.document.name(COMMAND_LINE), line.title);
            }
            answer!("{} would go on in the next year", closing.lines.len());
            started.app.db().close().await;
            return Ok(ExitCode::SUCCESS);
        }
        let closed = close_by_command(&started.app, city, year).await;
        started.app.db().close().await;
        match closed {
            Ok(closed) => {
                closed.carried.iter().for_each(|(from, to)| answer!("{from} goes on as {to}"));
                answer!("{} carried over from {year}", closed.carried.len());
                Ok(ExitCode::SUCCESS)
            }
            Err(problem) => {
                trouble(format_args!("changxiao close-year: {}", problem.words(COMMAND_LINE)));
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
