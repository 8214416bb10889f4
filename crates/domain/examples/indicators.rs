//! Prints docs/indicators.md; `cargo xtask generate` writes it.

use changxiao_domain::indicators::{Rules, RulesFault, indicators_markdown};

#[allow(clippy::print_stdout, reason = "the text is this program's answer")]
fn main() -> Result<(), RulesFault> {
    print!("{}", indicators_markdown(&Rules::from_json(include_str!("../../../data/indicators/default.json"))?));
    Ok(())
}
