//! Rust's own tools and Node's.

use std::process::Command;

use super::program::{answer_of, find_program};
use crate::environment::cargo;
use crate::outcome::{Failure, Outcome};
use crate::process::run_to_success;
use crate::step::step;

/// The oldest Node that the packages in `package-lock.json` run on.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Sees to `cargo fmt` or `cargo clippy`, which a minimal toolchain leaves out.
pub fn provide_component(subcommand: &str, component: &str) -> Outcome {
    if answer_of(cargo(), &[subcommand, "--version"]).is_some() {
        return Ok(());
    }
    if find_program("rustup").is_none() {
        return Err(Failure::new(format!("`cargo {subcommand}` is missing")).with_remedy(format!(
            "install {component} for the toolchain in use; with rustup: rustup component add {component}"
        )));
    }
    step(&format!("Add {component} to the Rust toolchain"), || {
        run_to_success(Command::new("rustup").args(["component", "add", component]))
    })
}

pub fn has_nextest() -> bool {
    answer_of(cargo(), &["nextest", "--version"]).is_some()
}

/// The version of Node, as in `v20.20.2`.
///
/// # Errors
/// Node or npm is missing, or Node is too old.
pub fn check_node() -> Outcome<String> {
    let (major, minor) = OLDEST_NODE;
    let remedy =
        format!("install Node {major}.{minor} or newer with npm: https://nodejs.org or the system's package manager");
    let version = answer_of("node", &["--version"])
        .filter(|_| find_program("npm").is_some())
        .ok_or_else(|| Failure::new("Node or npm is missing").with_remedy(remedy.clone()))?;
    match node_version(&version) {
        Some(found) if found >= OLDEST_NODE => Ok(version),
        _ => Err(Failure::new(format!("Node {version} is too old")).with_remedy(remedy)),
    }
}

fn node_version(answer: &str) -> Option<(u32, u32)> {
    let mut numbers = answer.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::node_version;

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert!(node_version("v20.9.0") < node_version("v20.19.0"));
        assert!(node_version("v22.1.0") > node_version("v20.19.0"));
        assert_eq!(node_version("unknown"), None);
    }
}
