//! `changxiao deadline`: when a limit runs out, with the arithmetic day by day, for whoever disputes it.

mod json;
mod lines;
mod table;
mod words;

use changxiao_words::{Lang, texts};
use std::{
    io::{BufReader, Write},
    process::ExitCode,
};

use anyhow::{Context, bail};
use changxiao_app::cities::built_in_calendar;
use changxiao_domain::calendar::{Calendar, Limit, LimitClock, Pause};

use super::read_lang;
use crate::{Place, print, start};

#[derive(clap::Args)]
pub struct Deadline {
    /// Where the limit starts, on the city's clock: 2026-02-13T16:30.
    #[arg(long, value_name = "TIME", required_unless_present = "stdin")]
    from: Option<String>,
    /// 2紧急工作时, 4工作时, 3工作日 or 1紧急工作日.
    #[arg(long, value_name = "LIMIT", required_unless_present = "stdin")]
    limit: Option<String>,
    /// The clock stood still: 2026-02-14T10:00/2026-02-24T08:00; without the end it still does. May be given several times.
    #[arg(long, value_name = "FROM/UNTIL", conflicts_with = "stdin")]
    pause: Vec<String>,
    /// Added to the limit: 1工作日. May be given several times.
    #[arg(long, value_name = "LIMIT", conflicts_with = "stdin")]
    extend: Vec<String>,
    /// One JSON object: `due` and `steps`.
    #[arg(long)]
    json: bool,
    /// Reads lines `TIME LIMIT` and answers each with one line of JSON; a line that is not understood is answered with `error`
    /// and `line`, and the command ends with a failure after the last one.
    #[arg(long, conflicts_with_all = ["from", "limit"])]
    stdin: bool,
    /// zh or en.
    #[arg(long, value_name = "LANGUAGE", default_value = "zh", value_parser = read_lang)]
    lang: Lang,
    /// Division code of the city whose calendar counts; default: the only one. Needs --data or --database.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl Deadline {
    /// `place` is `None` when neither data folder nor database was named: then the shipped holidays count.
    pub async fn run(self, place: Option<&Place>) -> anyhow::Result<ExitCode> {
        let (calendar, name) = self.calendar(place).await?;
        if self.stdin {
            let input = BufReader::with_capacity(1 << 16, std::io::stdin().lock());
            let understood = lines::answer(&calendar, self.lang, input, print::out())?;
            return Ok(if understood { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        let clock = self.clock(&calendar)?;
        let refused = |problem| anyhow::anyhow!(words::refused(&problem, self.lang));
        let text = if self.json {
            let mut out = String::new();
            json::answer(&mut out, &calendar, &clock, self.lang).map_err(refused)?;
            out + "\n"
        } else {
            table::print(&calendar, &clock, &name, self.lang).map_err(refused)?
        };
        print::out().write_all(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    fn clock(&self, calendar: &Calendar) -> anyhow::Result<LimitClock> {
        let lang = self.lang;
        let moment = |text: &str| calendar.read_moment(text).with_context(|| words::not_a_time(text, lang));
        let limit = |text: &str| text.parse::<Limit>().map_err(|_| anyhow::anyhow!(words::not_a_limit(text, lang)));
        let (Some(from), Some(amount)) = (&self.from, &self.limit) else { bail!(words::not_a_line(lang)) };
        let mut clock = LimitClock::new(limit(amount)?, moment(from)?);
        for pause in &self.pause {
            let (from, until) = pause.split_once('/').unwrap_or((pause, ""));
            let until = if until.trim().is_empty() { None } else { Some(moment(until)?) };
            clock.pauses.push(Pause { from: moment(from)?, until });
        }
        for extension in &self.extend {
            clock.extensions.push(limit(extension)?);
        }
        Ok(clock)
    }

    /// The calendar that counts, and what it is called.
    async fn calendar(&self, place: Option<&Place>) -> anyhow::Result<(Calendar, String)> {
        let Some(place) = place else {
            let name = texts(self.lang).server_holidays_ship.to_owned();
            return Ok((built_in_calendar()?, name));
        };
        if place.database.is_none() && !place.data.is_dir() {
            bail!("there is no data folder {}", place.data.display());
        }
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let model = started.app.model(city).await?;
        started.app.db().close().await;
        Ok((model.calendar.clone(), self.lang.of_data(&model.city.name, &model.city.name_en).to_owned()))
    }
}
