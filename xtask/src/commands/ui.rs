//! `cargo xtask ui` builds what the browser is given.

use crate::arguments::Arguments;
use crate::building::build_ui;
use crate::outcome::Outcome;

pub fn run(arguments: Arguments) -> Outcome {
    arguments.expect_none()?;
    build_ui()
}
