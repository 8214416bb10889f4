//! `cargo xtask ci`: what has to pass before a merge.

use super::{format, generate, test};
use crate::arguments::Arguments;
use crate::building::{build_ui, cargo_command, npm};
use crate::circles;
use crate::environment::compiles_with_clippy;
use crate::machine::cargo_tools::{DENY, MACHETE};
use crate::machine::toolchain::provide_component;
use crate::outcome::{Failure, Outcome};
use crate::process::{run_and_read, run_to_success};
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
    checks.check("Lints of Rust code", lint);
    if without_tests {
        return checks.finish();
    }
    let tally = test::run_all(&mut checks)?;
    eprintln!("\n{tally}");
    checks.finish()
}

/// Every lint of every target. Where the compiler is clippy's (`.ci/run`), what was built has been linted, too, and cargo repeats what
/// it had to say: a second walk over the sources is saved.
fn lint() -> Outcome {
    if !compiles_with_clippy() {
        let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
        return run_to_success(&mut cargo_command(&lints));
    }
    let said = run_and_read(&mut cargo_command(&["build", "--workspace", "--all-targets", "--locked"]))?;
    let warned: Vec<&str> = said.lines().filter(|line| counts_warnings(line)).collect();
    if warned.is_empty() { Ok(()) } else { Err(Failure::new(warned.join("\n"))) }
}

/// Whether a line of cargo's says how many warnings a target has.
fn counts_warnings(line: &str) -> bool {
    line.starts_with("warning: `") && line.contains("` (") && line.contains(") generated ")
}

#[cfg(test)]
mod tests {
    use super::counts_warnings;

    #[test]
    fn warnings_of_targets_are_told_from_other_words() {
        assert!(counts_warnings("warning: `changxiao-app` (lib) generated 1 warning"));
        assert!(counts_warnings("warning: `changxiao-app` (lib test) generated 3 warnings (1 duplicate)"));
        assert!(!counts_warnings("warning: unused import: `crate::App`"));
        assert!(!counts_warnings("    Finished `dev` profile [unoptimized] target(s) in 0.31s"));
    }
}
