//! What xtask reads from outside: variables and the places that follow from them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder that holds the workspace's `Cargo.toml`.
pub fn workspace_root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// The folder into which cargo builds: xtask itself lies in `TARGET/debug/xtask`, so whatever moved
/// it there (a variable, a configuration file) moves all other builds to the same place.
pub fn target_folder() -> PathBuf {
    let beside_xtask = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.to_path_buf()));
    beside_xtask.unwrap_or_else(|| workspace_root().join("target"))
}

/// The cargo that started us, or the one on the path.
pub fn cargo() -> String {
    variable("CARGO").unwrap_or_else(|| "cargo".to_owned())
}

/// A variable of the environment; `None` when it is missing, empty or no Unicode.
#[allow(clippy::disallowed_methods, reason = "xtask is a tool for developers and has no configuration of its own")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether our own crates are compiled by clippy's compiler, which lints them on the way.
pub fn compiles_with_clippy() -> bool {
    let wrapper = variable("RUSTC_WORKSPACE_WRAPPER");
    wrapper.is_some_and(|wrapper| Path::new(&wrapper).file_stem().is_some_and(|name| name == "clippy-driver"))
}

/// Takes from a command what `cargo run` told us of xtask's own package. A cargo that is started with it takes the variables for
/// changed ones wherever a build script looks at them (ring does), and compiles half of the dependencies again each time that
/// `cargo xtask` and a plain `cargo` are called in turn.
#[allow(clippy::disallowed_methods, reason = "xtask is a tool for developers and has no configuration of its own")]
pub fn forget_own_package(command: &mut Command) {
    let told = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(told)) {
        command.env_remove(name);
    }
}
