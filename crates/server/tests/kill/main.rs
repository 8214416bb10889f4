//! The binary as a process: `kill -9` in the middle of whatever it may be doing (what was acknowledged is there, and what was not
//! whole is not), its end when it is asked to, and the rights of what it leaves on the disk.

mod backup;
#[cfg(unix)]
mod durability;
mod ending;
mod found;
mod import;
mod intake;
mod orders;
mod owner;
mod pipe;
#[cfg(unix)]
mod private;
mod sweep;

use std::{
    fs::{OpenOptions, read_to_string},
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::Context;
use changxiao_store::Address;
use changxiao_testkit::Fresh;
use tokio::sync::{Mutex, MutexGuard};

static TURN: Mutex<()> = Mutex::const_new(());

/// These tests take turns, because a neighbour's load would move the moments at which they kill.
async fn my_turn() -> MutexGuard<'static, ()> {
    TURN.lock().await
}

/// The binary with these words, on this folder and database.
fn changxiao(fresh: &Fresh, words: &[&str]) -> Command {
    let address = match &fresh.address {
        Address::Sqlite(path) => format!("sqlite:{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_changxiao"));
    command.args(words).arg("--data").arg(fresh.folder.path()).arg("--database").arg(address);
    command
}

/// A process that does not outlive its test.
struct Server(Child);

impl Server {
    /// Starts the server as a process of its own; returns it and where it listens.
    fn start(fresh: &Fresh) -> anyhow::Result<(Self, String)> {
        Self::start_with(fresh, &[])
    }

    /// Of a city that is founded with it, as every page but the founding itself wants one.
    fn of_new_city(fresh: &Fresh) -> anyhow::Result<(Self, String)> {
        Self::start_with(fresh, &["--city", "3506"])
    }

    fn start_with(fresh: &Fresh, more: &[&str]) -> anyhow::Result<(Self, String)> {
        let log = fresh.folder.path().join("server.log");
        let stderr = OpenOptions::new().create(true).append(true).open(&log)?;
        let mut child = changxiao(fresh, &[&["serve", "--listen", "127.0.0.1:0"], more].concat())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()?;
        let output = child.stdout.take().context("the server has no output")?;
        let server = Self(child);
        for line in BufReader::new(output).lines() {
            if let Some(address) = line?.strip_prefix("listening on ") {
                return Ok((server, address.to_owned()));
            }
        }
        anyhow::bail!("the server did not start: {}", read_to_string(log)?)
    }

    /// SIGKILL: no signal handler runs, nothing is flushed.
    fn kill(&mut self) -> anyhow::Result<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.kill();
    }
}
