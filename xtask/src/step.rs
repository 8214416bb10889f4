//! Steps with a title in plain words and a duration.

use std::time::{Duration, Instant};

use crate::outcome::{Failure, Outcome};

/// Does one step. What comes after it needs it: a failure ends the command.
pub fn step<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    eprintln!("\n── {title}");
    let begun = Instant::now();
    let outcome = work();
    let took = seconds(begun.elapsed());
    match &outcome {
        Ok(_) => eprintln!("✓  {title} ({took})"),
        Err(_) => eprintln!("✗  {title} ({took})"),
    }
    outcome
}

/// Steps that do not need each other: all are done, and what failed is said at the end.
#[derive(Default)]
pub struct Checks {
    failures: Vec<String>,
}

impl Checks {
    pub fn check(&mut self, title: &str, work: impl FnOnce() -> Outcome) {
        if let Err(failure) = step(title, work) {
            self.failures.push(format!("{title}: {failure}"));
        }
    }

    pub fn finish(self) -> Outcome {
        match self.failures.as_slice() {
            [] => Ok(()),
            failures => Err(Failure::new(format!("\nFailed:\n- {}", failures.join("\n- ")))),
        }
    }
}

fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..60 => format!("{:.1} s", duration.as_secs_f32()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}
