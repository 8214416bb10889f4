//! Prints the rules of cases for docs/cases.md; `cargo xtask generate` puts them there.

use changxiao_domain::{
    cases::{numbers_markdown, state_diagram_mermaid, transition_table_markdown},
    lang::Lang,
};

fn main() {
    let lang = Lang::En;
    print!("```mermaid\n{}```\n\n", state_diagram_mermaid(lang));
    print!("{}\n{}", transition_table_markdown(lang), numbers_markdown(lang));
}
