//! The unit of systemd that ships is one that systemd takes.

use std::{fs, process::Command};

use anyhow::ensure;

/// What systemd says of the unit, with a program that is there in the place of an installed one; `None` where there is no systemd.
fn verified(unit: &str) -> anyhow::Result<Option<String>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("changxiao.service");
    fs::write(&path, unit.replace("/usr/local/bin/changxiao", env!("CARGO_BIN_EXE_changxiao")))?;
    match Command::new("systemd-analyze").arg("verify").arg(&path).output() {
        Ok(said) => Ok(Some(String::from_utf8_lossy(&said.stderr).into_owned())),
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

#[allow(clippy::print_stdout, reason = "says aloud when nothing was looked at")]
#[test]
fn systemd_takes_the_unit_that_ships() -> anyhow::Result<()> {
    let unit = include_str!("../../../deploy/changxiao.service");
    let Some(said) = verified(unit)? else {
        println!("SKIPPED: there is no systemd-analyze on this machine");
        return Ok(());
    };
    let of_ours = |said: &str| said.lines().filter(|line| line.contains("changxiao.service")).count();
    ensure!(of_ours(&said) == 0, "{said}");
    let wrong = verified(&unit.replace("RestartSec=", "RestartSex="))?.unwrap_or_default();
    ensure!(of_ours(&wrong) == 1, "a wrong word is not seen: {wrong}");
    Ok(())
}
