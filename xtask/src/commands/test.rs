//! `cargo xtask test`: everything that proves the program right, on a machine that may have nothing but Rust and Node.

use std::num::NonZero;
use std::process::Command;
use std::thread;

use crate::arguments::Arguments;
use crate::building::{Profile, build_server, build_ui, cargo_command, install_npm_packages, npm};
use crate::environment::workspace_root;
use crate::machine::chromium::{CHROMIUM_VARIABLE, find_chromium};
use crate::machine::needs::{Need, provide};
use crate::machine::toolchain::has_nextest;
use crate::outcome::{Failure, Outcome};
use crate::private_postgres::{Disk, PrivatePostgres, start_private_postgres};
use crate::process::run_tests;
use crate::step::{Checks, step};
use crate::tally::{Runner, Tally};

/// How the names of the tests begin that measure waiting.
const MEASURING: &str = "durability::";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Suite {
    Rust,
    Ui,
    Browser,
}

struct Wish {
    suites: Vec<Suite>,
    /// Tests whose names contain one of these; none for all tests.
    words: Vec<String>,
}

pub fn run(arguments: Arguments) -> Outcome {
    let wish = read_wish(arguments)?;
    let mut checks = Checks::default();
    let tally = run_suites(&wish, &mut checks)?;
    eprintln!("\n{tally}");
    checks.finish()
}

/// All suites, for `ci`, which adds its own checks to the same list.
pub fn run_all(checks: &mut Checks) -> Outcome<Tally> {
    run_suites(&Wish { suites: vec![Suite::Rust, Suite::Ui, Suite::Browser], words: Vec::new() }, checks)
}

fn read_wish(mut arguments: Arguments) -> Outcome<Wish> {
    let no_browser = arguments.take_flag("--no-browser");
    let suites = match arguments.take_value("--only")?.as_deref() {
        Some("rust") => vec![Suite::Rust],
        Some("ui") => vec![Suite::Ui],
        Some("browser") if no_browser => {
            return Err(Failure::new("--only browser and --no-browser leave nothing to do"));
        }
        Some("browser") => vec![Suite::Browser],
        Some(other) => return Err(Failure::new(format!("--only takes rust, ui or browser, not {other}"))),
        None if no_browser => vec![Suite::Rust, Suite::Ui],
        None => vec![Suite::Rust, Suite::Ui, Suite::Browser],
    };
    Ok(Wish { suites, words: arguments.words()? })
}

/// What suites need must succeed; the suites themselves do not need each other, so that one run shows all that is
/// wrong.
fn run_suites(wish: &Wish, checks: &mut Checks) -> Outcome<Tally> {
    let has = |suite| wish.suites.contains(&suite);
    let mut needs = Vec::new();
    if has(Suite::Rust) || has(Suite::Browser) {
        needs.push(Need::Postgres);
    }
    if has(Suite::Browser) {
        needs.extend([Need::Chromium, Need::ChineseFonts]);
    }
    provide(&needs)?;
    install_npm_packages()?;
    let mut tally = Tally::default();
    if has(Suite::Ui) {
        checks.check("Tests of the user interface", || ui_tests(&wish.words, &mut tally));
    }
    if has(Suite::Rust) || has(Suite::Browser) {
        // The server takes pages' styles and scripts from there; without them it does not compile.
        build_ui()?;
        let postgres = step("Start a private PostgreSQL", || start_private_postgres(Disk::Remembered))?;
        if has(Suite::Rust) {
            checks.check("Rust tests on SQLite and PostgreSQL", || rust_tests(&postgres, &wish.words, &mut tally));
            checks
                .check("Examples in Rust's documentation", || documentation_tests(&postgres, &wish.words, &mut tally));
        }
        if has(Suite::Browser) {
            checks.check("Browser stories on SQLite and PostgreSQL", || {
                browser_stories(&postgres, &wish.words, &mut tally)
            });
        }
    }
    if tally.passed + tally.failed == 0 && !wish.words.is_empty() {
        checks.check("Find tests by name", || {
            Err(Failure::new(format!("no test's name contains {}", wish.words.join(" or "))))
        });
    }
    Ok(tally)
}

fn rust_tests(postgres: &PrivatePostgres, words: &[String], tally: &mut Tally) -> Outcome {
    if has_nextest() {
        let mut command = cargo_command(&["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
        command.arg("--test-threads").arg(side_by_side().to_string());
        if !words.is_empty() {
            // Nothing may match in one suite and something in another.
            command.arg("--no-tests=pass").args(words);
        }
        return rust_run(postgres, &mut command, Runner::Nextest, tally);
    }
    let mut command = cargo_command(&["test", "--workspace", "--locked", "--no-fail-fast", "--all-targets", "--"]);
    if !words.is_empty() {
        return rust_run(postgres, command.args(words), Runner::CargoTest, tally);
    }
    // `.config/nextest.toml` says the same for nextest: stories that measure waiting run alone.
    let together = rust_run(postgres, command.args(["--skip", MEASURING]), Runner::CargoTest, tally);
    let mut alone = cargo_command(&["test", "--locked", "-p", "changxiao-testkit", "--test", "it", "--"]);
    let alone = rust_run(postgres, alone.args([MEASURING, "--test-threads=1"]), Runner::CargoTest, tally);
    together.and(alone)
}

/// One more than there are processors: many a test waits for a moment, a process or a disk.
fn side_by_side() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get) + 1
}

fn rust_run(postgres: &PrivatePostgres, command: &mut Command, runner: Runner, tally: &mut Tally) -> Outcome {
    postgres.tell(command);
    // A snapshot that differs is a failure, never a new snapshot.
    run_tests(command.env("INSTA_UPDATE", "no"), runner, tally)
}

fn documentation_tests(postgres: &PrivatePostgres, words: &[String], tally: &mut Tally) -> Outcome {
    let mut command = cargo_command(&["test", "--workspace", "--locked", "--no-fail-fast", "--doc", "--"]);
    postgres.tell(&mut command);
    run_tests(command.args(words), Runner::CargoTest, tally)
}

fn ui_tests(words: &[String], tally: &mut Tally) -> Outcome {
    let mut command = npm(&["run", "--silent", "test", "-w", "ui", "--"]);
    if !words.is_empty() {
        command.arg("--passWithNoTests").args(words);
    }
    run_tests(&mut command, Runner::Vitest, tally)
}

fn browser_stories(postgres: &PrivatePostgres, words: &[String], tally: &mut Tally) -> Outcome {
    let server = build_server(Profile::Debug)?;
    let chromium = find_chromium().ok_or_else(|| Failure::new("Chromium has gone"))?;
    let mut command = npm(&["exec", "--no", "--", "playwright", "test"]);
    command.current_dir(workspace_root().join("e2e"));
    postgres.tell(&mut command);
    command.env(CHROMIUM_VARIABLE, chromium.program).env("CHANGXIAO_SERVER", server);
    if !words.is_empty() {
        command.arg("--pass-with-no-tests").args(words);
    }
    run_tests(&mut command, Runner::Playwright, tally)
}

#[cfg(test)]
mod tests {
    use super::{Suite, read_wish};
    use crate::arguments::Arguments;

    fn suites_of(line: &str) -> Result<Vec<Suite>, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        read_wish(Arguments::new(&words)).map(|wish| wish.suites).map_err(|failure| failure.to_string())
    }

    #[test]
    fn suites_are_chosen_and_nonsense_is_refused() {
        assert_eq!(suites_of("cases"), Ok(vec![Suite::Rust, Suite::Ui, Suite::Browser]));
        assert_eq!(suites_of("--no-browser"), Ok(vec![Suite::Rust, Suite::Ui]));
        assert_eq!(suites_of("--only browser"), Ok(vec![Suite::Browser]));
        assert!(suites_of("--only browser --no-browser").is_err());
        assert!(suites_of("--only everything").is_err());
        assert!(suites_of("--quick").is_err());
    }
}
