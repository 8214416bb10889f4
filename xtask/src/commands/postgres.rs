//! `cargo xtask postgres -- COMMAND…` runs a command beside a private PostgreSQL.

use std::io::Read;
use std::process::Command;

use crate::arguments::Arguments;
use crate::environment::forget_own_package;
use crate::machine::needs::{Need, provide};
use crate::outcome::{During, Outcome};
use crate::private_postgres::{Disk, start_private_postgres};
use crate::process::run_to_success;

/// Runs the command with the server's address in `CHANGXIAO_TEST_POSTGRES` and in the variables of `psql`. Without a
/// command the server stays until ctrl-C or the end of standard input.
pub fn run(arguments: Arguments) -> Outcome {
    provide(&[Need::Postgres])?;
    let server = start_private_postgres(Disk::Waited)?;
    let words = arguments.rest();
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(&words);
    let Some((program, rest)) = words.split_first() else {
        eprintln!("PostgreSQL runs at {} until ctrl-C.", server.address.url("postgres"));
        std::io::stdin().read_to_end(&mut Vec::new()).during("waiting for the end of standard input")?;
        return Ok(());
    };
    let mut command = Command::new(program);
    forget_own_package(&mut command);
    server.tell(&mut command);
    run_to_success(command.args(rest))
}
