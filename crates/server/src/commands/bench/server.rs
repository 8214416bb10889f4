//! The server under test: a process of its own, so that its memory and its processor time are its own.

use std::{
    net::SocketAddr,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::Place;

pub struct Server {
    child: Child,
    pub pid: u32,
    pub address: SocketAddr,
    pub start_seconds: f64,
}

impl Server {
    /// Starts this same program on the same data and waits until it listens.
    #[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
    pub async fn start(place: &Place) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg("--listen").arg("127.0.0.1:0").arg("--data").arg(&place.data);
        if let Some(database) = &place.database {
            command.arg("--database").arg(database);
        }
        let mut child =
            command.stdout(Stdio::piped()).kill_on_drop(true).spawn().context("the server could not be started")?;
        let pid = child.id().context("the server ended at once")?;
        let mut lines = BufReader::new(child.stdout.take().context("the server's answers cannot be read")?).lines();
        let address = tokio::time::timeout(Duration::from_secs(60), async {
            while let Some(line) = lines.next_line().await? {
                if let Some(address) = line.strip_prefix("listening on http://") {
                    return anyhow::Ok(address.parse::<SocketAddr>()?);
                }
            }
            bail!("the server ended before it listened")
        })
        .await??;
        Ok(Self { child, pid, address, start_seconds: begun.elapsed().as_secs_f64() })
    }

    /// Ends it as an administrator would, with SIGTERM, and waits.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let ended = Command::new("kill").arg(self.pid.to_string()).status().await?;
        if !ended.success() {
            self.child.kill().await?;
        }
        tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await.context("the server did not end")??;
        Ok(())
    }
}
