//! Programs: where one is, and what it says when asked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::environment::variable;

/// The first file of that name on the path that may be run.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

pub fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// What a program prints, without the white space at both ends; `None` when it cannot be started or fails.
pub fn answer_of(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether we are root: servers of databases refuse to be, and a browser's sandbox does too.
pub fn we_are_root() -> bool {
    answer_of("id", &["-u"]).as_deref() == Some("0")
}
