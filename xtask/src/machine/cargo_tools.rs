//! Programs that look at the dependencies. They are compiled from the registry once, in the version named here.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::building::cargo_command;
use crate::environment::{target_folder, workspace_root};
use crate::outcome::Outcome;
use crate::process::run_to_success;
use crate::step::step;

pub struct Tool {
    /// Also the name of its package.
    program: &'static str,
    version: &'static str,
}

/// Finds dependencies that no source file names.
pub const MACHETE: Tool = Tool { program: "cargo-machete", version: "0.9.2" };
/// Holds licences, sources and versions of all dependencies against `deny.toml`.
pub const DENY: Tool = Tool { program: "cargo-deny", version: "0.20.2" };

impl Tool {
    /// A call of the tool; compiles it first where this version is not there yet.
    pub fn command(&self, arguments: &[&str]) -> Outcome<Command> {
        let mut command = Command::new(self.provide()?);
        command.current_dir(workspace_root()).args(arguments);
        Ok(command)
    }

    /// Where it is; compiled from the registry first where this version is not there yet.
    pub fn provide(&self) -> Outcome<PathBuf> {
        let folder = target_folder().join("tools");
        let program = folder.join("bin").join(self.program);
        let installed = fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
        if program.exists() && installed.contains(&format!("\"{} {} ", self.program, self.version)) {
            return Ok(program);
        }
        step(&format!("Compile {} {} (once)", self.program, self.version), || {
            let mut install =
                cargo_command(&["install", self.program, "--version", self.version, "--locked", "--quiet"]);
            // Neither optimised nor told of in a debugger: compiling would take longer than the look that it saves.
            install.args(["--debug", "--root"]).arg(&folder).env("CARGO_PROFILE_DEV_DEBUG", "none");
            run_to_success(&mut install)
        })?;
        Ok(program)
    }
}
