//! What a command ends in: nothing, or a sentence about what went wrong and one about what to do.

use std::fmt;

pub type Outcome<T = ()> = Result<T, Failure>;

#[derive(Debug)]
pub struct Failure {
    what: String,
    remedy: Option<String>,
}

impl Failure {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: None }
    }

    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        match &self.remedy {
            Some(remedy) => write!(out, "\n  What to do: {remedy}"),
            None => Ok(()),
        }
    }
}

/// Says during what an input or output error came up: `fs::read(path).during("reading the lock file")?`.
pub trait During<T> {
    fn during(self, doing: &str) -> Outcome<T>;
}

impl<T> During<T> for std::io::Result<T> {
    fn during(self, doing: &str) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("{doing}: {error}")))
    }
}
