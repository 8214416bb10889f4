//! `changxiao demo`

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::Context;
use changxiao_app::cities::shipped::shipped;
use changxiao_demo::{self as demo, DemoPlan, Scale};
use changxiao_domain::{ids::CityId, time::Clock};
use changxiao_files::private;
use changxiao_store::cities::{self, City};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Demo {
    /// 3506 漳州, 530100 昆明, 222401 延吉, 360302 安源, 150783 扎兰屯.
    /// Default: the demonstration city that is there, else 3506. A city beside others is founded and leaves them as they are.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    #[arg(long, default_value = "city", value_enum)]
    scale: ScaleArg,
    /// The same seed gives the same city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Load only.
    #[arg(long)]
    no_serve: bool,
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 7300)]
    port: u16,
    /// Also writes the sign-ins to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    sign_ins: Option<PathBuf>,
    /// Everybody gets a password, not only the dozen that are shown: for stories with many people.
    #[arg(long)]
    everybody: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ScaleArg {
    /// 30 sites, two weeks: for tests.
    Small,
    /// 1,200 sites, three months.
    City,
}

/// 漳州.
const FIRST: &str = "3506";

impl Demo {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let app = &started.app;
        let there = cities::all(app.db()).await?;
        // 3506 and 350600 are one city.
        let asked = self.city.as_deref().map(shipped).transpose()?.map(|(_, file)| file.code);
        let wanted = |city: &City| asked.as_ref().is_none_or(|code| city.code == *code);
        let city = match there.into_iter().find(|city| city.demonstration && wanted(city)) {
            Some(city) => {
                answer!("{} is loaded already; new passwords for its sign-ins:", city.name);
                let sign_ins = demo::renew_sign_ins(app, city.id).await?;
                self.tell(&sign_ins)?;
                city.id
            }
            None => {
                let plan = DemoPlan {
                    city: self.city.clone().unwrap_or_else(|| FIRST.to_owned()),
                    scale: match self.scale {
                        ScaleArg::Small => Scale::Small,
                        ScaleArg::City => Scale::City,
                    },
                    seed: self.seed,
                    until: changxiao_app::clock::SystemClock.now(),
                    everybody: self.everybody,
                };
                let bar = ProgressBar::new(0);
                bar.set_style(
                    ProgressStyle::with_template("{msg:32} {bar:30} {pos}/{len} {elapsed}")
                        .unwrap_or_else(|_| ProgressStyle::default_bar()),
                );
                let loaded = demo::load(
                    app.db().clone(),
                    app.photos().clone(),
                    app.seals().clone(),
                    &plan,
                    |what, done, all| {
                        bar.set_length(all);
                        bar.set_position(done);
                        bar.set_message(what.to_owned());
                    },
                )
                .await?;
                bar.finish_and_clear();
                answer!("loaded {} ({})", loaded.name, loaded.city);
                self.tell(&loaded.sign_ins)?;
                loaded.city
            }
        };
        if self.no_serve {
            started.app.db().close().await;
            return Ok(ExitCode::SUCCESS);
        }
        started.app.db().close().await;
        self.serve(place, city)
    }

    /// Becomes `changxiao serve`: a fresh process needs a fraction of the memory that loading a city took.
    /// A demonstration never listens beyond this machine, whatever the configuration says.
    fn serve(&self, place: &Place, city: CityId) -> anyhow::Result<ExitCode> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut serve = Command::new(std::env::current_exe().context("this program cannot find itself")?);
        serve.arg("serve").arg("--data").arg(&place.data);
        serve.args(["--city", &city.to_string(), "--listen", &address.to_string()]);
        if let Some(database) = &place.database {
            serve.args(["--database", database]);
        }
        become_command(serve)
    }

    fn tell(&self, sign_ins: &[demo::SignIn]) -> anyhow::Result<()> {
        for sign_in in sign_ins {
            answer!("  {:<18} {:<16} {} · {}", sign_in.login, sign_in.password, sign_in.unit, sign_in.post);
        }
        if let Some(path) = &self.sign_ins {
            let text = serde_json::to_string_pretty(sign_ins)?;
            private::write(path, text.as_bytes()).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(())
    }
}

/// The same process goes on as the other command, so that whoever started it still stops it by its id.
#[cfg(unix)]
fn become_command(mut command: Command) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("the server could not be started")
}

#[cfg(not(unix))]
fn become_command(mut command: Command) -> anyhow::Result<ExitCode> {
    let ended = command.status().context("the server could not be started")?;
    Ok(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
