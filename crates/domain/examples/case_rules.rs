//! Prints docs/case-rules.md; `cargo xtask generate` writes it.

#[allow(clippy::print_stdout, reason = "the text is this program's answer")]
fn main() {
    print!("{}", changxiao_domain::cases::rules_markdown());
}
