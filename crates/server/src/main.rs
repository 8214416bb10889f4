//! `changxiao`: serves the pages, loads cities, checks chains, measures.

mod commands;
mod config;
mod log;
mod print;
mod start;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, parser::ValueSource};

/// The software behind a city's long-term mechanism (常态长效机制).
#[derive(Parser)]
#[command(name = "changxiao", version, about)]
struct Cli {
    #[command(flatten)]
    place: Place,
    /// How log lines on standard error are written; CHANGXIAO_LOG=debug says more.
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    log: Option<log::LogFormat>,
    #[command(subcommand)]
    command: Command,
}

/// Where data and configuration lie.
#[derive(clap::Args, Clone, Debug)]
struct Place {
    /// Folder for database, photos, secrets and config.toml.
    #[arg(long, global = true, default_value = "changxiao-data", value_name = "DIR")]
    data: PathBuf,
    /// sqlite:PATH or postgres://user:password@host/name; default: a file in the data folder, or what config.toml says.
    #[arg(long, global = true, value_name = "ADDRESS")]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves pages and interface. The first start founds the city and prints the administrator's one-time password.
    Serve(commands::serve::Serve),
    /// Brings the database to the newest schema and says which steps were taken.
    Migrate,
    /// Founds a city and sets it up from what ships and from its own sheets; says what is still missing.
    Found(Box<commands::found::Found>),
    /// Copies database and photos into a folder while the server runs.
    Backup(commands::backup::Backup),
    /// Puts a backup into an empty place and recomputes its chains.
    Restore(commands::restore::Restore),
    /// Loads a demonstration city into an empty database and serves it on 127.0.0.1.
    Demo(commands::demo::Demo),
    /// Imports reference data from a file; all of it or nothing.
    Import(commands::import::Import),
    /// Checks the document of a procedure (办理规程), or puts one of the city's own in force as the owner of the machine.
    Procedures(commands::procedures::Procedures),
    /// Prints the scores of a period.
    Score(commands::score::Score),
    /// Prints what lower levels were asked for in a month with every event that it is counted from, as JSON.
    Burden(commands::burden::Burden),
    /// Carries what a year left open over into the next one, once.
    CloseYear(commands::close_year::CloseYear),
    /// Recomputes chains, rows, seals and photos, and names by table, key and column what does not hold.
    VerifyAudit(commands::verify_audit::VerifyAudit),
    /// Opens an account with a new one-time password: the owner's way back when no administrator can sign in.
    Unlock(commands::unlock::Unlock),
    /// Lists what waits for a second administrator, or confirms it as the owner of the machine.
    Confirm(commands::confirm::Confirm),
    /// Lays the tables out by city over the servers of a Citus cluster, or says what it would do.
    Distribute(commands::distribute::Distribute),
    /// Shows, sets up and tries the directory through which people sign in, as the owner of the machine.
    Directory(commands::directory::Directory),
    /// Says what is missing or unusual in this installation.
    Doctor(commands::doctor::Doctor),
    /// Says when a limit runs out, with the arithmetic day by day. Needs no database: without --data the shipped holidays count.
    Deadline(commands::deadline::Deadline),
    /// Measures intake (beside the engine's own durable ceiling), pages, worklists, whole lives of cases, and what holds under attack or load.
    Bench(commands::bench::Bench),
}

fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|problem| problem.exit());
    let place_named = ["data", "database"].iter().any(|id| matches.value_source(id) == Some(ValueSource::CommandLine));
    config::start_log(cli.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(problem) => return fail(&problem.into()),
    };
    let code = match runtime.block_on(run(cli, place_named)) {
        Ok(code) => code,
        Err(problem) => fail(&problem),
    };
    // Work on threads of its own that has not ended by now must not hold up the end of the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    code
}

/// `place_named`: data folder or database stand on the command line, and are not only the default.
async fn run(cli: Cli, place_named: bool) -> anyhow::Result<ExitCode> {
    let place = cli.place;
    match cli.command {
        Command::Serve(command) => command.run(&place).await,
        Command::Migrate => commands::migrate::run(&place).await,
        Command::Found(command) => command.run(&place).await,
        Command::Backup(command) => command.run(&place).await,
        Command::Restore(command) => command.run(&place).await,
        Command::Demo(command) => command.run(&place).await,
        Command::Import(command) => command.run(&place).await,
        Command::Procedures(command) => command.run(place_named.then_some(&place)).await,
        Command::Score(command) => command.run(&place).await,
        Command::Burden(command) => command.run(&place).await,
        Command::CloseYear(command) => command.run(&place).await,
        Command::VerifyAudit(command) => command.run(&place).await,
        Command::Unlock(command) => command.run(&place).await,
        Command::Confirm(command) => command.run(&place).await,
        Command::Distribute(command) => command.run(&place).await,
        Command::Directory(command) => command.run(&place).await,
        Command::Doctor(command) => command.run(&place).await,
        Command::Deadline(command) => command.run(place_named.then_some(&place)).await,
        Command::Bench(command) => command.run(&place).await,
    }
}

/// Prints the whole chain of causes, once.
fn fail(problem: &anyhow::Error) -> ExitCode {
    print::trouble(format_args!("changxiao: {problem:#}"));
    ExitCode::FAILURE
}
