//! `cargo xtask doctor` says what this machine has and lacks, and changes nothing.

use crate::arguments::Arguments;
use crate::environment::cargo;
use crate::machine::needs::{Need, missing_of};
use crate::machine::package_manager::PackageManager;
use crate::machine::program::{answer_of, find_program};
use crate::machine::toolchain::{check_node, has_nextest};
use crate::outcome::{Failure, Outcome};

pub fn run(arguments: Arguments) -> Outcome {
    arguments.expect_none()?;
    let mut missing = Vec::new();
    let mut show = |name: &str, found: Result<String, String>| match found {
        Ok(found) => eprintln!("✓  {name}: {found}"),
        Err(remedy) => {
            eprintln!("✗  {name}: {remedy}");
            missing.push(name.to_owned());
        }
    };

    show("Rust", answer_of(cargo(), &["--version"]).ok_or_else(|| "cargo does not answer".to_owned()));
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let found = answer_of(cargo(), &[subcommand, "--version"]);
        show(component, found.ok_or_else(|| format!("missing; rustup component add {component}")));
    }
    show(
        "C compiler",
        find_c_compiler().ok_or_else(|| "missing; SQLite is compiled from C: install gcc or clang".to_owned()),
    );
    show("Node with npm", check_node().map_err(|failure| failure.to_string()));
    for need in Need::ALL {
        show(&need.name(), need.found().ok_or_else(|| "missing".to_owned()));
    }
    match has_nextest() {
        true => eprintln!("✓  cargo-nextest: here, and used"),
        false => eprintln!("·  cargo-nextest: not here and not needed; tests run with cargo test, a little slower"),
    }

    match missing.as_slice() {
        [] => {
            eprintln!("\nNothing is missing.");
            Ok(())
        }
        missing => Err(Failure::new(format!("\nMissing: {}", missing.join("; "))).with_remedy(remedy())),
    }
}

fn find_c_compiler() -> Option<String> {
    ["cc", "gcc", "clang"].iter().find_map(|name| Some(find_program(name)?.display().to_string()))
}

fn remedy() -> String {
    let needs = missing_of(&Need::ALL);
    match PackageManager::find() {
        Some(manager) if !needs.is_empty() => {
            format!(
                "`cargo xtask test` installs what tests need where it may; by hand: {}",
                manager.line(&needs, manager.right())
            )
        }
        _ => "the lines above say it one by one".to_owned(),
    }
}
