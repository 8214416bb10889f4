//! How many tests passed and failed, read from what the runners print.

use std::fmt;
use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

#[derive(Clone, Copy, Debug)]
pub enum Runner {
    Nextest,
    CargoTest,
    Vitest,
    Playwright,
}

impl Runner {
    /// What a line of the runner's output counts; `None` for all lines but those of its summary.
    pub fn count(self, line: &str) -> Option<Tally> {
        let line = without_colours(line);
        let line = line.trim();
        let is_summary = match self {
            Self::Nextest => line.starts_with("Summary ["),
            Self::CargoTest => line.starts_with("test result:"),
            Self::Vitest => line.starts_with("Tests "),
            // Playwright prints one line a kind: `3 passed (5.2s)`, `1 failed`.
            Self::Playwright => line.starts_with(|first: char| first.is_ascii_digit()) && line.split(' ').count() <= 4,
        };
        is_summary.then(|| count_words(line)).filter(|tally| *tally != Tally::default())
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Adds every number that stands before a word that names an outcome.
fn count_words(line: &str) -> Tally {
    let mut tally = Tally::default();
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches([',', ';', '.', '|'])).collect();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<u32>() else { continue };
        match pair[1] {
            "passed" => tally.passed += number,
            // `timed` out, `did` not run.
            "failed" | "timed" | "interrupted" | "flaky" | "did" => tally.failed += number,
            "skipped" | "ignored" | "todo" => tally.skipped += number,
            _ => {}
        }
    }
    tally
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // A colour is `ESC [ … m`.
            let _ = characters.by_ref().find(|end| end.is_ascii_alphabetic());
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Runner, Tally};

    fn tally(passed: u32, failed: u32, skipped: u32) -> Option<Tally> {
        Some(Tally { passed, failed, skipped })
    }

    #[test]
    fn the_summaries_of_all_four_runners_are_understood() {
        let nextest = "     Summary [   4.213s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        assert_eq!(Runner::Nextest.count(nextest), tally(9, 3, 3));
        let libtest =
            "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Runner::CargoTest.count(libtest), tally(3, 1, 2));
        let vitest =
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m2 failed\u{1b}[39m | \u{1b}[32m12 passed\u{1b}[39m (14)";
        assert_eq!(Runner::Vitest.count(vitest), tally(12, 2, 0));
        assert_eq!(Runner::Playwright.count("  5 passed (10.2s)"), tally(5, 0, 0));
        assert_eq!(Runner::Playwright.count("  2 did not run"), tally(0, 2, 0));
    }

    #[test]
    fn lines_that_are_no_summary_count_nothing() {
        assert_eq!(Runner::Vitest.count(" Test Files  3 passed (3)"), None);
        assert_eq!(Runner::Nextest.count("        PASS [   0.004s] changxiao-domain cases::12 passed"), None);
        assert_eq!(Runner::Playwright.count("[sqlite] › signin.spec.ts:3 › 3 passed"), None);
    }
}
