//! Running other programs and saying plainly how they ended.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;

use crate::outcome::{During, Failure, Outcome};
use crate::tally::{Runner, Tally};

/// Runs a program to its end, its output on our own.
///
/// # Errors
/// It cannot be started, or it ends with anything but success.
pub fn run_to_success(command: &mut Command) -> Outcome {
    let status = command.status().during(&format!("starting `{}`", line_of(command)))?;
    judge(command, status)
}

/// Runs a program to its end, its messages on our own; gives them.
///
/// # Errors
/// As [`run_to_success`].
pub fn run_and_read(command: &mut Command) -> Outcome<String> {
    let during = format!("starting `{}`", line_of(command));
    let mut child = command.stderr(Stdio::piped()).spawn().during(&during)?;
    let mut said = String::new();
    let messages = child.stderr.take().into_iter().flat_map(|from| BufReader::new(from).lines().map_while(Result::ok));
    for line in messages {
        eprintln!("{line}");
        said.push_str(&line);
        said.push('\n');
    }
    let status = child.wait().during(&format!("waiting for `{}`", line_of(command)))?;
    judge(command, status)?;
    Ok(said)
}

/// Runs a program that runs tests, passes its output on and adds what it counts to the tally.
///
/// # Errors
/// As [`run_to_success`].
pub fn run_tests(command: &mut Command, runner: Runner, tally: &mut Tally) -> Outcome {
    if std::io::stdout().is_terminal() {
        // Its output goes through a pipe, so that it does not see the terminal by itself.
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .during(&format!("starting `{}`", line_of(command)))?;
    let counted = Mutex::new(Tally::default());
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| pass_on(output, std::io::stdout(), runner, &counted));
        scope.spawn(|| pass_on(errors, std::io::stderr(), runner, &counted));
    });
    let status = child.wait().during(&format!("waiting for `{}`", line_of(command)))?;
    let counted = counted.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    *tally += counted;
    judge(command, status)?;
    // A runner that says "all is well" after none of what it should have run proves nothing.
    if counted.failed > 0 {
        return Err(Failure::new(format!(
            "`{}` ended well although {} tests failed",
            line_of(command),
            counted.failed
        )));
    }
    Ok(())
}

fn pass_on(from: Option<impl Read>, mut to: impl Write, runner: Runner, counted: &Mutex<Tally>) {
    let Some(from) = from else { return };
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let text = String::from_utf8_lossy(&line);
        // Whoever closed our output does not want it; the tests go on.
        let _ = writeln!(to, "{text}");
        if let (Some(found), Ok(mut counted)) = (runner.count(&text), counted.lock()) {
            *counted += found;
        }
    }
}

fn judge(command: &Command, status: ExitStatus) -> Outcome {
    match (status.success(), status.code()) {
        (true, _) => Ok(()),
        (false, Some(code)) => Err(Failure::new(format!("`{}` ended with code {code}", line_of(command)))),
        (false, None) => Err(Failure::new(format!("`{}` was ended by a signal", line_of(command)))),
    }
}

/// The command as one might type it, with the program's name instead of its whole path.
fn line_of(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
