//! How many attempts were made, and which did not hold.

use std::{
    fmt,
    time::{Duration, Instant},
};

/// The attempts of one kind.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub what: &'static str,
    pub attempts: u64,
    /// From the attempt before to each of these, with all that was made ready for it.
    pub took: Duration,
    /// What did not hold, the first of them.
    pub holes: Vec<String>,
    /// How many did not hold.
    pub opened: u64,
}

/// Is told of a kind while it is tried, and how many attempts were made in all.
pub type Progress = fn(&Line, u64);

/// All kinds, in the order in which they were tried.
#[derive(Clone, Debug)]
pub struct Tally {
    pub lines: Vec<Line>,
    progress: Progress,
    /// When the newest attempt was judged, and when the progress was told.
    newest: Instant,
    told: Instant,
}

/// So many holes of a kind are named.
const NAMED: usize = 20;
/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_secs(10);

impl Tally {
    #[allow(clippy::disallowed_methods, reason = "how long attempts take is read from the machine's clock")]
    pub fn begin(progress: Progress) -> Self {
        let now = Instant::now();
        Self { lines: Vec::new(), progress, newest: now, told: now }
    }

    pub fn attempts(&self) -> u64 {
        self.lines.iter().map(|line| line.attempts).sum()
    }

    /// How many attempts did not hold.
    pub fn opened(&self) -> u64 {
        self.lines.iter().map(|line| line.opened).sum()
    }

    /// An attempt that held.
    pub(super) fn held(&mut self, what: &'static str) {
        self.count(what);
    }

    /// An attempt that did not.
    pub(super) fn hole(&mut self, what: &'static str, told: String) {
        self.count(what);
        let line = self.line(what);
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

    #[allow(clippy::disallowed_methods, reason = "how long attempts take is read from the machine's clock")]
    fn count(&mut self, what: &'static str) {
        let now = Instant::now();
        let took = now - std::mem::replace(&mut self.newest, now);
        let line = self.line(what);
        line.attempts += 1;
        line.took += took;
        if now - self.told >= TOLD_EVERY {
            self.told = now;
            (self.progress)(&self.line(what).clone(), self.attempts());
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
        writeln!(f, "{:width$}  attempts      held  holes  seconds", "kind")?;
        let mut row = |what: &str, attempts: u64, opened: u64, took: Duration| {
            writeln!(f, "{what:width$}  {attempts:>8}  {:>8}  {opened:>5}  {:>7}", attempts - opened, took.as_secs())
        };
        for Line { what, attempts, opened, took, .. } in &self.lines {
            row(what, *attempts, *opened, *took)?;
        }
        row("all", self.attempts(), self.opened(), self.lines.iter().map(|line| line.took).sum())?;
        for line in self.lines.iter().filter(|line| line.opened > 0) {
            writeln!(f, "\nHOLE {} ({} times)", line.what, line.opened)?;
            for hole in &line.holes {
                writeln!(f, "  {hole}")?;
            }
        }
        Ok(())
    }
}
