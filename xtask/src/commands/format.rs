//! `cargo xtask format` formats what people write: Rust code and templates. The formatter of templates is
//! `ui/scripts/templates`, which needs Node and no package.

use std::process::Command;

use crate::arguments::Arguments;
use crate::building::cargo_command;
use crate::environment::workspace_root;
use crate::machine::toolchain::{check_node, provide_component};
use crate::outcome::Outcome;
use crate::process::run_to_success;
use crate::step::step;

pub fn run(arguments: Arguments) -> Outcome {
    arguments.expect_none()?;
    provide_component("fmt", "rustfmt")?;
    step("Format Rust code", || run_to_success(&mut cargo_command(&["fmt", "--all"])))?;
    step("Format templates", || format_templates(&[]))
}

/// Fails where a template is not formatted or a line of it is too long, and names the file and the line.
pub fn check_templates() -> Outcome {
    format_templates(&["--check"])
}

fn format_templates(arguments: &[&str]) -> Outcome {
    check_node()?;
    let mut command = Command::new("node");
    command.arg("ui/scripts/templates/format.mjs").args(arguments).current_dir(workspace_root());
    run_to_success(&mut command)
}
