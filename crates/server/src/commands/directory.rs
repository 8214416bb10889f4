//! `changxiao directory`

use std::{io::Read, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use changxiao_app::{
    App, AppError,
    people::directory::{
        link::link_as_owner,
        setting::{NewDirectory, attempt_as_owner, change_as_owner},
    },
};
use changxiao_domain::ids::CityId;

use super::COMMAND_LINE;
use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Directory {
    /// Division code of the city; default: the first one.
    #[arg(long, value_name = "CODE", global = true)]
    city: Option<String>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Sets the directory up; what is left out stays as it is. Nobody comes in through it before `on`.
    Set(Set),
    /// Asks the directory to describe itself.
    Try,
    /// Lets people sign in through it.
    On,
    /// Lets nobody sign in through it any more; what was set up stays.
    Off,
    /// Says which account of the directory a person has.
    Link {
        /// The sign-in name here.
        login: String,
        /// What the directory calls the account.
        subject: String,
    },
}

#[derive(clap::Args)]
struct Set {
    /// What people call it; it stands on the button.
    #[arg(long)]
    name: Option<String>,
    /// The address at which it describes itself, such as https://id.example.gov.cn.
    #[arg(long, value_name = "ADDRESS")]
    issuer: Option<String>,
    /// Under which name it knows this system.
    #[arg(long, value_name = "NAME")]
    client_id: Option<String>,
    /// A file with the secret that it gave for that name; - reads it from standard input. An empty one takes it away.
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// The claim of its tokens that names an account; sub unless told otherwise.
    #[arg(long)]
    claim: Option<String>,
    /// Everybody but the three administrators has to sign in through it: true or false.
    #[arg(long, value_name = "BOOL")]
    required: Option<bool>,
}

impl Directory {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let app = &started.app;
        // The list of hosts inside is that of the server.
        app.outlets().set(started.config.outlets);
        let city = start::city(app, self.city.as_deref()).await?;
        let done = carry_out(app, city, self.what).await;
        app.db().close().await;
        match done? {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(problem) => bail!("{}: {}", problem.number(), problem.words(COMMAND_LINE)),
        }
    }
}

async fn carry_out(app: &App, city: CityId, what: Option<What>) -> anyhow::Result<Result<(), AppError>> {
    let standing = app.model(city).await?.directory.clone();
    let mut new = NewDirectory {
        is_on: standing.is_on,
        is_required: standing.is_required,
        name: standing.name,
        issuer: standing.issuer,
        client_id: standing.client_id,
        client_secret: None,
        claim: standing.claim,
    };
    match what {
        None => {}
        Some(What::Try) => match attempt_as_owner(app, &new.issuer).await {
            Ok(tried) => {
                answer!("it describes itself: people sign in at {}, {} keys", tried.sign_in_at, tried.keys);
                return Ok(Ok(()));
            }
            Err(problem) => return Ok(Err(problem)),
        },
        Some(What::Link { login, subject }) => {
            let done = link_as_owner(app, city, &login, &subject).await;
            if done.is_ok() {
                answer!("{login} is {subject} in the directory");
            }
            return Ok(done);
        }
        Some(changed) => {
            match changed {
                What::On => new.is_on = true,
                What::Off => new.is_on = false,
                What::Set(set) => set.into(&mut new)?,
                What::Try | What::Link { .. } => {}
            }
            if let Err(problem) = change_as_owner(app, city, new).await {
                return Ok(Err(problem));
            }
        }
    }
    show(app, city).await?;
    Ok(Ok(()))
}

impl Set {
    fn into(self, new: &mut NewDirectory) -> anyhow::Result<()> {
        let Set { name, issuer, client_id, client_secret_file, claim, required } = self;
        new.name = name.unwrap_or(std::mem::take(&mut new.name));
        new.issuer = issuer.unwrap_or(std::mem::take(&mut new.issuer));
        new.client_id = client_id.unwrap_or(std::mem::take(&mut new.client_id));
        new.claim = claim.unwrap_or(std::mem::take(&mut new.claim));
        if new.claim.is_empty() {
            changxiao_domain::orgs::SUBJECT.clone_into(&mut new.claim);
        }
        new.is_required = required.unwrap_or(new.is_required);
        new.client_secret = client_secret_file.map(|file| read_secret(&file)).transpose()?;
        Ok(())
    }
}

fn read_secret(file: &PathBuf) -> anyhow::Result<String> {
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
    } else {
        text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    }
    Ok(text.trim().to_owned())
}

async fn show(app: &App, city: CityId) -> anyhow::Result<()> {
    let directory = app.model(city).await?.directory.clone();
    if directory.issuer.is_empty() {
        answer!("no directory is set up");
        return Ok(());
    }
    let yes = |is: bool| if is { "yes" } else { "no" };
    answer!("in use: {}   required: {}", yes(directory.is_on), yes(directory.is_required));
    answer!("name: {}", directory.name);
    answer!("issuer: {}", directory.issuer);
    let secret = if directory.client_secret.is_empty() { "none" } else { "kept sealed" };
    answer!("client: {}   secret: {secret}", directory.client_id);
    answer!("claim: {}", directory.claim);
    Ok(())
}
