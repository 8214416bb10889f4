//! Prints docs/case-rules.md; `cargo xtask generate` writes it.

fn main() {
    print!("{}", changxiao_domain::cases::rules_markdown());
}
