//! The server's memory, as the kernel counts it.

use anyhow::Context;

/// Resident memory now.
pub fn resident_megabytes(pid: u32) -> anyhow::Result<f64> {
    field(pid, "VmRSS:")
}

/// The most it ever was.
pub fn peak_megabytes(pid: u32) -> anyhow::Result<f64> {
    field(pid, "VmHWM:")
}

fn field(pid: u32, name: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))
        .context("memory is read from /proc, which this system lacks")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("the kernel does not tell")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}
