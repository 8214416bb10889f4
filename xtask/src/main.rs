//! `cargo xtask …`: every developer command.

mod arguments;
mod building;
mod circles;
mod commands;
mod environment;
mod machine;
mod outcome;
mod private_postgres;
mod process;
mod step;
mod tally;

use std::process::ExitCode;

use arguments::Arguments;
use commands::COMMANDS;
use outcome::{Failure, Outcome};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Outcome {
    let Some((name, rest)) = words.split_first().filter(|(name, _)| !matches!(name.as_str(), "help" | "--help" | "-h"))
    else {
        show_help();
        return Ok(());
    };
    if name == private_postgres::KEEPER_COMMAND {
        return private_postgres::keep_postgres(private_postgres::Disk::of(rest));
    }
    match COMMANDS.iter().find(|command| command.name == name.as_str()) {
        Some(command) => (command.run)(Arguments::new(rest)),
        None => {
            show_help();
            Err(Failure::new(format!("\nThere is no command `{name}`.")))
        }
    }
}

fn show_help() {
    for command in &COMMANDS {
        eprintln!("cargo xtask {} {}", command.name, command.arguments);
        eprintln!("    {}", command.purpose);
    }
}
