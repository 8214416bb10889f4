//! `cargo xtask ci`: what has to pass before a merge.

use super::{format, generate, test};
use crate::arguments::Arguments;
use crate::building::{build_ui, cargo_command, npm};
use crate::circles;
use crate::machine::cargo_tools::{DENY, MACHETE};
use crate::machine::toolchain::provide_component;
use crate::outcome::Outcome;
use crate::process::run_to_success;
use crate::step::Checks;

pub fn run(mut arguments: Arguments) -> Outcome {
    let without_tests = arguments.take_flag("--no-tests");
    arguments.expect_none()?;
    provide_component("fmt", "rustfmt")?;
    provide_component("clippy", "clippy")?;
    let mut checks = Checks::default();
    checks.check("Format of Rust code", || run_to_success(&mut cargo_command(&["fmt", "--all", "--", "--check"])));
    checks.check("Format of templates", format::check_templates);
    checks.check("No files that take from each other in a circle", circles::check);
    checks.check("No dependency that nobody uses", || run_to_success(&mut MACHETE.command(&["--with-metadata"])?));
    checks.check("Licences, sources and versions of the dependencies", || {
        run_to_success(&mut DENY.command(&["check", "bans", "licenses", "sources"])?)
    });
    checks.check("Generated files are unchanged", generate::check);
    build_ui()?;
    checks.check("Types of the user interface", || run_to_success(&mut npm(&["run", "--silent", "check", "-w", "ui"])));
    checks
        .check("Types of the browser stories", || run_to_success(&mut npm(&["run", "--silent", "check", "-w", "e2e"])));
    checks.check("Lints of Rust code", || {
        let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
        run_to_success(&mut cargo_command(&lints))
    });
    if without_tests {
        return checks.finish();
    }
    let tally = test::run_all(&mut checks)?;
    eprintln!("\n{tally}");
    checks.finish()
}
