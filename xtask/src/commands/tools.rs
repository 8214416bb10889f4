//! `cargo xtask tools` compiles the programs that look at the dependencies, where they are not there yet.

use crate::arguments::Arguments;
use crate::machine::cargo_tools::{DENY, MACHETE};
use crate::outcome::Outcome;

pub fn run(arguments: Arguments) -> Outcome {
    arguments.expect_none()?;
    DENY.provide()?;
    MACHETE.provide()?;
    Ok(())
}
