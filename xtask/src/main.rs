//! `cargo xtask …`: every developer command.

mod commands;
mod environment;
mod machine;
mod outcome;
mod private_postgres;

use std::process::ExitCode;

use outcome::{Failure, Outcome};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Failure::new("which command?"));
    };
    match command.as_str() {
        "postgres" => commands::postgres::run(rest),
        private_postgres::KEEPER_COMMAND => private_postgres::keep_postgres().map(|()| ExitCode::SUCCESS),
        other => Err(Failure::new(format!("there is no command `{other}`"))),
    }
}
