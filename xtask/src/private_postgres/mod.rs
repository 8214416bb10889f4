//! A PostgreSQL of our own: a fresh cluster in a temporary folder, on loopback, with a random superuser and
//! password, gone when we are.
//!
//! Two processes share the work. The command holds a [`PrivatePostgres`]; a keeper, which is this same program
//! started with [`KEEPER_COMMAND`] in a process group of its own, makes and runs the cluster. The keeper's standard
//! input is a pipe from the command. When the pipe closes, the command is gone (finished, failed, interrupted
//! with ctrl-C or killed) and the keeper stops the server and removes the folder. That needs no signal handler.

mod cluster;
mod keeper;
mod scratch;
mod server_user;

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::machine::postgres_binaries::OLDEST_VERSION;
use crate::outcome::{During, Failure, Outcome};

use scratch::Scratch;

pub use cluster::{Address, Disk};
pub use keeper::keep_postgres;

pub const KEEPER_COMMAND: &str = "keep-postgres";

/// The variable in which Rust tests, browser stories and benchmarks find the server: an address as a superuser,
/// who may create databases.
pub const ADDRESS_VARIABLE: &str = "CHANGXIAO_TEST_POSTGRES";

pub struct PrivatePostgres {
    keeper: Child,
    pub address: Address,
    /// Where the server writes and whoever is told of it.
    scratch: Scratch,
}

/// Starts a private server, which treats the disk so, and waits until it accepts connections.
///
/// # Errors
/// No PostgreSQL on the machine, or the cluster cannot be made or started (with the server's last lines).
pub fn start_private_postgres(disk: Disk) -> Outcome<PrivatePostgres> {
    let program = std::env::current_exe().during("finding xtask's own program")?;
    let scratch = Scratch::choose(disk);
    let mut keeper = Command::new(program)
        .args([KEEPER_COMMAND, disk.word()])
        .envs(scratch.variables())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Ctrl-C reaches every process of the terminal's foreground group; the keeper must outlive it to tidy up.
        .process_group(0)
        .spawn()
        .during("starting the keeper of the private PostgreSQL")?;
    let mut report = String::new();
    if let Some(output) = keeper.stdout.take() {
        BufReader::new(output).read_line(&mut report).during("waiting for the private PostgreSQL")?;
    }
    match Address::parse(report.trim()) {
        Some(address) => Ok(PrivatePostgres { keeper, address, scratch }),
        None => {
            // The keeper has said on standard error what went wrong.
            keeper.wait().during("waiting for the keeper of the private PostgreSQL")?;
            Err(Failure::new("the private PostgreSQL did not start; the reason stands above").with_remedy(format!(
                "`cargo xtask doctor` shows what is missing; any PostgreSQL from version {OLDEST_VERSION} will do"
            )))
        }
    }
}

impl PrivatePostgres {
    /// Lets a command find the server: in our own variable, and in those that `psql` and its kin read; and write where the server does.
    pub fn tell(&self, command: &mut Command) {
        command
            .env(ADDRESS_VARIABLE, self.address.url("postgres"))
            .env("PGHOST", "127.0.0.1")
            .env("PGPORT", self.address.port.to_string())
            .env("PGUSER", &self.address.user)
            .env("PGPASSWORD", &self.address.password)
            .env("PGDATABASE", "postgres")
            .envs(self.scratch.variables());
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing can be done about a keeper that ends badly; it has said so itself.
        let _ = self.keeper.wait();
    }
}
