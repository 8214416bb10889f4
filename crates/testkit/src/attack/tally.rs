//! How many attempts were made, and which did not hold.

use std::fmt;

/// The attempts of one kind.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub what: &'static str,
    pub attempts: u64,
    /// What did not hold, the first of them.
    pub holes: Vec<String>,
    /// How many did not hold.
    pub opened: u64,
}

/// All kinds, in the order in which they were tried.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub lines: Vec<Line>,
}

/// So many holes of a kind are named.
const NAMED: usize = 20;

impl Tally {
    pub fn attempts(&self) -> u64 {
        self.lines.iter().map(|line| line.attempts).sum()
    }

    /// How many attempts did not hold.
    pub fn opened(&self) -> u64 {
        self.lines.iter().map(|line| line.opened).sum()
    }

    /// An attempt that held.
    pub(super) fn held(&mut self, what: &'static str) {
        self.line(what).attempts += 1;
    }

    /// An attempt that did not.
    pub(super) fn hole(&mut self, what: &'static str, told: String) {
        let line = self.line(what);
        line.attempts += 1;
        line.opened += 1;
        if line.holes.len() < NAMED {
            line.holes.push(told);
        }
    }

    pub(super) fn judge(&mut self, what: &'static str, holds: bool, told: impl FnOnce() -> String) {
        match holds {
            true => self.held(what),
            false => self.hole(what, told()),
        }
    }

    fn line(&mut self, what: &'static str) -> &mut Line {
        let place = self.lines.iter().position(|line| line.what == what).unwrap_or_else(|| {
            self.lines.push(Line { what, ..Line::default() });
            self.lines.len() - 1
        });
        &mut self.lines[place]
    }
}

/// A table, and below it what did not hold.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.lines.iter().map(|line| line.what.len()).max().unwrap_or(0);
        writeln!(f, "{:width$}  attempts      held  holes", "kind")?;
        for Line { what, attempts, opened, .. } in &self.lines {
            writeln!(f, "{what:width$}  {attempts:>8}  {:>8}  {opened:>5}", attempts - opened)?;
        }
        let (attempts, opened) = (self.attempts(), self.opened());
        writeln!(f, "{:width$}  {attempts:>8}  {:>8}  {opened:>5}", "all", attempts - opened)?;
        for line in self.lines.iter().filter(|line| line.opened > 0) {
            writeln!(f, "\nHOLE {} ({} times)", line.what, line.opened)?;
            for hole in &line.holes {
                writeln!(f, "  {hole}")?;
            }
        }
        Ok(())
    }
}
