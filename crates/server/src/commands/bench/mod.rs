//! `changxiao bench`: what a user waits for, measured from outside over HTTP, beside what the engine itself can do with the same
//! rows in the same run. Figures are only comparable inside one run; the ratio is what counts.

mod audit;
mod backup;
mod ceiling;
mod city;
mod client;
mod country;
mod fill;
mod lifecycle;
mod load;
mod matters;
mod memory;
mod report;
mod server;
mod signin;
mod sweep;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, bail};
use changxiao_store::{Address, bench as count, cities};

use crate::{Place, config::Config, print::answer, start};
use report::{Line, Report};

#[derive(clap::Args)]
pub struct Bench {
    #[arg(value_enum)]
    what: What,
    /// How many cases are stored before each measurement; default: 0,20000,1000000, and what the measurement needs where that is one number.
    #[arg(long, value_delimiter = ',')]
    stored: Vec<i64>,
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    connections: Vec<usize>,
    /// How many matters are stored, with five parts each, before `matters` is measured; what is promised is promised of 1,000,000, which takes
    /// about 12 GB of disk.
    #[arg(long, default_value_t = 100_000, value_name = "N", value_parser = clap::value_parser!(i64).range(100..=5_000_000))]
    matters: i64,
    /// Length of each run in seconds; default: 6, and a minute of wrong sign-ins.
    #[arg(long)]
    seconds: Option<u64>,
    /// Wrong sign-ins or reports a second, where they come by the clock; default: 500 and 1,000.
    #[arg(long, value_name = "N")]
    rate: Option<u32>,
    /// Seconds between the server's start and the first run: what a new day begins with (seals, what comes back) is done then.
    #[arg(long, default_value_t = 0)]
    settle: u64,
    /// Writes PATH.json and PATH.md.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Create a case of about 0.9 kB, and the same with a photo of 100 kB.
    Intake,
    /// Newest 20 as JSON, one case, the list page, the overview.
    Pages,
    /// What each post works from: the parts of the list, searches, filters and the map.
    Worklists,
    /// A case from its report to the search that shows it closed, first by connections, then by the clock (an open loop of ten minutes).
    Lifecycle,
    /// The server's sweep over 10,000 due cases while reports come in.
    Sweep,
    /// Wrong sign-ins by the clock while honest people come in; fails where one waits for a second or the server takes 150 MB.
    Signin,
    /// A backup by the command line while reports come in by the clock, restored elsewhere; fails where something is missing.
    Backup,
    /// The first seal over what is stored, and `verify-audit` over it.
    Audit,
    /// All divisions of the country onto their shelf; fails where that takes 10 s or 200 MB.
    Country,
    /// To-do and register over many matters with five parts each, parts handed in, and issuing to 2,135 communities.
    Matters,
}

impl What {
    fn stored(self) -> Vec<i64> {
        match self {
            What::Signin => vec![0],
            What::Backup => vec![20_000],
            What::Audit => vec![1_000_000],
            What::Country => Vec::new(),
            // No cases; how many matters, `--matters` says.
            What::Matters => vec![0],
            _ => vec![0, 20_000, 1_000_000],
        }
    }

    const fn seconds(self) -> u64 {
        if matches!(self, What::Signin) { 60 } else { 6 }
    }

    const fn rate(self) -> u32 {
        if matches!(self, What::Signin) { 500 } else { 1_000 }
    }
}

impl Bench {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let seconds = self.seconds.unwrap_or(self.what.seconds());
        let rate = self.rate.unwrap_or(self.what.rate());
        let wanted = if self.stored.is_empty() { self.what.stored() } else { self.stored.clone() };
        if seconds < 1 || self.connections.contains(&0) {
            bail!("a run takes at least one second and one connection");
        }
        let config = Config::read(place)?;
        let started = start::start(place).await?;
        if !cities::all(started.app.db()).await?.is_empty() {
            bail!("a benchmark fills the database with a million cases; give it an empty one (--data, --database)");
        }
        let bench_city = city::found(&started.app).await?;
        let engine = match config.address {
            Address::Sqlite(_) => "SQLite",
            Address::Postgres(_) => "PostgreSQL",
        };
        let mut report = Report::begin(engine, &format!("{:?}", self.what).to_lowercase(), seconds);
        let length = Duration::from_secs(seconds);
        let mut broken = Vec::new();
        if self.what == What::Country {
            let (line, megabytes) = country::measure(&started.app).await?;
            broken.extend(country::broken_promises(&line, megabytes));
            print_line(&mut report, line);
        }
        for wanted in &wanted {
            count::forget_cases(started.app.db(), bench_city.id).await?;
            answer!("{engine}: storing {wanted} cases");
            fill::fill(&started.app, &bench_city, 0, *wanted).await?;
            let stored = *wanted;
            if self.what == What::Intake {
                for connections in &self.connections {
                    let line = ceiling::measure(&config.address, &bench_city, *connections, length).await?;
                    print_line(&mut report, Line { stored, ..line });
                }
            }
            let mut to_hand_in = Vec::new();
            if self.what == What::Matters {
                answer!("{engine}: storing {} matters with five parts each", self.matters);
                to_hand_in = matters::fill(&started.app, &bench_city, self.matters).await?;
            }
            let server = server::Server::start(place).await?;
            report.start_seconds = report.start_seconds.max(server.start_seconds);
            report.idle_megabytes = report.idle_megabytes.max(memory::resident_megabytes(server.pid)?);
            tokio::time::sleep(Duration::from_secs(self.settle)).await;
            if self.what == What::Signin {
                let lines = signin::measure(server.address, &bench_city, rate, length).await?;
                broken.extend(signin::broken_promises(&lines, memory::peak_megabytes(server.pid)?));
                lines.into_iter().for_each(|line| print_line(&mut report, Line { stored, ..line }));
            }
            if self.what == What::Matters {
                for line in
                    matters::measure(&started.app, &server, &bench_city, to_hand_in, &self.connections, length).await?
                {
                    broken.extend(matters::broken_promise(&line));
                    print_line(&mut report, Line { stored: self.matters, ..line });
                }
            }
            if self.what == What::Audit {
                let line = audit::seal(&started.app, &server, &bench_city).await?;
                print_line(&mut report, Line { stored, ..line });
            }
            let folder = place.data.with_extension("backup");
            let mut acknowledged = (Vec::new(), Vec::new());
            if self.what == What::Backup {
                let (line, before, meanwhile) =
                    backup::measure(place, server.address, &bench_city, rate, &folder).await?;
                print_line(&mut report, Line { stored, ..line });
                acknowledged = (before, meanwhile);
            }
            if self.what == What::Lifecycle {
                for connections in &self.connections {
                    let line = lifecycle::measure(server.address, &bench_city, *connections, length).await?;
                    print_line(&mut report, Line { stored, ..line });
                }
                for line in lifecycle::measure_open(server.address, &bench_city).await? {
                    print_line(&mut report, Line { stored, ..line });
                }
            }
            if self.what == What::Sweep && stored > 0 {
                for connections in &self.connections {
                    for line in sweep::measure(&started.app, &server, &bench_city, *connections).await? {
                        print_line(&mut report, Line { stored, ..line });
                    }
                }
            }
            for connections in &self.connections {
                for kind in load::kinds(self.what) {
                    let before = count::count_cases(started.app.db(), bench_city.id).await?;
                    let line = load::measure(&server, &bench_city, kind, *connections, length).await?;
                    let after = count::count_cases(started.app.db(), bench_city.id).await?;
                    if load::creates(kind) && after - before != line.done {
                        bail!(
                            "{} requests were acknowledged, but the database holds {} more cases",
                            line.done,
                            after - before
                        );
                    }
                    print_line(&mut report, Line { stored, ..line });
                }
            }
            report.loaded_megabytes = report.loaded_megabytes.max(memory::peak_megabytes(server.pid)?);
            server.stop().await?;
            if self.what == What::Backup {
                let (before, meanwhile) = &acknowledged;
                let there = backup::restore(place, &bench_city, &folder, (before, meanwhile)).await?;
                std::fs::remove_dir_all(&folder).context("the backup cannot be removed")?;
                answer!(
                    "all {} reports that were acknowledged before the backup began are in it, and {there} of {} that came meanwhile",
                    before.len(),
                    meanwhile.len()
                );
            }
            if self.what == What::Audit {
                let (line, megabytes) = audit::verify(place, stored).await?;
                answer!("verify-audit took at most {megabytes:.0} MB");
                print_line(&mut report, Line { stored, ..line });
            }
        }
        answer!("{}", report.markdown());
        if let Some(path) = &self.out {
            std::fs::write(path.with_extension("json"), serde_json::to_string_pretty(&report)?)
                .context("the report cannot be written")?;
            std::fs::write(path.with_extension("md"), report.markdown()).context("the report cannot be written")?;
        }
        started.app.db().close().await;
        if !broken.is_empty() {
            bail!("what is promised does not hold: {}", broken.join("; "));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print_line(report: &mut Report, line: Line) {
    answer!("{}", line.words());
    report.lines.push(line);
}
