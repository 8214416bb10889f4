//! What several commands build first: npm's packages, the user interface, the server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::environment::{cargo, forget_own_package, target_folder, workspace_root};
use crate::machine::toolchain::check_node;
use crate::outcome::{During, Outcome};
use crate::process::run_to_success;
use crate::step::step;

#[derive(Clone, Copy)]
pub enum Profile {
    /// Quick to build, with checks; what tests use.
    Debug,
    /// What a newcomer waits for: see `profile.demo` in Cargo.toml.
    Demo,
    /// What is measured.
    Release,
}

/// A command of npm's in the workspace's folder.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(workspace_root());
    // Browsers come from the system: see `machine::chromium`.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("npm_config_update_notifier", "false");
    command
}

/// A command of cargo's in the workspace's folder.
pub fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(cargo());
    // The folder is named, so that what built xtask and what builds the rest agree on it.
    command.args(arguments).current_dir(workspace_root()).env("CARGO_TARGET_DIR", target_folder());
    forget_own_package(&mut command);
    command
}

/// Installs exactly what `package-lock.json` names, unless that is what is installed.
pub fn install_npm_packages() -> Outcome {
    check_node()?;
    let lock = fs::read(workspace_root().join("package-lock.json")).during("reading package-lock.json")?;
    // `npm ci` begins by removing the folder and this mark with it.
    let mark = workspace_root().join("node_modules/.installed-package-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("Install npm packages", || {
        run_to_success(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
        fs::write(&mark, &lock).during("marking the npm packages as installed")
    })
}

/// Builds `ui/dist`, which the server takes its scripts, styles and fonts from.
pub fn build_ui() -> Outcome {
    install_npm_packages()?;
    step("Build the user interface", || run_to_success(&mut npm(&["run", "--silent", "build", "-w", "ui"])))
}

/// Builds the server and gives the path of the program.
pub fn build_server(profile: Profile) -> Outcome<PathBuf> {
    match profile {
        Profile::Debug => {
            step("Build the server for tests", build_programs)?;
            Ok(target_folder().join("debug/changxiao"))
        }
        Profile::Demo => build_program(
            "Build the server for the demonstration (the first time about 4 minutes on two processors; cargo counts the crates)",
            "demo",
        ),
        Profile::Release => build_program("Build the server (release; about 15 minutes the first time)", "release"),
    }
}

fn build_program(title: &str, profile: &str) -> Outcome<PathBuf> {
    let build = ["build", "--profile", profile, "--locked", "--package", "changxiao-server", "--bin", "changxiao"];
    step(title, || run_to_success(&mut cargo_command(&build)))?;
    Ok(target_folder().join(profile).join("changxiao"))
}

/// Builds the programs and examples of the workspace with the very dependencies that its tests have. One package alone would choose
/// other features of them, and the largest crates would be compiled a second time.
fn build_programs() -> Outcome {
    let build = ["build", "--quiet", "--workspace", "--exclude", "xtask", "--locked", "--bins", "--examples"];
    run_to_success(&mut cargo_command(&build))
}

/// Builds the examples and gives the folder they lie in.
pub fn build_examples() -> Outcome<PathBuf> {
    build_programs()?;
    Ok(target_folder().join("debug/examples"))
}
