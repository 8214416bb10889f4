//! The process that owns the private cluster for as long as the command that asked for it lives.

use std::io::{Read, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::cluster::{Cluster, Disk};
use super::scratch::Kept;
use crate::machine::postgres_binaries::{OLDEST_VERSION, find_postgres_binaries};
use crate::outcome::{During, Failure, Outcome};

/// Makes and starts a cluster, prints its address on standard output, and stops and removes it when standard input
/// ends.
pub fn keep_postgres(disk: Disk) -> Outcome {
    // Declared first, so that it goes last.
    let _scratch = Kept::of(disk);
    let binaries = find_postgres_binaries().ok_or_else(|| {
        Failure::new(format!("no PostgreSQL server from version {OLDEST_VERSION} on this machine"))
            .with_remedy("`cargo xtask doctor` prints the line that installs it")
    })?;
    let mut cluster = Cluster::create(binaries, disk)?;
    cluster.start()?;
    report(&cluster.address.url("postgres"))?;
    let ended = end_of_standard_input();
    loop {
        match ended.recv_timeout(Duration::from_millis(500)) {
            Err(RecvTimeoutError::Timeout) if cluster.has_ended()? => {
                return Err(Failure::new(format!("the private PostgreSQL ended by itself:\n{}", cluster.last_lines())));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

fn report(line: &str) -> Outcome {
    let mut output = std::io::stdout();
    writeln!(output, "{line}").and_then(|()| output.flush()).during("telling the address of the private PostgreSQL")
}

fn end_of_standard_input() -> std::sync::mpsc::Receiver<()> {
    let (tell, ended) = channel();
    thread::spawn(move || {
        let mut ignored = [0; 64];
        while matches!(std::io::stdin().read(&mut ignored), Ok(count) if count > 0) {}
        // The receiver is gone only when the keeper is ending anyway.
        let _ = tell.send(());
    });
    ended
}
