//! `cargo xtask postgres -- COMMAND…` runs a command beside a private PostgreSQL.

use std::io::Read;
use std::process::{Command, ExitCode};

use crate::outcome::{During, Outcome};
use crate::private_postgres::start_private_postgres;

/// Runs the command with the server's address in `CHANGXIAO_TEST_POSTGRES` and in the variables of `psql`, and ends
/// as the command ends. Without a command the server stays until ctrl-C or the end of standard input.
pub fn run(arguments: &[String]) -> Outcome<ExitCode> {
    let server = start_private_postgres()?;
    let words = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    let Some((program, rest)) = words.split_first() else {
        eprintln!("PostgreSQL runs at {} until ctrl-C.", server.address.url("postgres"));
        std::io::stdin().read_to_end(&mut Vec::new()).during("waiting for the end of standard input")?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut command = Command::new(program);
    command.args(rest);
    server.tell(&mut command);
    let status = command.status().during(&format!("starting {program}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
